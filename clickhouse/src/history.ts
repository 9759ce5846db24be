import type { ClickHouseClient } from "@clickhouse/client";
import { historyDimensions, usageMeasures } from "./usage-measures.js";

/** Marks statements that compute history again: whoever lets events expire waits for those that began earlier. */
export const historyComment = "ecomind history";

/** Of one organisation: what lies before is known to the history alone. 1970 where nothing has expired. */
const boundary = "(SELECT max(before) FROM history_boundaries WHERE org_id = {org:String})";

/**
 * Recomputes the history of the days that late events may still have changed.
 * @returns a midnight of UTC, `2026-11-25`: whatever day ended before it is in the history by now
 */
export async function refreshHistory(client: ClickHouseClient): Promise<string> {
  const day = await storeDay(client);
  await client.command({ query: "SYSTEM REFRESH VIEW usage_history_refresh" });
  await client.command({ query: "SYSTEM WAIT VIEW usage_history_refresh" });
  return day;
}

/** Today by UTC and the store's clock, `2026-11-25`. */
export async function storeDay(client: ClickHouseClient): Promise<string> {
  const result = await client.query({
    query: "SELECT formatDateTime(now('UTC'), '%F') AS day",
    format: "JSONEachRow",
  });
  const [row] = await result.json<{ day: string }>();
  return row?.day as string;
}

/**
 * Computes the history of closed days again for which there are events: of days as well that the hourly refresh no longer
 * looks at, and never of those before the organisation's boundary. Groups that an erasure or a correction emptied are
 * written as zeros, since a row is only ever replaced.
 * @param before a midnight of UTC, `2026-11-25`, not after today: only what lies before it. @default today
 */
export async function rebuildHistory(client: ClickHouseClient, orgId: string, before = ""): Promise<void> {
  const dimensions = historyDimensions.join(", ");
  const measures = usageMeasures.join(", ");
  const end = before === "" ? "toStartOfDay(now('UTC'))" : "toDateTime({before:String}, 'UTC')";
  await client.command({
    query: `INSERT INTO usage_history (${dimensions}, ${measures}, closed_at)
      SELECT ${dimensions}, ${usageMeasures.map((name) => `toUInt64(sum(x.${name}))`).join(", ")}, now('UTC')
      FROM (
        SELECT ${dimensions}, ${measures} FROM usage_15m
        WHERE org_id = {org:String} AND bucket >= ${boundary} AND bucket < ${end}
        UNION ALL
        SELECT ${dimensions}, ${usageMeasures.map(() => "0").join(", ")} FROM usage_history FINAL
        WHERE org_id = {org:String} AND bucket < ${end} AND bucket >= (
          SELECT if(count() = 0, now('UTC'), toStartOfDay(min(ts))) FROM events WHERE org_id = {org:String} AND ts >= ${boundary}
        )
      ) AS x
      GROUP BY ${dimensions}`,
    query_params: { org: orgId, before },
    clickhouse_settings: { log_comment: historyComment },
  });
}
