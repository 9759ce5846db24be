import { allOrgSettings } from "@ecomind/accounts";
import { rebuildHistory, reconcile, refreshHistory } from "@ecomind/clickhouse";
import { type Job, rowsOf } from "./job.js";

const dayMs = 86_400_000;

/** Midnight of UTC so many days ago, `2026-11-01`: days go whole, so that history can be compared by the day. */
const boundary = (days: number): string => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);

const expired: Readonly<Record<string, string>> = {
  events: "ts < toDateTime64({before:String}, 3, 'UTC')",
  dead_letters: "record_at < toDateTime64({before:String}, 3, 'UTC')",
  usage_history: "bucket < toDateTime({before:String}, 'UTC')",
};

/**
 * Deletes what has expired by an organisation's settings. Events go only when the history holds the same sums as they do:
 * it outlives them, and could not be computed again.
 */
export const retention: Job = {
  name: "retention",
  intervalMs: 3_600_000,
  async run({ client, mayGoOn }) {
    const settings = await allOrgSettings(client);
    const changed = new Set<string>();
    const faults: string[] = [];
    const countOf = async (table: string, org: string, before: string): Promise<number> => {
      const query = `SELECT count() AS n FROM ${table} WHERE org_id = {org:String} AND ${expired[table]}`;
      const [row] = await rowsOf<{ n: number }>(client, query, { org, before });
      return Number(row?.n ?? 0);
    };
    const remove = async (table: string, org: string, before: string): Promise<void> => {
      if (!mayGoOn()) throw new Error("another leads, or the process ends");
      await client.command({
        query: `ALTER TABLE ${table} DELETE WHERE org_id = {org:String} AND ${expired[table]}`,
        query_params: { org, before },
        clickhouse_settings: { mutations_sync: "2" },
      });
      changed.add(org);
    };
    const historyHolds = async (org: string): Promise<boolean> => {
      const isEqual = async () => (await reconcile(client, org)).every(({ differences }) => differences.length === 0);
      if (await isEqual()) return true;
      await rebuildHistory(client, org);
      return await isEqual();
    };
    let isFresh = false;
    for (const [org, { raw_retention_days: raw, rollup_retention_days: rollup }] of settings) {
      if (raw !== null && (await countOf("events", org, boundary(raw))) > 0) {
        if (!isFresh) await refreshHistory(client);
        isFresh = true;
        if (await historyHolds(org)) await remove("events", org, boundary(raw));
        else faults.push(org);
      }
      if (raw !== null && (await countOf("dead_letters", org, boundary(raw))) > 0)
        await remove("dead_letters", org, boundary(raw));
      if (rollup !== null && (await countOf("usage_history", org, boundary(rollup))) > 0)
        await remove("usage_history", org, boundary(rollup));
    }
    if (faults.length > 0)
      throw new Error(
        `kept, since history and events differ: ${faults.slice(0, 20).join(", ")}; see ecomind reconcile`,
      );
    return { changed: changed.size };
  },
};
