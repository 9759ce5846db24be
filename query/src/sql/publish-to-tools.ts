import { allOrgSettings, defaultOrgSettings } from "@ecomind/accounts";
import type { ClickHouseClient } from "@ecomind/clickhouse";
import type { Logger } from "@ecomind/platform";
import type { ToolUsers } from "./analyst-accounts.js";
import { toolUserPrefix } from "./tool-interface.js";

/**
 * Gives every tool's account on the engine what its organisation's settings publish, and takes the rest: an older version
 * granted more, and a service may have ended between new settings and their grants.
 */
export async function publishToAllTools(client: ClickHouseClient, users: ToolUsers, logger: Logger): Promise<void> {
  const settings = await allOrgSettings(client);
  const result = await client.query({
    query: `SELECT '${toolUserPrefix}' || k.key_id AS user, toString(k.org_id) AS org_id FROM api_keys_now AS k
      WHERE has(k.scopes, 'sql') AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now64(3))`,
    format: "JSONEachRow",
  });
  for (const { user, org_id } of await result.json<{ user: string; org_id: string }>())
    await users
      .publish(user, (settings.get(org_id) ?? defaultOrgSettings).minimum_group_size)
      .catch((error: unknown) =>
        logger.warn({ err: error, user }, "an account's rights could not be brought up to date"),
      );
}
