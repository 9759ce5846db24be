import { minimumGroupSizeOf } from "./minimum-group.js";
import type { RequestContext, Services } from "./operation.js";
import type { Period } from "./period.js";
import { SharedAnswer } from "./shared-answer.js";
import type { Filter } from "./usage-dimensions.js";
import { isByQuarter } from "./usage-slices.js";

const boundaries = new SharedAnswer<{ readonly org_id: string; readonly before_ms: number }>(
  "history-boundaries",
  `SELECT toString(b.org_id) AS org_id, 1000 * toFloat64(toUnixTimestamp(max(b.before))) AS before_ms
   FROM history_boundaries AS b GROUP BY b.org_id`,
);

/** What answers for the time from before an organisation's events expired; nothing where all of a range's are kept. */
export interface Expired {
  /** Up to when the history answers as the events did. Milliseconds since 1970, a midnight of UTC. */
  readonly historyBeforeMs?: number;
  /** From when the answer is whole, where the history does not have the question's dimensions or may not tell them. */
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
  const all = await boundaries.rows(context, services);
  const beforeMs = all.find(({ org_id }) => org_id === context.principal.orgId)?.before_ms;
  if (beforeMs === undefined || period.fromMs >= beforeMs) return nothingExpired;
  const names = [...groupBy, ...filters.map(({ dimension }) => dimension)];
  const isInHistory =
    isByQuarter(names) && (!names.includes("team") || (await minimumGroupSizeOf(context, services)) <= 1);
  return isInHistory ? { historyBeforeMs: beforeMs } : { completeFromMs: beforeMs };
}
