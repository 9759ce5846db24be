import { addDays, type Day, dayOf, daysBetween, isDay, monthStart, startOfDay } from "@ecomind/zoned-time";

export const presets = ["today", "yesterday", "7d", "14d", "28d", "90d", "month", "last-month", "year"] as const;
export type Preset = (typeof presets)[number];

/** Days, both included. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** What a person chose; what it means depends on the day. */
export type Range = Preset | DayRange;

/** A half-open range of time. Milliseconds since 1970. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: string;
  /** It goes to now: its last part has not ended. */
  readonly partial: boolean;
  /** Where the whole period ends: later than `toMs` while it is partial. */
  readonly endMs: number;
}

const quarterMs = 900_000;

function daysOf(range: Range, today: Day): DayRange {
  switch (range) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case "month":
      return { from: monthStart(today), to: today };
    case "last-month": {
      const to = addDays(monthStart(today), -1);
      return { from: monthStart(to), to };
    }
    case "year":
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
    case "7d":
    case "14d":
    case "28d":
    case "90d":
      return { from: addDays(today, 1 - Number.parseInt(range, 10)), to: today };
    default:
      return range;
  }
}

/** The days that a range means now. */
export const resolveDays = (range: Range, zone: string, nowMs: number): DayRange => daysOf(range, dayOf(nowMs, zone));

/** The time that a range means now; the end is cut to the current quarter hour, as the API does. */
export function resolveRange(range: Range, zone: string, nowMs: number): Period {
  const { from, to } = resolveDays(range, zone, nowMs);
  const fromMs = startOfDay(from, zone);
  const endMs = startOfDay(dayAfter(range, to), zone);
  const nowEndMs = Math.ceil(nowMs / quarterMs) * quarterMs;
  const toMs = Math.max(Math.min(endMs, nowEndMs), fromMs + quarterMs);
  return { fromMs, toMs, zone, partial: endMs > nowMs, endMs };
}

/** The day after a range: this month and this year are whole, although they are shown until today. */
function dayAfter(range: Range, last: Day): Day {
  if (range === "month") return monthStart(addDays(monthStart(last), 32));
  if (range === "year") return `${Number(last.slice(0, 4)) + 1}-01-01`;
  return addDays(last, 1);
}

/** The range before or after, of the same number of days; a whole month gives a whole month. */
export function stepRange(range: Range, zone: string, nowMs: number, steps: 1 | -1): DayRange {
  const { from, to } = resolveDays(range, zone, nowMs);
  const isMonth =
    range === "month" || (from.endsWith("-01") && addDays(to, 1).endsWith("-01") && daysBetween(from, to) < 31);
  if (isMonth) {
    const first =
      steps === 1 ? addDays(monthStart(addDays(monthStart(from), 32)), 0) : monthStart(addDays(monthStart(from), -1));
    return { from: first, to: addDays(monthStart(addDays(first, 32)), -1) };
  }
  const length = daysBetween(from, to) + 1;
  return { from: addDays(from, steps * length), to: addDays(to, steps * length) };
}

/** Text of a range in an address: a preset's name or `2026-03-01..2026-03-31`. */
export const rangeText = (range: Range): string => (typeof range === "string" ? range : `${range.from}..${range.to}`);

/** The API answers no longer period. */
export const mostDays = 800;

function parseDays(text: string): DayRange | undefined {
  const [from = "", to = "", ...rest] = text.split("..");
  return isDay(from) && isDay(to) && rest.length === 0 && from <= to ? { from, to } : undefined;
}

const isTooLong = ({ from, to }: DayRange): boolean => daysBetween(from, to) >= mostDays;

/** The range that a text names; undefined for no range, and for one that is too long. */
export function parseRange(text: string | null): Range | undefined {
  if (text === null) return undefined;
  if ((presets as readonly string[]).includes(text)) return text as Preset;
  const days = parseDays(text);
  return days === undefined || isTooLong(days) ? undefined : days;
}

/** The last part of a range that is too long to be shown as a whole; undefined for every other text. */
export function shortenedRange(text: string | null): DayRange | undefined {
  const days = parseDays(text ?? "");
  return days !== undefined && isTooLong(days) ? { from: addDays(days.to, 1 - mostDays), to: days.to } : undefined;
}
