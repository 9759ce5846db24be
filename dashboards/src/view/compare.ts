import { asLongFrom, type Day, earlierPeriod, isDay, type Span, startOfDay } from "@ecomind/zoned-time";
import type { Period, Preset, Range } from "./range.js";

/** What a period is compared with. A day: the same length, from that day on. */
export type Compare = "none" | "previous" | "year" | "weekday" | { readonly from: Day };

/** Days that roll on, which may begin with a month by chance. */
const rolling: ReadonlySet<Range> = new Set(["today", "yesterday", "7d", "14d", "28d", "90d"] satisfies Preset[]);

/** Parameters of `GET /v1/usage`. */
export interface CompareQuery {
  readonly compare?: "previous" | "year" | "custom";
  readonly compare_from?: string;
  readonly compare_to?: string;
  readonly match_weekday?: boolean;
}

/** The period that a view is compared with; undefined without a comparison. */
export function earlierSpan(period: Period, compare: Compare, range: Range): Span | undefined {
  if (typeof compare === "object") return asLongFrom(period, startOfDay(compare.from, period.zone));
  switch (compare) {
    case "none":
      return undefined;
    case "year":
      return earlierPeriod(period, { by: "year" });
    case "weekday":
      return earlierPeriod(period, { by: "previous", matchWeekday: true });
    case "previous":
      return earlierPeriod(period, { by: "previous", inDays: rolling.has(range) });
  }
}

/**
 * How the API is asked for the earlier period; its answer says which one that is. By bounds where only the page knows
 * what is meant: a day to begin with, or days that roll on.
 */
export function compareQuery(period: Period, compare: Compare, range: Range): CompareQuery {
  if (compare === "none") return {};
  if (compare === "year") return { compare };
  if (compare === "weekday") return { compare: "previous", match_weekday: true };
  if (compare === "previous" && !rolling.has(range)) return { compare };
  const { fromMs, toMs } = earlierSpan(period, compare, range) as Span;
  return {
    compare: "custom",
    compare_from: new Date(fromMs).toISOString(),
    compare_to: new Date(toMs).toISOString(),
  };
}

export const compareText = (compare: Compare): string => (typeof compare === "string" ? compare : compare.from);

export function parseCompare(text: string | null): Compare | undefined {
  if (text === "none" || text === "previous" || text === "year" || text === "weekday") return text;
  return text !== null && isDay(text) ? { from: text } : undefined;
}
