import type { ClickHouseClient } from "@ecomind/clickhouse";
import type { Principal } from "./key-ring.js";

/** How long the store may take: nobody waits for this. */
const answerMs = 3_000;

/** When each key was last used here: noted in memory, and written to the store now and then. */
export class KeyUses {
  #used = new Map<string, { readonly orgId: string; atMs: number }>();

  note({ id, orgId }: Principal, atMs: number): void {
    const known = this.#used.get(id);
    if (known === undefined) this.#used.set(id, { orgId, atMs });
    else known.atMs = atMs;
  }

  /** Writes what was noted since the last time. @throws Error when the store does not take it; it is then kept */
  async write(client: ClickHouseClient): Promise<void> {
    const used = this.#used;
    if (used.size === 0) return;
    this.#used = new Map();
    try {
      await client.insert({
        table: "api_key_uses",
        values: [...used].map(([key_id, { orgId, atMs }]) => ({
          key_id,
          org_id: orgId,
          used_at: new Date(atMs).toISOString().replace("T", " ").replace("Z", ""),
        })),
        format: "JSONEachRow",
        abort_signal: AbortSignal.timeout(answerMs),
        clickhouse_settings: {
          max_execution_time: answerMs / 1_000,
          max_memory_usage: "4000000000",
          log_comment: "ecomind key-uses",
        },
      });
    } catch (error) {
      for (const [id, use] of used) if (!this.#used.has(id)) this.#used.set(id, use);
      throw error;
    }
  }
}
