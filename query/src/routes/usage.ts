import { checkedFactorSet, type FactorSpan, factorParameters, factorSpans } from "../factor-spans.js";
import { measuresSchema } from "../measures.js";
import { type Withholding, withhold, withholdingOf } from "../minimum-group.js";
import { array, count, type Operation, object, text, time } from "../operation.js";
import { readersAndViewer, visibleFilters } from "../own-use.js";
import { comparedPeriodOf, comparisonParameters, invalid, periodOf, periodParameters } from "../period.js";
import { dimensions, filterParameters, isDimension } from "../usage-dimensions.js";
import { askSpans } from "../usage-query.js";
import { groupsBeside, keepGroups, largestGroups, totalOf, type UsageRow } from "../usage-rows.js";
import { type Interval, intervals } from "../usage-slices.js";

const iso = (ms: number): string => new Date(ms).toISOString();

const rowsOf = (rows: readonly UsageRow[]) =>
  rows.map(({ startMs, group, measures }) => ({ start: iso(startMs), group, ...measures }));

const rowSchema = object({ start: time, group: array(text), ...(measuresSchema.properties as object) });
const withheldOf = (groupBy: readonly string[], withholding: Withholding | undefined) =>
  withholding !== undefined && groupBy.includes(withholding.dimension)
    ? { withheld: { minimum_group_size: withholding.minimumGroupSize, groups: withholding.groups.size } }
    : {};
const withheldSchema = {
  ...object({ minimum_group_size: count, groups: count }),
  description: "Groups of too few persons, told as one row, __withheld__.",
};

const rangeSchema = { from: time, to: time };

const setsOf = (spans: readonly FactorSpan[]) =>
  spans.map(({ factorSet, period: { fromMs, toMs } }) => ({ factor_set: factorSet, from: iso(fromMs), to: iso(toMs) }));
const setsSchema = array(object({ factor_set: text, ...rangeSchema }));

export const usage: Operation = {
  id: "getUsage",
  method: "get",
  path: "/v1/usage",
  summary: "Use and footprint over time, by up to two dimensions",
  roles: readersAndViewer,
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
      description:
        "Groups to tell apart; the rest become one group, __other__. The earlier range tells the same ones apart. Default: 100.",
      schema: { type: "integer", minimum: 1, maximum: 1000 },
    },
    ...comparisonParameters,
    ...factorParameters,
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
      factor_sets: setsSchema,
      mixed_factor_sets: {
        type: "boolean",
        description: "A difference between rows may be one of factors, not of use.",
      },
      rows: array(rowSchema),
      total: measuresSchema,
      compared: object({ ...rangeSchema, factor_sets: setsSchema, rows: array(rowSchema), total: measuresSchema }),
      withheld: withheldSchema,
      restated: object({ factor_set: text, rows: array(rowSchema), total: measuresSchema }),
    },
    ["compared", "restated", "withheld"],
  ),
  async handle(context, services) {
    const { parameters, principal } = context;
    const period = periodOf(context);
    const interval = (parameters.interval as Interval | undefined) ?? "total";
    const groupBy = (parameters.group_by as readonly string[] | undefined) ?? [];
    if (groupBy.some((name) => !isDimension(name)) || new Set(groupBy).size < groupBy.length)
      throw invalid("group_by", `Expected up to two different ones of ${dimensions.join(", ")} or label:NAME.`);
    const question = { orgId: principal.orgId, interval, groupBy, filters: visibleFilters(context) };
    const top = (parameters.top as number | undefined) ?? 100;
    const before = comparedPeriodOf(context, period);
    const [spans, beforeSpans, otherSet] = await Promise.all([
      factorSpans(context, services, period),
      before === undefined ? undefined : factorSpans(context, services, before),
      parameters.restate_with === undefined ? undefined : checkedFactorSet(context, services, "restate_with"),
    ]);
    // Asked at once, and told only when it is known what may be.
    const ask = (asked: readonly FactorSpan[]) => askSpans(question, asked, context, services);
    const [withholding, beforeWithholding, allRows, allBefore, allOther] = await Promise.all([
      withholdingOf({ ...question, period }, context, services),
      before === undefined ? undefined : withholdingOf({ ...question, period: before }, context, services),
      ask(spans),
      beforeSpans === undefined ? undefined : ask(beforeSpans),
      otherSet === undefined ? undefined : ask([{ factorSet: otherSet, period }]),
    ]);
    const rows = withhold(allRows, groupBy, withholding);
    const beforeRows = allBefore && withhold(allBefore, groupBy, beforeWithholding);
    const otherRows = allOther && withhold(allOther, groupBy, withholding);
    const kept = largestGroups(rows, top);
    return {
      from: iso(period.fromMs),
      to: iso(period.toMs),
      timezone: period.zone,
      interval,
      group_by: groupBy,
      partial: period.partial,
      factor_set: spans.at(-1)?.factorSet ?? services.factors.version,
      factor_sets: setsOf(spans),
      mixed_factor_sets: new Set([...spans, ...(beforeSpans ?? [])].map(({ factorSet }) => factorSet)).size > 1,
      rows: rowsOf(keepGroups(rows, kept)),
      total: totalOf(rows),
      ...withheldOf(groupBy, withholding),
      ...(otherSet === undefined || otherRows === undefined
        ? {}
        : { restated: { factor_set: otherSet, rows: rowsOf(keepGroups(otherRows, kept)), total: totalOf(otherRows) } }),
      ...(before === undefined || beforeRows === undefined
        ? {}
        : {
            compared: {
              from: iso(before.fromMs),
              to: iso(before.toMs),
              factor_sets: setsOf(beforeSpans ?? []),
              rows: rowsOf(keepGroups(beforeRows, groupsBeside(rows, kept, beforeRows, top))),
              total: totalOf(beforeRows),
            },
          }),
    };
  },
};
