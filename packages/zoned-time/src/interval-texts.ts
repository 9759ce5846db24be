import { dayOf, wallOf } from "./wall-time.js";

/** An interval as files tell it: instants, and what the clocks of a zone show then. */
export interface IntervalTexts {
  /** RFC 3339. */
  readonly start: string;
  /** Exclusive. */
  readonly end: string;
  /** Wall time, `2026-10-01 00:00:00`. */
  readonly start_local: string;
  readonly end_local: string;
  /** What clocks are ahead of UTC at the begin, `+05:45`. */
  readonly utc_offset: string;
  readonly timezone: string;
}

const wallText = (ms: number, zone: string): string =>
  new Date(wallOf(ms, zone)).toISOString().slice(0, 19).replace("T", " ");

function offsetText(ms: number, zone: string): string {
  const minutes = Math.round((wallOf(ms, zone) - ms) / 60_000);
  const two = (value: number) => String(Math.trunc(value)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

export const intervalTexts = (startMs: number, endMs: number, zone: string): IntervalTexts => ({
  start: new Date(startMs).toISOString(),
  end: new Date(endMs).toISOString(),
  start_local: wallText(startMs, zone),
  end_local: wallText(endMs, zone),
  utc_offset: offsetText(startMs, zone),
  timezone: zone,
});

/**
 * Name of a file, without its ending: what it holds, its first and its last day, and the zone of these.
 * @param what `usage`, or with the length of rows `usage-day` @param toMs exclusive
 */
export function rangeFileName(what: string, fromMs: number, toMs: number, zone: string): string {
  const days = new Set([dayOf(fromMs, zone), dayOf(toMs - 1, zone)]);
  return ["ecomind", what, ...days, zone.replace(/[^A-Za-z0-9+-]+/g, "-")].join("_");
}
