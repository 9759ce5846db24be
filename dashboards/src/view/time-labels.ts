import { instantsOf, wallOf } from "@ecomind/zoned-time";
import type { Interval } from "./interval.js";

/** Writes instants of a zone as a chart's axis and a table need them. */
export class TimeLabels {
  readonly #zone: string;
  /** Of intervals within a day: what clocks are ahead of UTC. */
  readonly #offset: Intl.DateTimeFormat | undefined;
  readonly #axis: Intl.DateTimeFormat;
  readonly #full: Intl.DateTimeFormat;

  constructor(locale: string, zone: string, interval: Interval) {
    this.#zone = zone;
    if (interval === "15m" || interval === "hour")
      this.#offset = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "shortOffset", hour: "numeric" });
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
    return this.#axis.format(ms) + this.#repeated(ms);
  }

  full(ms: number): string {
    return this.#full.format(ms) + this.#repeated(ms);
  }

  /** The offset of a wall time that clocks have shown before, which tells both apart. */
  #repeated(ms: number): string {
    if (this.#offset === undefined || instantsOf(wallOf(ms, this.#zone), this.#zone)[0] === ms) return "";
    const name = this.#offset.formatToParts(ms).find(({ type }) => type === "timeZoneName")?.value;
    return name === undefined ? "" : ` ${name}`;
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
