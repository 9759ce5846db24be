import { measuresSchema } from "../measures.js";
import { array, type Operation, object, readers, text, time } from "../operation.js";
import { comparedPeriodOf, comparisonParameters, invalid, periodOf, periodParameters } from "../period.js";
import {
  askUsage,
  dimensions,
  filterParameters,
  filtersOf,
  type Interval,
  intervals,
  isDimension,
  keepTop,
  totalOf,
  type UsageRow,
} from "../usage-query.js";

const iso = (ms: number): string => new Date(ms).toISOString();

const rowsOf = (rows: readonly UsageRow[]) =>
  rows.map(({ startMs, group, measures }) => ({ start: iso(startMs), group, ...measures }));

const rowSchema = object({ start: time, group: array(text), ...(measuresSchema.properties as object) });
const rangeSchema = { from: time, to: time };

export const usage: Operation = {
  id: "getUsage",
  method: "get",
  path: "/v1/usage",
  summary: "Use and footprint over time, by up to two dimensions",
  roles: readers,
  parameters: [
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
      description: "Groups to tell apart; the rest become one group, __other__. Default: 100.",
      schema: { type: "integer", minimum: 1, maximum: 1000 },
    },
    ...comparisonParameters,
    {
      name: "factor_set",
      in: "query",
      description: "Factors to compute with. Default: the newest.",
      schema: { type: "string", maxLength: 64 },
    },
    ...filterParameters,
  ],
  response: object(
    {
      ...rangeSchema,
      timezone: text,
      interval: text,
      group_by: array(text),
      partial: { type: "boolean" },
      factor_set: text,
      rows: array(rowSchema),
      total: measuresSchema,
      compared: object({ ...rangeSchema, rows: array(rowSchema), total: measuresSchema }),
    },
    ["compared"],
  ),
  async handle(context, services) {
    const { parameters, principal } = context;
    const period = periodOf(context);
    const interval = (parameters.interval as Interval | undefined) ?? "total";
    const groupBy = (parameters.group_by as readonly string[] | undefined) ?? [];
    if (groupBy.some((name) => !isDimension(name)) || new Set(groupBy).size < groupBy.length)
      throw invalid("group_by", `Expected up to two different ones of ${dimensions.join(", ")} or label:NAME.`);
    const factorSet = (parameters.factor_set as string | undefined) ?? services.factors.version;
    if (factorSet !== services.factors.version)
      throw invalid("factor_set", `This service has ${services.factors.version}.`);
    const question = { orgId: principal.orgId, period, interval, groupBy, filters: filtersOf(context), factorSet };
    const top = (parameters.top as number | undefined) ?? 100;
    const before = comparedPeriodOf(context, period);
    const [rows, beforeRows] = await Promise.all([
      askUsage(question, context, services),
      before === undefined ? undefined : askUsage({ ...question, period: before }, context, services),
    ]);
    return {
      from: iso(period.fromMs),
      to: iso(period.toMs),
      timezone: period.zone,
      interval,
      group_by: groupBy,
      partial: period.partial,
      factor_set: factorSet,
      rows: rowsOf(keepTop(rows, top)),
      total: totalOf(rows),
      ...(before === undefined || beforeRows === undefined
        ? {}
        : {
            compared: {
              from: iso(before.fromMs),
              to: iso(before.toMs),
              rows: rowsOf(keepTop(beforeRows, top)),
              total: totalOf(beforeRows),
            },
          }),
    };
  },
};
