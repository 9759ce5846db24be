import type { Shift, Span } from "./earlier-period.js";
import { type Interval, monthStart, startOfInterval, weekStart } from "./intervals.js";
import { addDays, dayOf, daysBetween, instantsOf, sameDayMonthsBefore, startOfDay, wallOf } from "./wall-time.js";

/** A range and the earlier one that it is compared with. */
export interface Comparison {
  readonly period: Span & { readonly zone: string };
  readonly earlier: Span & { readonly shift: Shift };
}

/**
 * Finds the interval of the earlier range that an interval of a range is compared with: the one that begins at the same wall
 * time. Of a wall time that clocks show twice the first meets the first and the second the second.
 * @returns its begin in milliseconds since 1970; undefined where the earlier range has none: a time that clocks skip or show
 * once only, a day that the month lacks, or one outside the earlier range
 */
export function counterpartOf(
  startMs: number,
  interval: Interval,
  { period, earlier }: Comparison,
): number | undefined {
  const { zone } = period;
  const found = startedBefore(startMs, interval, period, earlier);
  const isWithin =
    found !== undefined && found >= startOfInterval(earlier.fromMs, interval, zone) && found < earlier.toMs;
  // The hour of a change of clocks may begin where none begins on another day.
  return isWithin && startOfInterval(found, interval, zone) === found ? found : undefined;
}

function startedBefore(
  startMs: number,
  interval: Interval,
  { fromMs, zone }: Comparison["period"],
  { fromMs: earlierFromMs, shift }: Comparison["earlier"],
): number | undefined {
  const day = dayOf(startMs, zone);
  const [first, earlierFirst] = [dayOf(fromMs, zone), dayOf(earlierFromMs, zone)];
  switch (interval) {
    case "15m":
    case "hour": {
      const wallMs = wallOf(startMs, zone);
      const isSecond = instantsOf(wallMs, zone)[0] !== startMs;
      const shifted = "months" in shift ? sameDayMonthsBefore(wallMs, shift.months) : wallMs - shift.wallMs;
      return shifted === undefined ? undefined : instantsOf(shifted, zone)[isSecond ? 1 : 0];
    }
    case "day": {
      if (!("months" in shift)) return startOfDay(addDays(day, daysBetween(first, earlierFirst)), zone);
      const midnight = sameDayMonthsBefore(Date.parse(day), shift.months);
      return midnight === undefined ? undefined : startOfDay(new Date(midnight).toISOString().slice(0, 10), zone);
    }
    case "week":
      return startOfDay(addDays(day, daysBetween(weekStart(first), weekStart(earlierFirst))), zone);
    case "month": {
      const months = monthNumber(first) - monthNumber(earlierFirst);
      return startOfDay(
        new Date(sameDayMonthsBefore(Date.parse(monthStart(day)), months) as number).toISOString().slice(0, 10),
        zone,
      );
    }
  }
}

const monthNumber = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
