import { counterpartOf, endOfInterval, intervalStarts, type Shift } from "@ecomind/zoned-time";
import type { Band, Measures, UsageAnswer, UsageRow } from "../api/answers.js";
import type { Interval } from "../view/interval.js";
import type { Period } from "../view/range.js";
import type { Metric } from "./metrics.js";

export interface Point {
  readonly startMs: number;
  /** Where the interval ends; after the period's end for one that has not ended. */
  readonly endMs: number;
  /** Null: the method covers nothing of it, or nothing was recorded yet. Zero: it was recorded, and nothing was used. */
  readonly value: Band | null;
  /** The interval has not ended, or the period cuts it. */
  readonly partial: boolean;
  /** It ended before the organisation's first event: there is no value. */
  readonly unrecorded: boolean;
}

export interface Series {
  readonly group: readonly string[];
  readonly points: readonly Point[];
}

/** Name of the group that the API makes of all beyond the first ones. */
export const otherGroup = "__other__";
/** Name of the group that the API makes of those of too few persons. */
export const suppressedGroup = "__withheld__";
/** Whether a row stands for several groups: it has no figures of its own to explain, and no filter finds it. */
export const isPooled = (group: readonly string[]): boolean =>
  group.some((value) => value === otherGroup || value === suppressedGroup);

const zero: Band = { low: 0, central: 0, high: 0 };

/**
 * Rows of an answer as one series a group, with a zero where nothing was used. Nothing is lost: a row whose interval is
 * not expected gets a point of its own.
 * @param recordedFromMs the organisation's first event: before it nothing was recorded, which is not zero
 */
export function seriesOf(
  answer: Pick<UsageAnswer, "rows">,
  metric: Metric,
  period: Period,
  interval: Interval,
  recordedFromMs = Number.NEGATIVE_INFINITY,
): Series[] {
  const starts = new Set(intervalStarts(period, interval));
  for (const { start } of answer.rows) starts.add(Date.parse(start));
  const sorted = [...starts].sort((a, b) => a - b);
  const groups = new Map<string, { group: readonly string[]; rows: Map<number, UsageRow>; weight: number }>();
  for (const row of answer.rows) {
    const key = JSON.stringify(row.group);
    const entry = groups.get(key) ?? { group: row.group, rows: new Map(), weight: 0 };
    entry.rows.set(Date.parse(row.start), row);
    entry.weight += metric.read(row)?.central ?? 0;
    groups.set(key, entry);
  }
  if (groups.size === 0) groups.set("[]", { group: [], rows: new Map(), weight: 0 });
  return [...groups.values()]
    .sort((a, b) => Number(isPooled(a.group)) - Number(isPooled(b.group)) || b.weight - a.weight)
    .map(({ group, rows }) => ({
      group,
      points: sorted.map((startMs): Point => {
        const endMs = endOfInterval(startMs, interval, period.zone);
        const row = rows.get(startMs);
        return {
          startMs,
          endMs,
          value: row !== undefined ? metric.read(row) : endMs <= recordedFromMs ? null : zero,
          unrecorded: row === undefined && endMs <= recordedFromMs,
          partial: startMs < period.fromMs || endMs > period.toMs || (period.partial && endMs >= period.toMs),
        };
      }),
    }));
}

/**
 * The points of an earlier period beside those of a period: each beside the one that begins at the same wall time.
 * @returns as many as `points`; undefined beside a point without a counterpart, as of an hour that clocks skipped or show once
 */
export function besidePoints(
  points: readonly Point[],
  earlier: readonly Point[],
  interval: Interval,
  { period, before, shift }: { readonly period: Period; readonly before: Period; readonly shift: Shift },
): (Point | undefined)[] {
  const byStart = new Map(earlier.map((point) => [point.startMs, point]));
  const comparison = { period, earlier: { ...before, shift } };
  return points.map(({ startMs }) => {
    const found = counterpartOf(startMs, interval, comparison);
    return found === undefined ? undefined : byStart.get(found);
  });
}

export interface GroupTotal {
  readonly group: readonly string[];
  readonly measures: Measures;
}

/** Rows of an answer without time as groups, the largest by a metric first, the rest last. */
export function groupTotals(answer: Pick<UsageAnswer, "rows">, metric: Metric): GroupTotal[] {
  const weight = ({ measures }: GroupTotal) => metric.read(measures)?.central ?? -1;
  const rest = ({ group }: GroupTotal) => Number(isPooled(group));
  return answer.rows
    .map((row) => ({ group: row.group, measures: row }))
    .sort((a, b) => rest(a) - rest(b) || weight(b) - weight(a));
}
