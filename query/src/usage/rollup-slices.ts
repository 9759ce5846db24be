import type { ClickHouseSettings } from "@ecomind/clickhouse";
import { hasWholeHours } from "@ecomind/zoned-time";
import { type Filter, tier } from "./dimensions.js";
import type { Period } from "./period.js";

export const intervals = ["15m", "hour", "day", "week", "month", "total"] as const;
export type Interval = (typeof intervals)[number];

/** Dimensions that the quarter-hour rollup has. */
const rolledUp = new Set<string>(["provider", "model", "team", "region", "source", "basis", tier]);
/** Dimensions that the hourly rollup without teams and persons has. */
const rolledUpByModel = new Set<string>(["provider", "model", "region", tier]);
/** Dimensions that the hourly rollup of people has. */
const rolledUpByUser = new Set<string>(["provider", "model", "user", "team", "region", tier]);

/** SQL of the begin of the interval that a bucket lies in, in seconds since 1970; of `total` nothing. */
export function startExpression(interval: Interval, bucket: string, zone: string): string {
  const wall = `toTimeZone(${bucket}, {tz:String})`;
  switch (interval) {
    case "15m":
      return `toUnixTimestamp(${bucket})`;
    case "hour":
      // The engine's own rounding takes the two hours of a change of clocks for one where a zone is not at whole hours.
      return hasWholeHours(zone)
        ? `toUInt32(toUnixTimestamp(${bucket}) - 60 * toMinute(${wall}))`
        : startOfOddHour(bucket, wall);
    case "day":
      return `toUnixTimestamp(toStartOfDay(${wall}))`;
    case "week":
      return `toUnixTimestamp(toDateTime(toStartOfWeek(${wall}, 1), {tz:String}))`;
    case "month":
      return `toUnixTimestamp(toDateTime(toStartOfMonth(${wall}), {tz:String}))`;
    case "total":
      return "0";
  }
}

/** Begin of an hour within which clocks may have been changed: that change, if it is later than the whole hour. */
function startOfOddHour(bucket: string, wall: string): string {
  const quarterSeconds = 900;
  const offset = (time: string) => `timeZoneOffset(toTimeZone(${time}, {tz:String}))`;
  const wholeHour = `${bucket} - 60 * toMinute(${wall})`;
  const begins = [0, 1, 2].map((quarters) => {
    const begin = `${bucket} - ${quarters * quarterSeconds}`;
    return `${offset(`${begin} - ${quarterSeconds}`)} != ${offset(bucket)}, ${begin}`;
  });
  return `toUnixTimestamp(multiIf(${offset(wholeHour)} = ${offset(bucket)}, ${wholeHour}, ${begins.join(", ")}, ${wholeHour}))`;
}

/** Whether a quarter hour's rollup, and the history with it, has all of some dimensions. */
export const isByQuarter = (names: readonly string[]): boolean => names.every((name) => rolledUp.has(name));

/** What decides where a question is answered from. */
export interface SlicedQuestion {
  /** Of a period that {@link fromHistory}, the events have gone. */
  readonly period: SlicedPeriod;
  readonly interval: Interval;
  readonly groupBy: readonly string[];
  readonly filters: readonly Filter[];
}

export interface SlicedPeriod extends Period {
  readonly fromHistory?: boolean;
}

export const isFromHistory = ({ fromHistory = false }: SlicedPeriod): boolean => fromHistory;

/** A period as two where its first part is in the history alone. @param beforeMs up to when; a whole hour */
export function splitAt(period: Period, beforeMs: number): SlicedPeriod[] {
  const parts = [
    { ...period, toMs: Math.min(beforeMs, period.toMs), fromHistory: true },
    { ...period, fromMs: Math.max(beforeMs, period.fromMs) },
  ];
  return parts.filter(({ fromMs, toMs }) => fromMs < toMs);
}

/** A half-open part of time, and the SQL of its ends. */
interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly from: string;
  readonly to: string;
}

/** A part of a question's time: which expression of `ts` is its bucket, and which buckets. */
export interface Slice {
  /** What rows come from, as `e`. */
  readonly table: "events" | "usage_history";
  readonly bucket: string;
  readonly where: string;
  /** Of the statement that asks for it alone. */
  readonly settings: ClickHouseSettings;
}

/** A slice whose time is not one condition yet. */
interface OpenSlice extends Omit<Slice, "where"> {
  /** SQL that the stretches are of. */
  readonly column: string;
  /** In order of time, apart from one another. */
  readonly stretches: readonly Stretch[];
}

/**
 * The engine weighs each rollup against the others, part by part, unless it is told the name; where it has none of that name
 * for a part yet, it reads the rows.
 */
const preferring = (rollup: "usage_15m" | "usage_user_1h" | "usage_model_1h"): ClickHouseSettings => ({
  preferred_optimize_projection_name: rollup,
});

/**
 * Where a question is answered from: the smallest of the rollups that has its dimensions, else the events. A rollup is
 * a projection of `events`, and asked by its own expression of the bucket. Not through its view: that would put
 * together every row of the rollup, by all its dimensions, before a few of them are added up.
 * @param suffix what tells the range's parameters from those of another in the same statement
 */
export const slicesFor = (question: SlicedQuestion, suffix = ""): Slice[] =>
  openSlices(question, suffix).map(({ column, stretches, ...slice }) => {
    const runs = stretches.map((stretch) => [stretch]);
    return { ...slice, where: conditionOf(column, runs) };
  });

function openSlices({ period, interval, groupBy, filters }: SlicedQuestion, suffix: string): OpenSlice[] {
  const names = [...groupBy, ...filters.map(({ dimension }) => dimension)];
  const quarter = "toStartOfFifteenMinutes(e.ts)";
  const hour = "toStartOfHour(e.ts)";
  const { fromMs, toMs } = period;
  const stretch = (from: string, fromMs: number, to: string, toMs: number): Stretch => {
    const time = (name: string): string => `{${name}${suffix}:DateTime('UTC')}`;
    return { fromMs, toMs, from: time(from), to: time(to) };
  };
  const all = [stretch("from", fromMs, "to", toMs)];
  if (period.fromHistory === true)
    return [{ table: "usage_history", bucket: "e.bucket", column: "e.bucket", stretches: all, settings: {} }];
  const table = "events";
  const isHourly = interval === "total" || (interval !== "15m" && hasWholeHours(period.zone));
  const byQuarter = isByQuarter(names);
  // Of few days the quarter hours are few as well, and one statement is cheaper than two.
  const isLong = toMs - fromMs > 2 * 86_400_000;
  const byHour = byQuarter
    ? isLong && names.every((name) => rolledUpByModel.has(name))
    : names.every((name) => rolledUpByUser.has(name));
  const { fromHourMs, toHourMs } = wholeHoursOf(period);
  // Where quarter hours are no rollup's, events are asked for by their time: their own order.
  const byQuarters = { table, bucket: quarter, column: byQuarter ? quarter : "e.ts" } as const;
  const settings = byQuarter ? preferring("usage_15m") : {};
  if (!isHourly || !byHour || fromHourMs >= toHourMs) return [{ ...byQuarters, stretches: all, settings }];
  const whole: OpenSlice = {
    table,
    bucket: hour,
    column: hour,
    stretches: [stretch("from_hour", fromHourMs, "to_hour", toHourMs)],
    settings: preferring(byQuarter ? "usage_model_1h" : "usage_user_1h"),
  };
  // What the range has of hours that it begins or ends in: mostly the running one alone.
  const edges = [stretch("from", fromMs, "from_hour", fromHourMs), stretch("to_hour", toHourMs, "to", toMs)].filter(
    (edge) => edge.fromMs < edge.toMs,
  );
  if (edges.length === 0) return [whole];
  // Of two hours' rollup a second thread costs more than it takes off.
  return [whole, { ...byQuarters, stretches: edges, settings: byQuarter ? { ...settings, max_threads: 1 } : {} }];
}

/** SQL of a time that lies in one of several runs of stretches, whatever lies between those of a run. */
function conditionOf(column: string, runs: readonly (readonly Stretch[])[]): string {
  const each = runs.map((run) => `${column} >= ${run[0]?.from} AND ${column} < ${run.at(-1)?.to}`);
  return each.length === 1 ? (each[0] as string) : `(${each.map((one) => `(${one})`).join(" OR ")})`;
}

/** Slices of several ranges that one statement asks for: all from the same rollup, by the same bucket. */
export interface SharedSlice extends Slice {
  /** Places of the ranges. */
  readonly ranges: readonly number[];
  /** SQL of the place of a row's range; their number for a row between them, which is of none. */
  readonly range: string;
}

/**
 * Where several ranges are answered from, with parameters `_0`, `_1`, and so on. The engine takes longer to plan a statement
 * than to answer it, and one statement about two ranges no longer than about one. Ranges that overlap share none: a row
 * would be of both.
 */
export function slicesOfRanges(
  question: Omit<SlicedQuestion, "period">,
  periods: readonly SlicedPeriod[],
): SharedSlice[] {
  const inOrder = [...periods].sort((a, b) => a.fromMs - b.fromMs);
  const overlap = inOrder.some(({ toMs }, at) => toMs > (inOrder[at + 1]?.fromMs ?? Number.POSITIVE_INFINITY));
  const shared = new Map<string, { slice: OpenSlice; parts: RangeStretch[] }>();
  periods.forEach((period, range) => {
    for (const slice of openSlices({ ...question, period }, `_${range}`)) {
      const key = [slice.table, slice.bucket, overlap ? range : ""].join(" ");
      const { parts } = shared.get(key) ?? { parts: [] };
      shared.set(key, { slice, parts: [...parts, ...slice.stretches.map((stretch) => ({ ...stretch, range }))] });
    }
  });
  return [...shared.values()].map(({ slice: { column, stretches: _, ...slice }, parts }) => {
    const stretches = parts.sort((a, b) => a.fromMs - b.fromMs);
    const runs = runsOf(stretches);
    return {
      ...slice,
      ranges: [...new Set(stretches.map(({ range }) => range))].sort((a, b) => a - b),
      where: conditionOf(column, runs),
      range: rangeOf(column, runs, periods.length),
    };
  });
}

interface RangeStretch extends Stretch {
  readonly range: number;
}

/**
 * Stretches that one condition takes with what lies between them, which is little: an eighth of them. To find one run in the
 * index takes the engine half as long as two.
 */
function runsOf(stretches: readonly RangeStretch[]): RangeStretch[][] {
  const length = stretches.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const runs: RangeStretch[][] = [];
  for (const stretch of stretches) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (before !== undefined && (stretch.fromMs - before.toMs) * 8 <= length) run?.push(stretch);
    else runs.push([stretch]);
  }
  return runs;
}

/** SQL of the range that a row of some runs is of. @param none what lies between */
function rangeOf(column: string, runs: readonly (readonly RangeStretch[])[], none: number): string {
  const cases: { readonly range: number; readonly before: string }[] = [];
  for (const run of runs)
    run.forEach((stretch, at) => {
      const next = run[at + 1];
      cases.push({ range: stretch.range, before: stretch.to });
      if (next !== undefined && next.fromMs > stretch.toMs) cases.push({ range: none, before: next.from });
    });
  const last = cases.pop()?.range ?? none;
  if (cases.every(({ range }) => range === last)) return String(last);
  return `multiIf(${cases.map(({ range, before }) => `${column} < ${before}, ${range}`).join(", ")}, ${last})`;
}

/** The whole hours of UTC within a range; none: both are the same. */
function wholeHoursOf({ fromMs, toMs }: Period): { fromHourMs: number; toHourMs: number } {
  const hourMs = 3_600_000;
  const fromHourMs = Math.ceil(fromMs / hourMs) * hourMs;
  return { fromHourMs, toHourMs: Math.max(fromHourMs, Math.floor(toMs / hourMs) * hourMs) };
}

/** Values of the parameters that slices name. */
export function sliceParameters(period: Period, range = ""): Record<string, number> {
  const { fromHourMs, toHourMs } = wholeHoursOf(period);
  return {
    [`from${range}`]: Math.floor(period.fromMs / 1000),
    [`to${range}`]: Math.floor(period.toMs / 1000),
    [`from_hour${range}`]: fromHourMs / 1000,
    [`to_hour${range}`]: toHourMs / 1000,
  };
}
