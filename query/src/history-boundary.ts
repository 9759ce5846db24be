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

/** What is known of the time from before an organisation's events expired. */
export interface Expired {
  /** A midnight of UTC: events from before it have gone, or are going. */
  readonly beforeMs: number;
  /** Whether the history has the question's dimensions, and may tell them: else events alone answer it. */
  readonly isInHistory: boolean;
}

/**
 * What of a range an organisation's events no longer answer. The history has no persons and no labels: nor does it tell of
 * teams where an answer must be about so many persons.
 * @returns undefined: all events of the range are kept
 */
export async function expiredOf(
  { period, groupBy, filters }: { period: Period; groupBy: readonly string[]; filters: readonly Filter[] },
  context: RequestContext,
  services: Services,
): Promise<Expired | undefined> {
  const all = await boundaries.rows(context, services);
  const beforeMs = all.find(({ org_id }) => org_id === context.principal.orgId)?.before_ms;
  if (beforeMs === undefined || period.fromMs >= beforeMs) return undefined;
  const names = [...groupBy, ...filters.map(({ dimension }) => dimension)];
  const isInHistory =
    isByQuarter(names) && (!names.includes("team") || (await minimumGroupSizeOf(context, services)) <= 1);
  return { beforeMs, isInHistory };
}
