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

/** Whether a name is an IANA time zone that this runtime knows. */
export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return /^[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
}

/** Wall time of an instant in a zone, as if it were UTC: milliseconds since 1970. */
function wallOf(instantMs: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instantMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instantMs % 1000) + 1000) % 1000);
}

/** The instant at which a zone's clocks show a wall time; of a time that a change of clocks skips, the instant after it. */
function instantOf(wallMs: number, zone: string): number {
  let instantMs = wallMs - (wallOf(wallMs, zone) - wallMs);
  instantMs = wallMs - (wallOf(instantMs, zone) - instantMs);
  return instantMs;
}

/** Midnight of a day in a zone. @param date `2026-03-29` */
export function startOfDate(date: string, zone: string): number {
  return instantOf(Date.parse(`${date}T00:00:00.000Z`), zone);
}

/** The calendar day of an instant in a zone, `2026-03-29`. */
export function dateOf(instantMs: number, zone: string): string {
  return new Date(wallOf(instantMs, zone)).toISOString().slice(0, 10);
}

/** The same wall time some days earlier or later: a day may have 23 or 25 hours. */
export function shiftDays(instantMs: number, days: number, zone: string): number {
  return instantOf(wallOf(instantMs, zone) + days * 86_400_000, zone);
}

/** The same wall time some years earlier or later; 29 February becomes 1 March where there is none. */
export function shiftYears(instantMs: number, years: number, zone: string): number {
  const wall = new Date(wallOf(instantMs, zone));
  wall.setUTCFullYear(wall.getUTCFullYear() + years);
  return instantOf(wall.getTime(), zone);
}
