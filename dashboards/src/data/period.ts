import {
  addDays,
  asLongFrom,
  type Day,
  dayOf,
  daysBetween,
  earlierPeriod,
  isDay,
  type Span,
  startOfDay,
  wallOf,
} from "@ecomind/zoned-time";

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
const dayMs = 86_400_000;

const monthStart = (day: Day): Day => `${day.slice(0, 7)}-01`;

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

/** What a period is compared with. A day: the same length, from that day on. */
export type Compare = "none" | "previous" | "year" | "weekday" | { readonly from: Day };

/** Days that roll on, which may begin with a month by chance. */
const rolling: ReadonlySet<Range> = new Set(["today", "yesterday", "7d", "14d", "28d", "90d"] satisfies Preset[]);

/**
 * How the API is asked for the earlier period; its answer says which one that is. By bounds where only the page knows
 * what is meant: a day to begin with, or days that roll on.
 */
export function compareQuery(period: Period, compare: Compare, range: Range): Readonly<Record<string, string>> {
  const custom = ({ fromMs, toMs }: Span) => ({
    compare: "custom",
    compare_from: new Date(fromMs).toISOString(),
    compare_to: new Date(toMs).toISOString(),
  });
  if (typeof compare === "object") return custom(asLongFrom(period, startOfDay(compare.from, period.zone)));
  switch (compare) {
    case "none":
      return {};
    case "year":
      return { compare };
    case "weekday":
      return { compare: "previous", match_weekday: "true" };
    case "previous":
      return rolling.has(range) ? custom(earlierPeriod(period, { by: compare, inDays: true })) : { compare };
  }
}

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

/** Text of a range in an address: a preset's name or `2026-03-01..2026-03-31`. */
export const rangeText = (range: Range): string => (typeof range === "string" ? range : `${range.from}..${range.to}`);

export function parseRange(text: string | null): Range | undefined {
  if (text === null) return undefined;
  if ((presets as readonly string[]).includes(text)) return text as Preset;
  const [from = "", to = "", ...rest] = text.split("..");
  if (!isDay(from) || !isDay(to) || rest.length > 0 || from > to || daysBetween(from, to) > 799) return undefined;
  return { from, to };
}

export const compareText = (compare: Compare): string => (typeof compare === "string" ? compare : compare.from);

export function parseCompare(text: string | null): Compare | undefined {
  if (text === "none" || text === "previous" || text === "year" || text === "weekday") return text;
  return text !== null && isDay(text) ? { from: text } : undefined;
}
