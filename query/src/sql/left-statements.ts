import { setTimeout as wait } from "node:timers/promises";
import type { ClickHouseClient } from "@ecomind/clickhouse";
import { limits } from "../store/select.js";

/** How often the engine is asked, in milliseconds: at first, and at most. */
const firstMs = 50;
const laterMs = 2_000;
/** An engine that could not be asked so often in a row has been away for half a minute: nothing of it runs on. */
const mostFailures = 20;

/**
 * Waits until the engine no longer runs statements that nobody waits for any more. It looks for a reader's end and at the
 * clock between blocks of rows, so that one call of a function on a large value goes on until it is done.
 */
export async function statementsEnded(client: ClickHouseClient, queryIds: readonly string[]): Promise<void> {
  let failures = 0;
  for (let pauseMs = firstMs; failures < mostFailures; pauseMs = Math.min(2 * pauseMs, laterMs)) {
    await wait(pauseMs, undefined, { ref: false });
    try {
      const result = await client.query({
        query: "SELECT count() AS running FROM system.processes WHERE query_id IN {ids:Array(String)}",
        query_params: { ids: queryIds },
        format: "JSONEachRow",
        clickhouse_settings: { ...limits, log_comment: "ecomind-query sql left-statements" },
      });
      const [row] = await result.json<{ running: number | string }>();
      if (Number(row?.running) === 0) return;
      failures = 0;
    } catch {
      failures += 1;
    }
  }
}
