import type { Principal } from "@ecomind/accounts";
import type { ClickHouseClient } from "@ecomind/clickhouse";
import type { Logger } from "@ecomind/platform";
import { LRUCache } from "lru-cache";
import { limits } from "../store/select.js";

/** An owner is written down once a day by each process, in milliseconds. */
const writtenForMs = 24 * 3_600_000;

/**
 * Owners whom the identity provider names and the list of members does not: recorded as they come, so that nobody else
 * becomes the organisation's first owner, or takes their role.
 */
export class ClaimedOwners {
  readonly #client: ClickHouseClient;
  readonly #logger: Logger;
  readonly #written = new LRUCache<string, true>({ max: 10_000, ttl: writtenForMs });

  constructor(client: ClickHouseClient, logger: Logger) {
    this.#client = client;
    this.#logger = logger;
  }

  /** Does not fail: while the store is away the owner is recorded with a later request. */
  async record({ orgId, id }: Pick<Principal, "orgId" | "id">): Promise<void> {
    const key = JSON.stringify([orgId, id]);
    if (this.#written.has(key)) return;
    this.#written.set(key, true);
    try {
      await this.#client.insert({
        table: "claimed_owners",
        values: [{ org_id: orgId, user_id: id }],
        format: "JSONEachRow",
        clickhouse_settings: { ...limits, log_comment: "ecomind-query claimed owner" },
      });
    } catch (error) {
      this.#written.delete(key);
      this.#logger.warn({ err: error }, "an owner by claims could not be recorded");
    }
  }
}
