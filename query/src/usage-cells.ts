import type { Cell } from "./cell-footprint.js";
import type { RequestContext, Services } from "./operation.js";
import type { Period } from "./period.js";
import { expressionOf, type Filter, tier } from "./usage-dimensions.js";
import { type Interval, sliceParameters, slicesFor, startExpression } from "./usage-slices.js";

/** Name of the group that stands for all beyond those that are told apart. */
export const otherGroup = "__other__";

/** What an organisation's use is asked by. */
export interface UsageQuestion {
  readonly orgId: string;
  readonly interval: Interval;
  readonly groupBy: readonly string[];
  readonly filters: readonly Filter[];
}

/** Sums of one interval, group, provider, model and region. */
export interface UsageCell extends Cell {
  /** Begin of the interval, milliseconds since 1970; of `total` the range's. */
  readonly startMs: number;
  /** Values of the dimensions, a line each; "" for the tier, which the store does not know. No value has a line's end in it. */
  readonly group: string;
}

/** The values of a group. @param width how many there are: one is "", and so is none */
export const namesOf = (group: string, width: number): string[] => (width === 0 ? [] : group.split("\n"));

/** SQL of the dimensions that the store knows, by their place in the question: `g0`, `g1`. */
export const groupColumns = (groupBy: readonly string[]): { readonly name: string; readonly sql: string }[] =>
  groupBy.flatMap((name, index) => (name === tier ? [] : [{ name: `g${index}`, sql: expressionOf(name) }]));

/** Conditions of the filters that the store knows, and the values that they name. */
export function filterConditions(filters: readonly Filter[]) {
  const sql = filters.flatMap(({ dimension, exclude }, index) =>
    dimension === tier
      ? []
      : [`${expressionOf(dimension)} ${exclude ? "NOT IN" : "IN"} {filter${index}:Array(String)}`],
  );
  return { sql, values: Object.fromEntries(filters.map(({ values }, index) => [`filter${index}`, values])) };
}

/** Sums of tokens that a footprint is computed from, as SQL of `events AS e`. */
export const summedTokens = ["tokens_in", "tokens_cached", "tokens_out", "tokens_out_ramp"]
  .map((column) => `sum(e.${column}) AS ${column}`)
  .join(", ");

/** SQL of what stands for a group where there are many: names may be long, and a statement takes 128 KiB of values. */
export const groupMark = (columns: readonly { readonly sql: string }[]): string =>
  `hex(sipHash128(${columns.map(({ sql }) => sql).join(", ")}))`;

/**
 * Asks the store for a period's cells. Integers are exact. A cell comes twice where the store keeps one part of its
 * interval by the hour and another by the quarter hour.
 * @param question `told` are marks of the groups to tell apart, the rest being one; absent: all
 */
export async function askCells(
  question: UsageQuestion & {
    readonly period: Period;
    /** Begin of the range that the period is a part of. */
    readonly rangeFromMs: number;
    readonly told?: readonly string[] | undefined;
  },
  context: RequestContext,
  services: Services,
): Promise<UsageCell[]> {
  const { orgId, period, rangeFromMs, interval, groupBy, filters, told } = question;
  const groups = groupColumns(groupBy);
  const isTold = told && `${groupMark(groups)} IN {told:Array(String)}`;
  const named = groups.map(
    ({ name, sql }) => `${isTold === undefined ? sql : `if(${isTold}, ${sql}, '${otherGroup}')`} AS ${name}`,
  );
  const conditions = filterConditions(filters);
  const parameters = {
    org: orgId,
    tz: period.zone,
    ...sliceParameters(period),
    ...conditions.values,
    ...(told === undefined ? {} : { told }),
  };
  const columns = ["e.provider", "e.model", "e.region"];
  const group = lines(groupBy.map((name, index) => (name === tier ? "''" : `g${index}`)));
  // Each slice by a statement of its own, side by side: the engine takes longer to plan their union than to answer it.
  // In order, so that sums of footprints are the same each time, to the last digit.
  const slices = slicesFor(question).map(({ bucket, where, settings }) =>
    services.selectRows<CellRow>(
      context,
      "usage",
      `WITH ${[`${startExpression(interval, bucket)} AS start`, ...named].join(", ")}
    SELECT start, ${group} AS names, ${lines(columns)} AS kind, count() AS requests, ${summedTokens}
    FROM events AS e
    WHERE ${["e.org_id = {org:String}", where, ...conditions.sql].join(" AND ")}
    GROUP BY ${["start", ...groups.map(({ name }) => name), ...columns].join(", ")}
    ORDER BY start, names, kind`,
      parameters,
      settings,
    ),
  );
  const cells: UsageCell[] = [];
  for (const rows of await Promise.all(slices))
    for (const [start, names, kind, requests, tokensIn, tokensCached, tokensOut, tokensOutRamp] of rows)
      cells.push({
        startMs: interval === "total" ? rangeFromMs : start * 1000,
        group: names,
        kind,
        requests,
        tokensIn,
        tokensCached,
        tokensOut,
        tokensOutRamp,
      });
  return cells;
}

type CellRow = readonly [
  start: number,
  names: string,
  kind: string,
  requests: number,
  tokensIn: number,
  tokensCached: number,
  tokensOut: number,
  tokensOutRamp: number,
];

/** SQL of texts, a line each. */
function lines(texts: readonly string[]): string {
  const [only = "''", ...more] = texts;
  return more.length === 0 ? only : `concat(${texts.join(", '\\n', ")})`;
}
