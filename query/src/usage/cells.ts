import { type UsageMeasure, usageMeasures } from "@ecomind/clickhouse";
import { firstVintageYear, lastVintageYear } from "@ecomind/footprint";
import { standardZone } from "@ecomind/zoned-time";
import type { RequestContext } from "../http/request-context.js";
import { type NameColumns, storedNames } from "../names/name-columns.js";
import { namedParts } from "../names/named-parts.js";
import type { Services } from "../services.js";
import { limits } from "../store/select.js";
import { type Cell, separator } from "./cell-footprint.js";
import { expressionOf, type Filter, tier } from "./dimensions.js";
import type { Period } from "./period.js";
import {
  type Interval,
  isFromHistory,
  sliceParameters,
  slicesOfRanges,
  splitAt,
  startExpression,
} from "./rollup-slices.js";

/** Name of the group that stands for all beyond those that are told apart. */
export const otherGroup = "__other__";

/** What an organisation's use is asked by. */
export interface UsageQuestion {
  readonly orgId: string;
  readonly interval: Interval;
  readonly groupBy: readonly string[];
  readonly filters: readonly Filter[];
  /** Up to when the history answers, where events have expired; milliseconds since 1970. @default never */
  readonly historyBeforeMs?: number | undefined;
}

/** Sums of one interval, group, provider, model and region. */
export interface UsageCell extends Cell {
  /** Begin of the interval, milliseconds since 1970; of `total` the range's. */
  readonly startMs: number;
  /** Values of the dimensions, as {@link groupOf} has them; "" for the tier, which the store does not know. */
  readonly group: string;
}

/** Values of dimensions as one text. */
export const groupOf = (names: readonly string[]): string => names.join(separator);

/** The values of a group. @param width how many there are: none is "", and one is the text itself, whatever is in it */
export function namesOf(group: string, width: number): string[] {
  if (width === 0) return [];
  return width === 1 ? [group] : group.split(separator);
}

/** SQL of the dimensions that the store knows, by their place in the question: `g0`, `g1`. */
export const groupColumns = (
  groupBy: readonly string[],
  names: NameColumns = storedNames,
): { readonly name: string; readonly sql: string }[] =>
  groupBy.flatMap((name, index) => (name === tier ? [] : [{ name: `g${index}`, sql: expressionOf(name, names) }]));

/** Conditions of the filters that the store knows, and the values that they name. */
export function filterConditions(filters: readonly Filter[], names: NameColumns = storedNames) {
  const sql = filters.flatMap(({ dimension, exclude }, index) =>
    dimension === tier
      ? []
      : [`${expressionOf(dimension, names)} ${exclude ? "NOT IN" : "IN"} {filter${index}:Array(String)}`],
  );
  return { sql, values: Object.fromEntries(filters.map(({ values }, index) => [`filter${index}`, values])) };
}

/** Sums that a footprint is computed from, as SQL of `events AS e`. */
export const summedTokens = ({ withoutTokens }: NameColumns = storedNames): string =>
  usageMeasures
    .map((column) => `sum(${column === "requests_without_tokens" ? withoutTokens : `e.${column}`}) AS ${column}`)
    .join(", ");

/** SQL of what stands for a group where there are many: names may be long, and a statement takes 128 KiB of values. */
export const groupMark = (columns: readonly { readonly sql: string }[]): string =>
  `hex(sipHash128(${columns.map(({ sql }) => sql).join(", ")}))`;

/** Of the history, a row may be the older one of two. */
const rowsOf = { events: "events AS e", usage_history: "usage_history AS e FINAL" };

/** A time that is asked for. */
export interface CellRange {
  readonly period: Period;
  /** Begin of what it is a part of: what rows of the interval `total` begin with. */
  readonly beginMs: number;
}

/**
 * Asks the store for the cells of each range. Integers are exact. A cell comes twice where the store keeps one part of its
 * interval by the hour and another by the quarter hour.
 * @param question `told` are marks of the groups to tell apart, the rest being one; absent: all
 */
export async function askCells(
  question: UsageQuestion & {
    readonly ranges: readonly CellRange[];
    readonly told?: readonly string[] | undefined;
  },
  context: RequestContext,
  services: Services,
): Promise<UsageCell[][]> {
  const { orgId, ranges, interval, groupBy, filters, told } = question;
  const zone = ranges[0]?.period.zone ?? "UTC";
  const { historyBeforeMs = Number.NEGATIVE_INFINITY } = question;
  const pieces = ranges.flatMap(({ period }, range) =>
    splitAt(period, historyBeforeMs).map((piece) => ({ range, period: piece })),
  );
  const periods = pieces.map(({ period }) => period);
  const parts = await namedParts(periods, periods.some(isFromHistory), context, services);
  const parameters = {
    org: orgId,
    tz: standardZone(zone),
    ...Object.assign({}, ...periods.map((period, range) => sliceParameters(period, `_${range}`))),
    ...filterConditions(filters).values,
    ...parts.parameters,
    ...(told === undefined ? {} : { told }),
  };
  const group = joined(groupBy.map((name, index) => (name === tier ? "''" : `g${index}`)));
  // Each slice by a statement of its own, side by side: the engine takes longer to plan their union than to answer it.
  // In order, so that sums of footprints are the same each time, to the last digit.
  // Text that repeats is sent and read once.
  const asked = slicesOfRanges(question, periods).flatMap(({ table, bucket, ranges, range, where, settings }) =>
    parts.of(table).map(({ names, and }) => {
      const groups = groupColumns(groupBy, names);
      const isTold = told && `${groupMark(groups)} IN {told:Array(String)}`;
      const named = groups.map(
        ({ name, sql }) => `${isTold === undefined ? sql : `if(${isTold}, ${sql}, '${otherGroup}')`} AS ${name}`,
      );
      // Years of one factor are one kind: the bands of a sum are computed on it.
      const year = `if(toYear(${bucket}) > ${lastVintageYear}, '', toString(greatest(toYear(${bucket}), ${firstVintageYear})))`;
      const { provider, model, region } = names;
      const kinds = [provider, model, region, "toString(e.energy_boundary)", "toString(e.service_tier)", year];
      return services.selectColumns<CellColumns>(
        context,
        "usage",
        `WITH ${[`${range} AS range`, `${startExpression(interval, bucket, zone)} AS start`, ...named].join(", ")}
    SELECT range, start, toLowCardinality(${group}) AS names, toLowCardinality(${joined(kinds)}) AS kind, ${summedTokens(names)}
    FROM ${rowsOf[table]}
    WHERE ${["e.org_id = {org:String}", where, ...filterConditions(filters, names).sql].join(" AND ")}${and}
    GROUP BY ${["range", "start", ...groups.map(({ name }) => name), ...kinds].join(", ")}
    HAVING requests > 0
    ORDER BY range, start, names, kind`,
        parameters,
        { ...settings, max_result_rows: String(Number(limits.max_result_rows) * ranges.length) },
      );
    }),
  );
  const cells: UsageCell[][] = ranges.map(() => []);
  for (const columns of await Promise.all(asked)) {
    if (!("range" in columns)) continue;
    const { range, start, names, kind, requests, ...tokens } = columns;
    for (const [at, piece] of range.entries()) {
      const of = pieces[piece]?.range;
      if (of === undefined) continue;
      cells[of]?.push({
        startMs: interval === "total" ? (ranges[of] as CellRange).beginMs : (start[at] as number) * 1000,
        group: names[at] as string,
        kind: kind[at] as string,
        requests: requests[at] as number,
        requestsWithoutTokens: tokens.requests_without_tokens[at] as number,
        tokensIn: tokens.tokens_in[at] as number,
        tokensCached: tokens.tokens_cached[at] as number,
        tokensOut: tokens.tokens_out[at] as number,
        tokensOutRamp: tokens.tokens_out_ramp[at] as number,
        tokensInBelow: tokens.tokens_in_below[at] as number,
        tokensInAbove: tokens.tokens_in_above[at] as number,
        tokensOutBelow: tokens.tokens_out_below[at] as number,
        tokensOutAbove: tokens.tokens_out_above[at] as number,
        energyUwh: tokens.energy_uwh[at] as number,
      });
    }
  }
  // As if what names are mapped to had been reported: in the same order, footprints have the same sums to the last digit.
  if (parts.isMapped) for (const ofRange of cells) ofRange.sort(inStoreOrder);
  return cells;
}

/** As the store gives the cells of one statement. */
function inStoreOrder(a: UsageCell, b: UsageCell): number {
  if (a.startMs !== b.startMs) return a.startMs - b.startMs;
  const [one, two] = a.group === b.group ? [a.kind, b.kind] : [a.group, b.group];
  return one === two ? 0 : one < two ? -1 : 1;
}

type CellColumns = Readonly<
  Record<"range" | "start" | UsageMeasure, readonly number[]> & Record<"names" | "kind", readonly string[]>
>;

/** SQL of texts as one. */
function joined(texts: readonly string[]): string {
  const [only = "''", ...more] = texts;
  return more.length === 0 ? only : `concat(${texts.join(`, '${separator}', `)})`;
}
