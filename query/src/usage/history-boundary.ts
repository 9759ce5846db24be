import type { RequestContext } from "../http/request-context.js";
import { minimumGroupSizeOf } from "../privacy/minimum-group-size.js";
import type { Services } from "../services.js";
import { OrganisationRows } from "../store/organisation-rows.js";
import type { Filter } from "./dimensions.js";
import type { Period } from "./period.js";
import { isByQuarter } from "./rollup-slices.js";

/** Milliseconds since 1970, midnights of UTC; 0: nothing has gone. */
interface Boundaries {
  /** Up to when events have expired. */
  readonly events_ms: number;
  /** Up to when what is left of them has expired as well. */
  readonly history_ms: number;
}

const boundaries = new OrganisationRows<Boundaries>(
  "history-boundaries",
  `SELECT 1000 * toFloat64(toUnixTimestamp(max(b.events_before))) AS events_ms,
     1000 * toFloat64(toUnixTimestamp(max(b.history_before))) AS history_ms
   FROM (
     SELECT org_id, before AS events_before, toDateTime(0, 'UTC') AS history_before FROM history_boundaries WHERE org_id = {org:String}
     UNION ALL
     SELECT org_id, toDateTime(0, 'UTC') AS events_before, starts_at AS history_before FROM history_starts WHERE org_id = {org:String}
   ) AS b`,
);

/** What answers for the time from before an organisation's events expired; nothing where all of a range's are kept. */
export interface Expired {
  /** Up to when the history answers as the events did. Milliseconds since 1970, a midnight of UTC. */
  readonly historyBeforeMs?: number;
  /**
   * From when the answer is whole, where the history does not have the question's dimensions, may not tell them, or has itself
   * expired.
   */
  readonly completeFromMs?: number;
}

export const nothingExpired: Expired = {};

/**
 * What of a range an organisation's events no longer answer. The history has no persons and no labels: nor does it tell of
 * teams where an answer must be about so many persons.
 */
export async function expiredOf(
  { period, groupBy, filters }: { period: Period; groupBy: readonly string[]; filters: readonly Filter[] },
  context: RequestContext,
  services: Services,
): Promise<Expired> {
  const [boundary] = await boundaries.rows(context, services);
  const { events_ms: eventsMs = 0, history_ms: historyMs = 0 } = boundary ?? {};
  const goneMs = Math.max(eventsMs, historyMs);
  if (period.fromMs >= goneMs) return nothingExpired;
  const names = [...groupBy, ...filters.map(({ dimension }) => dimension)];
  const isInHistory =
    isByQuarter(names) && (!names.includes("team") || (await minimumGroupSizeOf(context, services)) <= 1);
  if (!isInHistory) return { completeFromMs: goneMs };
  return { historyBeforeMs: eventsMs, ...(period.fromMs < historyMs ? { completeFromMs: historyMs } : {}) };
}

/** Header that says so where an answer's body has no place for it. */
export const completeFromHeader = {
  "x-complete-from": "From when the answer is whole: what was before has expired. Absent: it is whole.",
} as const;
