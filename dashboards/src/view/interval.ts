import type { Interval } from "@ecomind/zoned-time";
import type { Period } from "./range.js";

export type { Interval };

const quarterMs = 900_000;
const dayMs = 86_400_000;

export const intervals: readonly Interval[] = ["15m", "hour", "day", "week", "month"];

const lengthMs: Readonly<Record<Interval, number>> = {
  "15m": quarterMs,
  hour: 3_600_000,
  day: dayMs,
  week: 7 * dayMs,
  month: 28 * dayMs,
};

/** More points than a chart shows or a table is read with. */
const mostPoints = 800;

/** Intervals that give a period at least one whole point and not too many. */
export function intervalsFor({ fromMs, toMs }: Period): Interval[] {
  return intervals.filter((name) => {
    const points = (toMs - fromMs) / lengthMs[name];
    return points <= mostPoints && (points > 1 || name === "15m");
  });
}

export function defaultInterval(period: Period): Interval {
  const days = (period.toMs - period.fromMs) / dayMs;
  return days <= 2.1 ? "hour" : days <= 93 ? "day" : days <= 400 ? "week" : "month";
}

/** The chosen interval where it suits the period, or the default. */
export const intervalFor = (period: Period, chosen: Interval | undefined): Interval =>
  chosen !== undefined && intervalsFor(period).includes(chosen) ? chosen : defaultInterval(period);
