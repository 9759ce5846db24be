import type { Parameter } from "../http/operation.js";
import { array, count, nullable, object, text, time } from "../http/schema.js";
import { dimensions, filterParameters } from "../usage/dimensions.js";
import { factorParameters } from "../usage/factor-spans.js";
import { listParameters, listSchema } from "../usage/group-list.js";
import { measuresSchema, metricNames } from "../usage/measures.js";
import { readersAndViewer } from "../usage/own-use.js";
import { comparisonParameters, periodParameters } from "../usage/period.js";
import { intervals } from "../usage/rollup-slices.js";

/** Of the operation that gives the report as JSON; a file of it names the operation. */
export const usageOperation = "getUsage";
export const usageReaders = readersAndViewer;

export const usageParameters: readonly Parameter[] = [
  ...periodParameters,
  {
    name: "interval",
    in: "query",
    description: "Length of a row's time. Default: total.",
    schema: { enum: [...intervals] },
  },
  {
    name: "group_by",
    in: "query",
    description: `Up to two of ${dimensions.join(", ")} or label:NAME; repeat for the second.`,
    schema: { type: "array", items: { type: "string", maxLength: 64 }, maxItems: 2 },
  },
  {
    name: "top",
    in: "query",
    description:
      "Groups to tell apart; the rest become one group, __other__. The earlier range tells the same ones apart. Of a list, the length of a page, of which a minimum group size may allow less. Default: 100.",
    schema: { type: "integer", minimum: 1, maximum: 1000 },
  },
  {
    name: "metrics",
    in: "query",
    description: "Sums to tell; repeat for several. Default: all.",
    schema: { type: "array", items: { enum: [...metricNames] }, maxItems: metricNames.length },
  },
  ...listParameters,
  ...comparisonParameters,
  ...factorParameters,
  ...filterParameters,
];

const rangeSchema = { from: time, to: time };
const setsSchema = array(object({ factor_set: text, ...rangeSchema }));
const rowSchema = {
  ...measuresSchema,
  properties: { start: time, group: array(text), ...(measuresSchema.properties as object) },
  required: ["start", "group"],
};
const comparedRowSchema = {
  ...rowSchema,
  properties: {
    ...rowSchema.properties,
    beside: {
      ...nullable(time),
      description:
        "Begin of the row's interval in the range: the same wall time, of a time that comes twice the same one of both. null: the range has none, as where its clocks skip that time.",
    },
  },
  required: [...rowSchema.required, "beside"],
};
const suppressedSchema = {
  ...object({ minimum_group_size: count, groups: count }),
  description: "Groups and values that are about too few persons, somewhere in the range, told as one: __withheld__.",
};

const averagedSchema = {
  ...object({ minimum_group_size: count, significant_digits: count }),
  description:
    "Persons of similar use form classes of at least so many, and each is told the mean of their class (microaggregation), rounded to so many digits. The range is the whole calendar months of UTC, of those that have ended, that were asked for. `total` is exact.",
};

const completeFromSchema = {
  ...time,
  description:
    "Events from before have expired, and what outlives them does not answer this question, or has expired as well.",
};

const restatedSchema = {
  ...object({ factor_set: text, rows: array(rowSchema), total: measuresSchema }),
  description:
    "The same rows, computed with the set of `restate_with`; filters and groups by tier are by the first set.",
};

export const usageReportSchema = object(
  {
    ...rangeSchema,
    timezone: text,
    interval: text,
    group_by: array(text),
    partial: { type: "boolean" },
    factor_set: text,
    factor_sets: setsSchema,
    mixed_factor_sets: {
      type: "boolean",
      description: "A difference between rows may be one of factors, not of use.",
    },
    rows: array(rowSchema),
    total: measuresSchema,
    comparable: {
      ...object({ to: time, total: measuresSchema }),
      description:
        "What `compared.total` is to be compared with: the range up to `to`, its end or that of its last quarter hour that has ended.",
    },
    compared: object(
      {
        ...rangeSchema,
        shift: {
          ...object({ months: { type: "integer" }, minutes: { type: "integer" } }, ["months", "minutes"]),
          description: "How far clocks and calendar were turned back: one of both.",
        },
        complete_from: completeFromSchema,
        factor_sets: setsSchema,
        rows: array(comparedRowSchema),
        total: measuresSchema,
        withheld: suppressedSchema,
        restated: restatedSchema,
      },
      ["complete_from", "withheld", "restated"],
    ),
    complete_from: completeFromSchema,
    withheld: suppressedSchema,
    averaged: averagedSchema,
    restated: restatedSchema,
    list: listSchema,
  },
  ["comparable", "compared", "restated", "withheld", "averaged", "complete_from", "list"],
);
