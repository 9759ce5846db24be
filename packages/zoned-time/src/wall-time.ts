/** What is known of a zone: asked of the runtime, which takes 20 us for one wall time, once. */
interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** What clocks are ahead of UTC, milliseconds, by minute: they are changed at whole ones. */
  readonly offsets: Map<number, number>;
  wholeHours?: boolean;
  standardName?: string;
}

const zones = new Map<string, Zone>();
const minuteMs = 60_000;

function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    zone = { format, offsets: new Map() };
    // Names come from clients, and capital letters do not matter: more of them than there are zones.
    if (zones.size >= 1_000) zones.clear();
    zones.set(name, zone);
  }
  return zone;
}

/** Whether a name is an IANA time zone that this runtime knows. */
export function isZone(name: string): boolean {
  try {
    return /^[A-Za-z][\w+/-]*$/.test(name) && zoneOf(name) !== undefined;
  } catch {
    return false;
  }
}

/**
 * The name by which a zone is known everywhere: capital letters do not matter to this runtime, but to others they do. Of a
 * zone with several names it may be another one.
 */
export function standardZone(name: string): string {
  const zone = zoneOf(name);
  zone.standardName ??= zone.format.resolvedOptions().timeZone;
  return zone.standardName;
}

/** Minutes of a day. */
const dayMinutes = 1_440;

/** What clocks are ahead of UTC, milliseconds. On a day whose begin and end have one offset clocks were not changed. */
function offsetOf(minute: number, zone: Zone): number {
  const begin = Math.floor(minute / dayMinutes) * dayMinutes;
  const offset = offsetAt(begin, zone);
  return offset === offsetAt(begin + dayMinutes, zone) ? offset : offsetAt(minute, zone);
}

function offsetAt(minute: number, { format, offsets }: Zone): number {
  let offset = offsets.get(minute);
  if (offset === undefined) {
    const parts = Object.fromEntries(
      format.formatToParts(minute * minuteMs).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 1970, month = 1, day = 1, hour = 0, minute: minutes = 0, second = 0 } = parts;
    offset = Date.UTC(year, month - 1, day, hour, minutes, second) - minute * minuteMs;
    if (offsets.size >= 2_000) offsets.clear();
    offsets.set(minute, offset);
  }
  return offset;
}

/** Wall time of an instant in a zone, as if it were UTC: milliseconds since 1970. */
export const wallOf = (instantMs: number, zone: string): number =>
  instantMs + offsetOf(Math.floor(instantMs / minuteMs), zoneOf(zone));

const dayMs = 86_400_000;

/** Whether a zone's clocks have always differed from UTC by whole hours, from the year 2000 on. */
export function hasWholeHours(name: string): boolean {
  const zone = zoneOf(name);
  if (zone.wholeHours === undefined) {
    const lastMs = Date.UTC(new Date().getUTCFullYear() + 2, 0);
    zone.wholeHours = true;
    for (let ms = Date.UTC(2000, 0); zone.wholeHours && ms < lastMs; ms += 14 * dayMs)
      zone.wholeHours = (wallOf(ms, name) - ms) % 3_600_000 === 0;
  }
  return zone.wholeHours;
}

/** The first instant at which a zone's clocks show a wall time; of a time that a change of clocks skips, the change. */
function instantOf(wallMs: number, zone: string): number {
  const offsetNear = (ms: number) => wallOf(ms, zone) - ms;
  // The offsets that may hold: those before and after any change of clocks nearby.
  const [first, second] = [wallMs - offsetNear(wallMs - dayMs), wallMs - offsetNear(wallMs + dayMs)].sort(
    (a, b) => a - b,
  );
  for (const instantMs of [first, second] as [number, number]) if (wallOf(instantMs, zone) === wallMs) return instantMs;
  let [before, after] = [first, second] as [number, number];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallOf(middle, zone) < wallMs) before = middle;
    else after = middle;
  }
  return after;
}

/** Every instant at which a zone's clocks show a wall time, in order: none where they skip it, two where they show it twice. */
export function instantsOf(wallMs: number, zone: string): number[] {
  const offsetNear = (ms: number) => wallOf(ms, zone) - ms;
  const candidates = new Set([wallMs - offsetNear(wallMs - dayMs), wallMs - offsetNear(wallMs + dayMs)]);
  return [...candidates].filter((instantMs) => wallOf(instantMs, zone) === wallMs).sort((a, b) => a - b);
}

/** A calendar day, `2026-03-29`. */
export type Day = string;

/** Whether a text is a day of the calendar: 2026-02-30 is none. */
export function isDay(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** The instant at which a day begins in a zone: midnight, or what comes for it where clocks change then. */
export const startOfDay = (day: Day, zone: string): number => instantOf(Date.parse(`${day}T00:00:00.000Z`), zone);

/** The calendar day of an instant in a zone. */
export const dayOf = (instantMs: number, zone: string): Day =>
  new Date(wallOf(instantMs, zone)).toISOString().slice(0, 10);

export const addDays = (day: Day, days: number): Day =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);

/** Whole days from one to another. */
export const daysBetween = (from: Day, to: Day): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs);

/** When a zone's clocks and calendar have advanced by so many milliseconds. */
export const shiftWallTime = (instantMs: number, byMs: number, zone: string): number =>
  instantOf(wallOf(instantMs, zone) + byMs, zone);

/** The same wall time some days earlier or later: a day may have 23 or 25 hours. */
export const shiftDays = (instantMs: number, days: number, zone: string): number =>
  shiftWallTime(instantMs, days * dayMs, zone);

/** A wall time on the same day of a month before, as if it were UTC; undefined where that month has no such day. */
export function sameDayMonthsBefore(wallMs: number, months: number): number | undefined {
  const wall = new Date(wallMs);
  const day = wall.getUTCDate();
  wall.setUTCMonth(wall.getUTCMonth() - months);
  return wall.getUTCDate() === day ? wall.getTime() : undefined;
}

/** The same wall time and day some months earlier or later; a day that the month lacks becomes the next month's first. */
export function shiftMonths(instantMs: number, months: number, zone: string): number {
  const wall = new Date(wallOf(instantMs, zone));
  const first = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + months, 1);
  const nextFirst = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + months + 1, 1);
  const sinceFirstMs = wall.getTime() - Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), 1);
  return instantOf(Math.min(first + sinceFirstMs, nextFirst), zone);
}

/** The same wall time a year before, of a range's begin: of 29 February the 28th, so that the range keeps its days. */
export function beginYearBefore(instantMs: number, zone: string): number {
  const isLeapDay = dayOf(instantMs, zone).endsWith("-02-29");
  return shiftMonths(isLeapDay ? shiftDays(instantMs, -1, zone) : instantMs, -12, zone);
}

/** Milliseconds that a zone's clocks and calendar advance between two instants. */
export function wallTimeBetween(fromMs: number, toMs: number, zone: string): number {
  return wallOf(toMs, zone) - wallOf(fromMs, zone);
}
