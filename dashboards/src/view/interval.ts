import { addDays, dayOf, startOfDay, wallOf } from "@ecomind/zoned-time";
import { monthStart, type Period } from "./range.js";

const quarterMs = 900_000;
const dayMs = 86_400_000;

export const intervals = ["15m", "hour", "day", "week", "month"] as const;
export type Interval = (typeof intervals)[number];

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

/** Begin of the interval in which an instant lies, as the API cuts it: weeks begin on Monday. */
export function startOfInterval(instantMs: number, interval: Interval, zone: string): number {
  if (interval === "15m") return Math.floor(instantMs / quarterMs) * quarterMs;
  if (interval === "hour") {
    const wall = wallOf(instantMs, zone);
    return instantMs - (wall - Math.floor(wall / 3_600_000) * 3_600_000);
  }
  const day = dayOf(instantMs, zone);
  if (interval === "day") return startOfDay(day, zone);
  if (interval === "month") return startOfDay(monthStart(day), zone);
  const weekday = (Math.round(Date.parse(day) / dayMs) + 3) % 7;
  return startOfDay(addDays(day, -weekday), zone);
}

/** End of an interval that begins at an instant. */
export function endOfInterval(startMs: number, interval: Interval, zone: string): number {
  if (interval === "15m" || interval === "hour") return startMs + lengthMs[interval];
  const day = dayOf(startMs, zone);
  if (interval === "month") return startOfDay(monthStart(addDays(day, 32)), zone);
  return startOfDay(addDays(day, interval === "week" ? 7 : 1), zone);
}

/** Begin of every interval that a period touches. */
export function intervalStarts({ fromMs, toMs, zone }: Period, interval: Interval): number[] {
  const starts: number[] = [];
  for (let at = startOfInterval(fromMs, interval, zone); at < toMs; at = endOfInterval(at, interval, zone))
    starts.push(at);
  return starts;
}
