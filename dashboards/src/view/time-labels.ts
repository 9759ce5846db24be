import type { Interval } from "./interval.js";

/** Writes instants of a zone as a chart's axis and a table need them. */
export class TimeLabels {
  readonly #axis: Intl.DateTimeFormat;
  readonly #full: Intl.DateTimeFormat;

  constructor(locale: string, zone: string, interval: Interval) {
    const short: Intl.DateTimeFormatOptions =
      interval === "15m" || interval === "hour"
        ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
        : interval === "month"
          ? { month: "short", year: "numeric" }
          : { day: "numeric", month: "short" };
    const full: Intl.DateTimeFormatOptions =
      interval === "15m" || interval === "hour"
        ? { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
        : interval === "month"
          ? { month: "long", year: "numeric" }
          : { weekday: "short", day: "numeric", month: "short", year: "numeric" };
    this.#axis = new Intl.DateTimeFormat(locale, { ...short, timeZone: zone });
    this.#full = new Intl.DateTimeFormat(locale, { ...full, timeZone: zone });
  }

  axis(ms: number): string {
    return this.#axis.format(ms);
  }

  full(ms: number): string {
    return this.#full.format(ms);
  }
}

/** A period as people write it: "10–23 Nov 2026". */
export function periodLabel(
  locale: string,
  { fromMs, toMs, zone }: { fromMs: number; toMs: number; zone: string },
): string {
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: zone,
  }).formatRange(fromMs, toMs - 1);
}
