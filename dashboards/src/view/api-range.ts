import { type Day, dayOf, isDay, startOfDay } from "@ecomind/zoned-time";
import { type DayRange, parseRange, type Range, rangeText, shortenedRange } from "./range.js";

const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** A parameter as the day that it names or lies in, and whether that day is all that it names. */
function dayIn(
  text: string,
  zone: string,
  isEnd: boolean,
): { readonly day: Day; readonly isWhole: boolean } | undefined {
  if (isDay(text)) return { day: text, isWhole: true };
  const ms = time.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) return undefined;
  // An end is exclusive: midnight is the end of the day before.
  const day = dayOf(isEnd ? ms - 1 : ms, zone);
  const isWhole = isEnd
    ? dayOf(ms, zone) !== day && startOfDay(dayOf(ms, zone), zone) === ms
    : startOfDay(day, zone) === ms;
  return { day, isWhole };
}

/** What an address says of its range. */
export interface AddressedRange {
  /** Absent: none that can be shown. */
  readonly range?: Range;
  /** What a page says of it, where it shows anything else than the address names. */
  readonly notice?: "shortened" | "wholeDays" | "unread";
}

function shown(days: DayRange, isWhole: boolean): AddressedRange {
  const text = rangeText(days);
  const range = parseRange(text);
  if (range !== undefined) return isWhole ? { range } : { range, notice: "wholeDays" };
  const shortened = shortenedRange(text);
  return shortened === undefined ? { notice: "unread" } : { range: shortened, notice: "shortened" };
}

/**
 * The range that an address names: `range`, or the API's own `from` and `to`, as whole days. What can't be shown so is never
 * passed over in silence.
 */
export function addressedRange(search: URLSearchParams, zone: string, nowMs: number): AddressedRange {
  const [text, from, to] = [search.get("range"), search.get("from"), search.get("to")];
  if (text !== null || (from === null && to === null)) {
    const range = parseRange(text);
    const shortened = range === undefined ? shortenedRange(text) : undefined;
    return {
      ...(range === undefined && shortened === undefined ? {} : { range: (range ?? shortened) as Range }),
      ...(shortened !== undefined ? { notice: "shortened" } : from !== null || to !== null ? { notice: "unread" } : {}),
    };
  }
  const first = from === null ? undefined : dayIn(from, zone, false);
  const last = to === null ? { day: dayOf(nowMs, zone), isWhole: true } : dayIn(to, zone, true);
  if (first === undefined || last === undefined || first.day > last.day) return { notice: "unread" };
  return shown({ from: first.day, to: last.day }, first.isWhole && last.isWhole);
}
