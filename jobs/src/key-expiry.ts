import { auditOnce, systemActor } from "./audit.js";
import { type Job, rowsOf } from "./job.js";

interface Key {
  readonly key_id: string;
  readonly org_id: string;
  readonly expires_at: string;
}

/** Ends keys whose time is over, in the store as well: every service refuses them already by their own clock. */
export const keyExpiry: Job = {
  name: "key-expiry",
  intervalMs: 60_000,
  async run({ client }) {
    const expired = await rowsOf<Key>(
      client,
      "SELECT key_id, toString(org_id) AS org_id, expires_at FROM api_keys_now WHERE revoked_at IS NULL AND expires_at <= now64(3) LIMIT 10000",
    );
    if (expired.length === 0) return { changed: 0 };
    // Audited first: a key that has ended is not found again, and what was not recorded by then never would be.
    await auditOnce(
      client,
      expired.map(({ org_id, key_id }) => ({ org_id, action: "expireKey", target: key_id })),
    );
    await client.insert({
      table: "api_key_ends",
      values: expired.map(({ key_id, org_id, expires_at }) => ({
        key_id,
        org_id,
        kind: "revoked",
        ends_at: expires_at,
        recorded_by: systemActor,
      })),
      format: "JSONEachRow",
    });
    return { changed: expired.length };
  },
};
