import {
  beginYearBefore,
  dayOf,
  shiftDays,
  shiftMonths,
  shiftWallTime,
  startOfDay,
  wallTimeBetween,
} from "./wall-time.js";

/** A half-open range of time, milliseconds since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ZonedPeriod extends Span {
  readonly zone: string;
  /** The period has not ended: `toMs` is now. */
  readonly partial: boolean;
  /** Where the whole period ends, if that is known; later than `toMs` while the period has not ended. */
  readonly endMs?: number | undefined;
  /** Up to where the period is compared: what comes after it has not ended. @default toMs */
  readonly settledMs?: number | undefined;
}

export interface EarlierOptions {
  /**
   * The period just before, or the same one a year before. A period of whole calendar months is preceded by as many
   * months, any other one by as many days.
   */
  readonly by: "previous" | "year";
  /** Go back by whole weeks, so that both periods begin on the same day of the week; a year is 52 of them. */
  readonly matchWeekday?: boolean | undefined;
  /** Go back by days, although the period begins with a month: "the last 7 days" on the 7th. */
  readonly inDays?: boolean | undefined;
}

const dayMs = 86_400_000;

/** How far the clocks and the calendar of a range were turned back. */
export type Shift = { readonly months: number } | { /** Milliseconds of wall time. */ readonly wallMs: number };

/** The earlier range of a comparison. */
export type EarlierPeriod = Span & { readonly shift: Shift };

/**
 * The earlier period that a period is compared with. The calendar moves both its ends by the same days or months, so
 * that a period that has not ended meets the same part of the earlier one, up to the same time of day.
 */
export function earlierPeriod(period: ZonedPeriod, { by, matchWeekday, inDays }: EarlierOptions): EarlierPeriod {
  const { fromMs, toMs, zone, settledMs = toMs } = period;
  const daysBefore = (days: number): EarlierPeriod => ({
    ...lasting(period, shiftDays(fromMs, -days, zone), shiftDays(settledMs, -days, zone)),
    shift: { wallMs: days * dayMs },
  });
  if (by === "year")
    return matchWeekday
      ? daysBefore(364)
      : {
          ...lasting(period, beginYearBefore(fromMs, zone), shiftMonths(settledMs, -12, zone)),
          shift: { months: 12 },
        };
  const months = matchWeekday || inDays ? undefined : monthsOf(period);
  if (months !== undefined)
    // A month may have fewer days than the part that is compared with it.
    return {
      ...lasting(period, shiftMonths(fromMs, -months, zone), Math.min(shiftMonths(settledMs, -months, zone), fromMs)),
      shift: { months },
    };
  const days = Math.max(1, Math.ceil(wallTimeBetween(fromMs, toMs, zone) / dayMs));
  return daysBefore(matchWeekday ? Math.ceil(days / 7) * 7 : days);
}

/** The range that begins at another time and lasts as long as a period, by clocks and calendar. */
export function asLongFrom(period: ZonedPeriod, fromMs: number): EarlierPeriod {
  const { zone, settledMs = period.toMs } = period;
  return {
    ...lasting(period, fromMs, shiftWallTime(fromMs, wallTimeBetween(period.fromMs, settledMs, zone), zone)),
    shift: { wallMs: wallTimeBetween(fromMs, period.fromMs, zone) },
  };
}

/**
 * A range, or one as long as the period where the range would be empty: clocks that are put back may show the same time
 * at both ends of a period.
 */
const lasting = ({ settledMs, ...period }: ZonedPeriod, fromMs: number, toMs: number): Span => ({
  fromMs,
  toMs: toMs > fromMs ? toMs : fromMs + ((settledMs ?? period.toMs) - period.fromMs),
});

/** The number of whole calendar months in a period; the last ones may not have ended. Undefined: it is not of months. */
function monthsOf({ fromMs, toMs, zone, partial, endMs = toMs }: ZonedPeriod): number | undefined {
  const beginsMonth = (ms: number): boolean => {
    const day = dayOf(ms, zone);
    return day.endsWith("-01") && startOfDay(day, zone) === ms;
  };
  const monthNumber = (ms: number): number => {
    const day = dayOf(ms, zone);
    return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  };
  if (!beginsMonth(fromMs)) return undefined;
  if (beginsMonth(endMs)) return monthNumber(endMs) - monthNumber(fromMs);
  // Up to some day of a month that has not ended: the whole of that month is meant.
  return partial ? monthNumber(toMs - 1) + 1 - monthNumber(fromMs) : undefined;
}
