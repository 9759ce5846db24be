import { dayOf } from "@ecomind/zoned-time";
import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import type { Filter } from "../usage/dimensions.js";
import type { Period } from "../usage/period.js";
import type { Interval } from "../usage/rollup-slices.js";
import { tooSmall } from "./group-suppression.js";
import { minimumGroupSizeOf, personListAdvice } from "./minimum-group-size.js";

/**
 * The minimum group size that a list of persons must keep; undefined where a question names no persons, or none is kept
 * from the caller. Persons come without a second dimension, as group or filter: a person's use of one model at one time is
 * a quasi-identifier, by which the answers that tell team and label would be joined to it.
 * @throws ProblemError group_too_small
 */
export async function personListMinimum(
  {
    groupBy,
    filters,
    interval,
  }: { readonly groupBy: readonly string[]; readonly filters: readonly Filter[]; readonly interval: Interval },
  context: RequestContext,
  services: Services,
): Promise<number | undefined> {
  const names = [...groupBy, ...filters.map(({ dimension }) => dimension)];
  if (!names.includes("user") || context.role === "viewer") return undefined;
  const minimum = await minimumGroupSizeOf(context, services);
  if (minimum <= 1) return undefined;
  if (names.length > 1 || groupBy.length === 0 || !["total", "month"].includes(interval))
    throw tooSmall(minimum, personListAdvice);
  return minimum;
}

/** Begin, in UTC, of the month that a time is in by a zone's calendar, or of one some months later. */
function monthOf(ms: number, zone: string, later = 0): number {
  const [year = 0, month = 1] = dayOf(ms, zone).split("-").map(Number);
  return Date.UTC(year, month - 1 + later);
}

/**
 * The whole calendar months that a range touches, of those that have ended; the last one that has, where there is none. Which
 * months those are the caller's time zone says, but all begin and end by UTC, and the running one is not told: lists of two
 * ranges that differ by a few hours, or of one range at two times, would tell who used something in between.
 */
export function endedMonths({ fromMs, toMs, zone }: Period, { nowMs }: Pick<RequestContext, "nowMs">): Period {
  const end = Math.min(monthOf(toMs - 1, zone, 1), monthOf(nowMs, "UTC"));
  return { fromMs: Math.min(monthOf(fromMs, zone), monthOf(end, "UTC", -1)), toMs: end, zone: "UTC", partial: false };
}
