import type { ClickHouseClient, ClickHouseSettings } from "@clickhouse/client";
import { keepIdentities } from "./erasure-places.js";
import { rebuildHistory } from "./history.js";

interface Found {
  readonly rows: string | number;
  /** 1: the event lies before the store's running day, which history has closed. */
  readonly in_history: number;
}

const longestWaitMs = 30_000;
const pauseMs = 100;
const longestMutationSeconds = 300;

/**
 * Ends when no statement of the stream runs that began before now: what it publishes was checked against what stood then.
 * @throws Error when one runs for longer than it may
 */
async function untilPublished(client: ClickHouseClient, settings: ClickHouseSettings): Promise<void> {
  const running = `SELECT query_id FROM system.processes WHERE startsWith(Settings['log_comment'], 'ecomind-stream/')`;
  const ask = async (query: string, ids: readonly string[] = []) => {
    const result = await client.query({
      query,
      query_params: { ids },
      format: "JSONEachRow",
      clickhouse_settings: settings,
    });
    return (await result.json<{ query_id: string }>()).map(({ query_id }) => query_id);
  };
  let before = await ask(running);
  for (let waitedMs = 0; before.length > 0 && waitedMs < longestWaitMs; waitedMs += pauseMs) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    before = await ask(`${running} AND query_id IN {ids:Array(String)}`, before);
  }
  if (before.length > 0) throw new Error(`a statement of the stream has been running for over ${longestWaitMs} ms`);
}

/**
 * Deletes every row of an event, in all revisions; updates the rollups, and recomputes the history of closed days. The identity stays
 * in `erased_identities`, which the stream checks before it stores, so that a retry or correction of the event is a duplicate.
 * Idempotent; after a crash, a second call finishes the first.
 * @param settings of each statement: what marks and limits it
 * @returns whether there was such an event
 */
export async function deleteEvent(
  client: ClickHouseClient,
  orgId: string,
  id: string,
  settings: ClickHouseSettings,
): Promise<boolean> {
  const values = { org: orgId, id };
  const where = "org_id = {org:String} AND id = {id:UUID}";
  const find = async (): Promise<Found> => {
    const result = await client.query({
      query: `SELECT count() AS rows, toDate(min(ts), 'UTC') < toDate(now('UTC')) AS in_history FROM events WHERE ${where}`,
      query_params: values,
      format: "JSONEachRow",
      clickhouse_settings: settings,
    });
    return (await result.json<Found>())[0] ?? { rows: 0, in_history: 0 };
  };
  const found = await find();
  if (Number(found.rows) === 0) return false;
  const statement = (query: string) =>
    client.command({
      query,
      query_params: values,
      // The mutation rewrites parts before the call returns, which may take longer than a query is allowed.
      clickhouse_settings: {
        ...settings,
        max_execution_time: longestMutationSeconds,
        mutations_sync: "2",
        allow_nondeterministic_mutations: 1,
      },
    });
  const keep = keepIdentities(where, "toDate('2149-06-01')");
  for (let left = found; Number(left.rows) > 0; left = await find()) {
    await statement(keep);
    await untilPublished(client, settings);
    // With the records of a correction that was on its way.
    await statement(keep);
    await statement(`ALTER TABLE events DELETE WHERE ${where}
      AND (ts, id) IN (SELECT ts, id FROM erased_identities WHERE org_id = {org:String} AND id = {id:UUID})`);
  }
  if (Number(found.in_history) === 1) await rebuildHistory(client, orgId);
  return true;
}
