import type { ClickHouseSettings } from "@ecomind/clickhouse";
import { hasWholeHours } from "@ecomind/zoned-time";
import type { Period } from "./period.js";
import { type Filter, tier } from "./usage-dimensions.js";

export const intervals = ["15m", "hour", "day", "week", "month", "total"] as const;
export type Interval = (typeof intervals)[number];

/** Dimensions that the quarter-hour rollup has. */
const rolledUp = new Set<string>(["provider", "model", "team", "region", "source", "basis", tier]);
/** Dimensions that the hourly rollup without teams and persons has. */
const rolledUpByModel = new Set<string>(["provider", "model", "region", tier]);
/** Dimensions that the hourly rollup of people has. */
const rolledUpByUser = new Set<string>(["provider", "model", "user", "team", "region", tier]);

/** SQL of the begin of the interval that a bucket lies in, in seconds since 1970; of `total` nothing. */
export function startExpression(interval: Interval, bucket: string): string {
  const wall = `toTimeZone(${bucket}, {tz:String})`;
  switch (interval) {
    case "15m":
      return `toUnixTimestamp(${bucket})`;
    case "hour":
      // The engine's own rounding takes the two hours of a change of clocks for one where a zone is not at whole hours.
      return `toUnixTimestamp(${bucket}) - 60 * toMinute(${wall})`;
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

/** A period as two where its first part is in the history alone. @param beforeMs up to when; a whole hour */
export function splitAt(period: Period, beforeMs: number): SlicedPeriod[] {
  const parts = [
    { ...period, toMs: Math.min(beforeMs, period.toMs), fromHistory: true },
    { ...period, fromMs: Math.max(beforeMs, period.fromMs) },
  ];
  return parts.filter(({ fromMs, toMs }) => fromMs < toMs);
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
 * @param range what tells the range's parameters from those of another in the same statement
 */
export function slicesFor({ period, interval, groupBy, filters }: SlicedQuestion, range = ""): Slice[] {
  const names = [...groupBy, ...filters.map(({ dimension }) => dimension)];
  const quarter = "toStartOfFifteenMinutes(e.ts)";
  const hour = "toStartOfHour(e.ts)";
  const time = (name: string): string => `{${name}${range}:DateTime('UTC')}`;
  const within = (column: string, from = "from", to = "to"): string =>
    `${column} >= ${time(from)} AND ${column} < ${time(to)}`;
  if (period.fromHistory === true)
    return [{ table: "usage_history", bucket: "e.bucket", where: within("e.bucket"), settings: {} }];
  const table = "events";
  const isHourly = interval === "total" || (interval !== "15m" && hasWholeHours(period.zone));
  const byQuarter = isByQuarter(names);
  // Of few days the quarter hours are few as well, and one statement is cheaper than two.
  const isLong = period.toMs - period.fromMs > 2 * 86_400_000;
  const byHour = byQuarter
    ? isLong && names.every((name) => rolledUpByModel.has(name))
    : names.every((name) => rolledUpByUser.has(name));
  // Where quarter hours are no rollup's, events are asked for by their time: their own order.
  const column = byQuarter ? quarter : "e.ts";
  const byQuarters = byQuarter ? preferring("usage_15m") : {};
  if (!isHourly || !byHour) return [{ table, bucket: quarter, where: within(column), settings: byQuarters }];
  const whole: Slice = {
    table,
    bucket: hour,
    where: within(hour, "from_hour", "to_hour"),
    settings: preferring(byQuarter ? "usage_model_1h" : "usage_user_1h"),
  };
  const { fromHourMs, toHourMs } = wholeHoursOf(period);
  if (fromHourMs === period.fromMs && toHourMs === period.toMs) return [whole];
  // What the range has of hours that it begins or ends in: mostly the running one alone, which as a plain range costs the
  // engine two thirds of what it takes to look at both ends.
  const edges =
    fromHourMs === period.fromMs
      ? within(column, "to_hour")
      : `${within(column)} AND (${column} < ${time("from_hour")} OR ${column} >= ${time("to_hour")})`;
  // Of two hours' rollup a second thread costs more than it takes off.
  return [
    whole,
    { table, bucket: quarter, where: edges, settings: byQuarter ? { ...byQuarters, max_threads: 1 } : {} },
  ];
}

/** Slices of several ranges that one statement asks for: all from the same rollup, by the same bucket. */
export interface SharedSlice extends Omit<Slice, "where"> {
  readonly parts: readonly { readonly range: number; readonly where: string }[];
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
  const shared = new Map<string, { slice: Slice; parts: { range: number; where: string }[] }>();
  periods.forEach((period, range) => {
    for (const slice of slicesFor({ ...question, period }, `_${range}`)) {
      const key = JSON.stringify([slice.table, slice.bucket, slice.settings, overlap && range]);
      const { parts } = shared.get(key) ?? { parts: [] };
      shared.set(key, { slice, parts: [...parts, { range, where: slice.where }] });
    }
  });
  return [...shared.values()].map(({ slice: { where: _, ...slice }, parts }) => ({ ...slice, parts }));
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
