import { addDays, type Day, dayOf, startOfDay, wallOf } from "./wall-time.js";

const quarterMs = 900_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Lengths of the rows of a report. */
export type Interval = "15m" | "hour" | "day" | "week" | "month";

/** The first day of a day's month. */
export const monthStart = (day: Day): Day => `${day.slice(0, 7)}-01`;

/** The first day of a day's week. */
export const weekStart = (day: Day): Day => addDays(day, -((Math.round(Date.parse(day) / dayMs) + 3) % 7));

const offsetOf = (instantMs: number, zone: string): number => wallOf(instantMs, zone) - instantMs;

/**
 * Begin of the hour in which an instant lies: where the clocks show a whole hour, or where they were changed within it. An
 * hour that clocks show twice is two; where they change by half an hour, the hour of the change is one of 30 minutes.
 */
function startOfHour(instantMs: number, zone: string): number {
  const quarter = Math.floor(instantMs / quarterMs) * quarterMs;
  const wholeHour = quarter - (((wallOf(quarter, zone) % hourMs) + hourMs) % hourMs);
  // Clocks are changed at quarter hours of UTC.
  for (let at = quarter; at > wholeHour; at -= quarterMs)
    if (offsetOf(at - quarterMs, zone) !== offsetOf(quarter, zone)) return at;
  return wholeHour;
}

/** Begin of the interval in which an instant lies: weeks begin on Monday. */
export function startOfInterval(instantMs: number, interval: Interval, zone: string): number {
  if (interval === "15m") return Math.floor(instantMs / quarterMs) * quarterMs;
  if (interval === "hour") return startOfHour(instantMs, zone);
  const day = dayOf(instantMs, zone);
  return startOfDay(interval === "day" ? day : interval === "week" ? weekStart(day) : monthStart(day), zone);
}

/** End of an interval that begins at an instant. */
export function endOfInterval(startMs: number, interval: Interval, zone: string): number {
  if (interval === "15m") return startMs + quarterMs;
  if (interval === "hour") {
    let end = startMs + quarterMs;
    while (startOfHour(end, zone) !== end) end += quarterMs;
    return end;
  }
  const day = dayOf(startMs, zone);
  if (interval === "month") return startOfDay(monthStart(addDays(day, 32)), zone);
  return startOfDay(addDays(day, interval === "week" ? 7 : 1), zone);
}

/** Begin of every interval that a range touches. */
export function intervalStarts(
  { fromMs, toMs, zone }: { readonly fromMs: number; readonly toMs: number; readonly zone: string },
  interval: Interval,
): number[] {
  const starts: number[] = [];
  for (let at = startOfInterval(fromMs, interval, zone); at < toMs; at = endOfInterval(at, interval, zone))
    starts.push(at);
  return starts;
}
