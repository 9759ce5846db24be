/** What clocks and calendars show, found by walking through time: slow, plain, and with nothing of the service's own. */

const quarterMs = 900_000;
const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const shown = new Map<string, string>();

/** Wall time, `2026-03-29 02:15`. */
export function wall(ms: number, zone: string): string {
  const key = `${zone} ${ms}`;
  let text = shown.get(key);
  if (text === undefined) {
    const format =
      formats.get(zone) ??
      new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" });
    formats.set(zone, format);
    text = format.format(ms);
    shown.set(key, text);
  }
  return text;
}

const utc = (text: string): number => Date.parse(`${text.replace(" ", "T")}Z`);
const shift = (text: string, days: number): string =>
  new Date(utc(text) + days * dayMs).toISOString().slice(0, 16).replace("T", " ");

/** The first instant whose wall time is not before one. */
function instant(wallText: string, zone: string): number {
  for (let ms = utc(wallText) - 16 * 3_600_000; ; ms += quarterMs) if (wall(ms, zone) >= wallText) return ms;
}

export const midnight = (date: string, zone: string): number => instant(`${date} 00:00`, zone);
export const dayAfter = (date: string): string => shift(`${date} 00:00`, 1).slice(0, 10);

/** The same wall time so many days before. */
export const daysBefore = (ms: number, days: number, zone: string): number =>
  instant(shift(wall(ms, zone), -days), zone);

/** The same day and wall time so many months before, or the next month's begin. */
export function monthsBefore(ms: number, months: number, zone: string): number {
  const text = wall(ms, zone);
  const month = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1 - months, 1));
  const name = month.toISOString().slice(0, 7);
  const next = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 1)).toISOString().slice(0, 10);
  const lacksDay = Number(text.slice(8, 10)) > (Date.parse(next) - Date.parse(`${name}-01`)) / dayMs;
  return lacksDay ? midnight(next, zone) : instant(`${name}${text.slice(7)}`, zone);
}

export type Interval = "15m" | "hour" | "day" | "week" | "month" | "total";

const starts = new Map<string, number>();

/** Begin of the interval that an instant lies in: as far back as the calendar shows the same hour, day, week or month. */
export function startOf(ms: number, interval: Interval, zone: string): number {
  const quarter = Math.floor(ms / quarterMs) * quarterMs;
  if (interval === "15m" || interval === "total") return quarter;
  if (interval === "hour") {
    let start = quarter;
    // Back while the clocks show the quarter hour before, of the same hour.
    const isQuarterBefore = (ms: number) => utc(wall(ms, zone)) - utc(wall(ms - quarterMs, zone)) === quarterMs;
    while (Number(wall(start, zone).slice(14)) > 0 && isQuarterBefore(start)) start -= quarterMs;
    return start;
  }
  const text = wall(quarter, zone);
  const weekday = (new Date(utc(text)).getUTCDay() + 6) % 7;
  const date =
    interval === "day"
      ? text.slice(0, 10)
      : interval === "week"
        ? shift(text, -weekday).slice(0, 10)
        : `${text.slice(0, 7)}-01`;
  const key = `${zone} ${date}`;
  const start = starts.get(key) ?? midnight(date, zone);
  starts.set(key, start);
  return start;
}
