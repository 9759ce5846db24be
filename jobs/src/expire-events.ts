import { historyBoundary, rebuildHistory, reconcile, setHistoryBoundary } from "@ecomind/clickhouse";
import { auditOnce } from "./audit.js";
import { auditExpired, countExpired, deleteExpired, requireLongPast } from "./expire-rows.js";
import { type JobContext, requireLead, rowsOf } from "./job.js";

/** What became of an organisation's expired events. */
export interface ExpiredEvents {
  /** `kept`: they differ from the history, which outlives them and could not be computed again. */
  readonly outcome: "none" | "deleted" | "kept";
  /** How many of them came after the events of their days had gone: they are not in the history. */
  readonly late: number;
}

/**
 * Deletes an organisation's events from before a midnight of UTC, once the history holds the same sums as they do. The
 * boundary is written down before the first one goes: from then on nobody computes those days again from what little may
 * still come of them. A run that was killed in between is finished by the next.
 * @throws Error for a boundary that is not long past by the store's clock
 */
export async function expireEvents(context: JobContext, org: string, before: string): Promise<ExpiredEvents> {
  const { client } = context;
  await requireLongPast(context, before);
  const last = await historyBoundary(client, org);
  // The run that wrote it down may have ended before it held: what computed history then may do so still.
  if (last?.state === "deleting") await setHistoryBoundary(client, last);
  const unfinished = last?.state === "deleting" && last.before <= before ? last : undefined;
  let late = unfinished === undefined ? 0 : await removeUpTo(context, org, unfinished.before, unfinished.events);
  if (unfinished !== undefined) await setHistoryBoundary(client, { ...unfinished, state: "deleted" });
  const expired = await countExpired(context, { table: "events", org, before });
  if (expired === 0) return { outcome: unfinished === undefined ? "none" : "deleted", late };
  if (last !== undefined && before <= last.before) {
    // All of them came late; unless the settings have been longer since a run was killed that had not deleted them yet.
    const isBegun = last.state === "deleting" && unfinished === undefined;
    late += await removeUpTo(context, org, before, isBegun ? last.events : 0);
    return { outcome: "deleted", late };
  }
  const events = await heldByHistory(context, org, last?.before, before);
  if (events === undefined) return { outcome: "kept", late };
  requireLead(context);
  await setHistoryBoundary(client, { orgId: org, before, events, state: "deleting" });
  late += await removeUpTo(context, org, before, events);
  await setHistoryBoundary(client, { orgId: org, before, events, state: "deleted" });
  return { outcome: "deleted", late };
}

/**
 * Whether the history holds what the events do, if need be after it was computed again.
 * @param since the boundary so far: what comes of older days is not in the history
 * @returns how many events; undefined: they differ, or do not stand still
 */
async function heldByHistory(
  { client }: JobContext,
  orgId: string,
  since: string | undefined,
  before: string,
): Promise<number | undefined> {
  const prepares = [async () => {}, () => rebuildHistory(client, orgId, before)];
  for (const prepare of prepares) {
    const months = await reconcile(client, { orgId, since, before, prepare });
    if (months.every(({ differences, unsettled }) => differences.length === 0 && !unsettled))
      return months.reduce((sum, { sums }) => sum + Number(sums.requests), 0);
  }
  return undefined;
}

/**
 * Deletes what is there from before a boundary.
 * @param held how many of them the history holds at most; the others came too late for it
 * @returns how many others
 */
async function removeUpTo(context: JobContext, org: string, before: string, held: number): Promise<number> {
  const expired = { table: "events", org, before } as const;
  const rows = await countExpired(context, expired);
  if (rows === 0) return 0;
  const late = Math.max(0, rows - held);
  if (rows > late) await auditExpired(context, expired, rows - late);
  if (late > 0)
    await auditOnce(context.client, [
      {
        org_id: org,
        action: "expireLateEvents",
        target: `${late} from before ${before}, too late for the history`,
        request_id: await deletionId(context, org, before),
      },
    ]);
  await deleteExpired(context, expired);
  return late;
}

/** The same for the same events: as many others that come later are another deletion. */
async function deletionId({ client }: JobContext, org: string, before: string): Promise<string> {
  const [row] = await rowsOf<{ mark: string }>(
    client,
    `SELECT lower(hex(groupBitXor(cityHash64(ts, id)))) AS mark FROM events
     WHERE org_id = {org:String} AND ts < toDateTime64({before:String}, 3, 'UTC')`,
    { org, before },
  );
  return row?.mark ?? "";
}
