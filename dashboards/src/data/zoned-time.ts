const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  return format;
}

/** Whether a name is an IANA time zone that this browser knows. */
export function isZone(zone: string): boolean {
  try {
    return /^[A-Za-z][\w+/-]*$/.test(zone) && formatOf(zone) !== undefined;
  } catch {
    return false;
  }
}

/** Wall time of an instant in a zone, as if it were UTC: milliseconds since 1970. */
export function wallOf(instantMs: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instantMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instantMs % 1000) + 1000) % 1000);
}

/** The instant at which a zone's clocks show a wall time; of a time that a change of clocks skips, the instant after it. */
export function instantOf(wallMs: number, zone: string): number {
  const guess = wallMs - (wallOf(wallMs, zone) - wallMs);
  return wallMs - (wallOf(guess, zone) - guess);
}

/** A calendar day, `2026-03-29`. */
export type Day = string;

/** Whether a text is a day of the calendar: 2026-02-30 is none. */
export function isDay(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

export const startOfDay = (day: Day, zone: string): number => instantOf(Date.parse(`${day}T00:00:00.000Z`), zone);

export const dayOf = (instantMs: number, zone: string): Day =>
  new Date(wallOf(instantMs, zone)).toISOString().slice(0, 10);

export const addDays = (day: Day, days: number): Day =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Whole days from one to another. */
export const daysBetween = (from: Day, to: Day): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** The same wall time some days later; a day may have 23 or 25 hours. */
export const shiftDays = (instantMs: number, days: number, zone: string): number =>
  instantOf(wallOf(instantMs, zone) + days * 86_400_000, zone);

/** The same wall time some years later; 29 February becomes 1 March where there is none. */
export function shiftYears(instantMs: number, years: number, zone: string): number {
  const wall = new Date(wallOf(instantMs, zone));
  wall.setUTCFullYear(wall.getUTCFullYear() + years);
  return instantOf(wall.getTime(), zone);
}
