import type { ClickHouseClient } from "@clickhouse/client";
import { rebuildHistory, storeDay } from "./history.js";

interface Found {
  readonly rows: string | number;
  readonly first_day: string;
}

const longestWaitMs = 30_000;
const pauseMs = 100;

/** Ends when no statement of the stream runs that began before now: what it publishes was checked against what stood then. */
async function untilPublished(client: ClickHouseClient): Promise<void> {
  const running = `SELECT query_id FROM system.processes WHERE startsWith(Settings['log_comment'], 'ecomind-stream/')`;
  const ask = async (query: string, ids: readonly string[] = []) => {
    const result = await client.query({ query, query_params: { ids }, format: "JSONEachRow" });
    return (await result.json<{ query_id: string }>()).map(({ query_id }) => query_id);
  };
  let before = await ask(running);
  for (let waitedMs = 0; before.length > 0 && waitedMs < longestWaitMs; waitedMs += pauseMs) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    before = await ask(`${running} AND query_id IN {ids:Array(String)}`, before);
  }
}

/**
 * Takes an event out of the store for good: every row of its identity, in all revisions, and in the rollups with them; history of
 * closed days is computed again. The identity stays where the stream looks before it stores, so that the same event, sent again or
 * corrected, is a duplicate. Idempotent, and done again after a crash it goes on.
 * @returns whether there was such an event
 */
export async function deleteEvent(client: ClickHouseClient, orgId: string, id: string): Promise<boolean> {
  const values = { org: orgId, id };
  const where = "org_id = {org:String} AND id = {id:UUID}";
  const find = async (): Promise<Found> => {
    const result = await client.query({
      query: `SELECT count() AS rows, formatDateTime(min(ts), '%F', 'UTC') AS first_day FROM events WHERE ${where}`,
      query_params: values,
      format: "JSONEachRow",
    });
    return ((await result.json<Found>())[0] ?? { rows: 0, first_day: "" }) satisfies Found;
  };
  const found = await find();
  if (Number(found.rows) === 0) return false;
  const statement = (query: string) =>
    client.command({
      query,
      query_params: values,
      clickhouse_settings: { mutations_sync: "2", allow_nondeterministic_mutations: 1 },
    });
  // A correction that was on its way comes in between at most once: the next one finds the identity.
  for (let left = found; Number(left.rows) > 0; left = await find()) {
    await statement(`INSERT INTO erased_identities (org_id, ts, id, epoch, partition, offset, kept_until)
      SELECT DISTINCT org_id, ts, id, epoch, partition, offset, toDate('2149-06-01') FROM events WHERE ${where}`);
    await untilPublished(client);
    await statement(`ALTER TABLE events DELETE WHERE ${where}
      AND (ts, id) IN (SELECT ts, id FROM erased_identities WHERE org_id = {org:String} AND id = {id:UUID})`);
  }
  if (found.first_day < (await storeDay(client))) await rebuildHistory(client, orgId);
  return true;
}
