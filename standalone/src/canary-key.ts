import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newApiKey } from "@ecomind/accounts";
import { createStoreClient } from "@ecomind/clickhouse";
import type { Credentials } from "./credentials.js";
import { putKey } from "./store-key.js";

/** Whose the canary's events are: an organisation that nobody else is in, so that no company's figure holds them. */
const canaryOrg = "ecomind-canary";

/** Its events go after this many days: the least that is still longer than a late event may take. */
const retentionDays = 32;

/** The canary's key, made at the first start that wants one and kept, mode 0600. */
export function canaryKey(dataDir: string): string {
  const file = join(dataDir, "canary-key");
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const key = newApiKey();
  writeFileSync(file, `${key}\n`, { mode: 0o600, flush: true });
  return key;
}

/** Makes the canary's organisation and key known to the store. */
export async function setUpCanary(credentials: Credentials, apiKey: string): Promise<void> {
  const { CLICKHOUSE_URL: url, CLICKHOUSE_USER: username, CLICKHOUSE_PASSWORD: password } = credentials;
  const client = createStoreClient({ url, username, password, database: "ecomind", application: "ecomind-start" });
  const by = "ecomind start";
  try {
    const scopes = ["ingest", "read"] as const;
    const isNew = await putKey(client, { apiKey, orgId: canaryOrg, orgName: "Canary", name: "canary", by, scopes });
    if (isNew)
      await client.insert({
        table: "org_settings",
        values: [
          {
            org_id: canaryOrg,
            raw_retention_days: retentionDays,
            rollup_retention_days: retentionDays,
            minimum_group_size: 1,
            updated_by: by,
          },
        ],
        format: "JSONEachRow",
      });
  } finally {
    await client.close();
  }
}
