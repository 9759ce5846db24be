import type { ClickHouseClient } from "@clickhouse/client";
import { historyComment } from "./history.js";

/** Up to when an organisation's events expire, or have expired. */
export interface HistoryBoundary {
  readonly orgId: string;
  /** A midnight of UTC, `2026-11-01`; exclusive. */
  readonly before: string;
  /** How many events were to go: as many as the history was found to hold. */
  readonly events: number;
  /** `deleting`: perhaps some are still there. */
  readonly state: "deleting" | "deleted";
}

/** The latest boundary of an organisation; none: nothing of it has expired. */
export async function historyBoundary(client: ClickHouseClient, orgId: string): Promise<HistoryBoundary | undefined> {
  const result = await client.query({
    query: `SELECT toString(org_id) AS orgId, formatDateTime(b.before, '%F', 'UTC') AS before, toFloat64(b.events) AS events, toString(b.state) AS state
      FROM history_boundaries AS b FINAL WHERE org_id = {org:String} ORDER BY b.before DESC LIMIT 1`,
    query_params: { org: orgId },
    format: "JSONEachRow",
  });
  const [row] = await result.json<HistoryBoundary>();
  return row;
}

/** When every service knows of a boundary: they look every 2 s, and answer out of the history from then on. */
const knownMs = 3_000;

/**
 * Writes a boundary down. One that is `deleting` holds once this returns: from then on nothing computes the history of what
 * lies before it, what had begun to is done, and questions about it are answered out of the history. Only then may the first
 * event go.
 * @throws Error when a computation of the history goes on for longer than `waitMs`
 */
export async function setHistoryBoundary(
  client: ClickHouseClient,
  { orgId, ...row }: HistoryBoundary,
  waitMs = 600_000,
): Promise<void> {
  await client.insert({ table: "history_boundaries", values: [{ org_id: orgId, ...row }], format: "JSONEachRow" });
  if (row.state === "deleted") return;
  await new Promise((resolve) => setTimeout(resolve, knownMs));
  await client.command({ query: "SYSTEM WAIT VIEW usage_history_refresh" });
  for (const deadline = Date.now() + waitMs; await isBeingComputed(client); ) {
    if (Date.now() > deadline) throw new Error("a computation of the history goes on for too long");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** From when an organisation's history is kept. */
export interface HistoryStart {
  readonly orgId: string;
  /** A midnight of UTC, `2026-11-01`. */
  readonly startsAt: string;
}

/**
 * Writes down where an organisation's history begins, as soon as what lies before is gone. Once this returns, answers about
 * the time before tell that they are not whole: only then may the first row go.
 */
export async function setHistoryStart(client: ClickHouseClient, { orgId, startsAt }: HistoryStart): Promise<void> {
  const values = [{ org_id: orgId, starts_at: `${startsAt} 00:00:00` }];
  await client.insert({ table: "history_starts", values, format: "JSONEachRow" });
  await new Promise((resolve) => setTimeout(resolve, knownMs));
}

async function isBeingComputed(client: ClickHouseClient): Promise<boolean> {
  const result = await client.query({
    query: "SELECT 1 FROM system.processes WHERE Settings['log_comment'] = {comment:String} LIMIT 1",
    query_params: { comment: historyComment },
    format: "JSONEachRow",
  });
  return (await result.json()).length > 0;
}
