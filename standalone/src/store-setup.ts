import { createStoreClient, migrateUp } from "@ecomind/clickhouse";
import type { Credentials } from "./credentials.js";
import { ensureDatabase } from "./store-connection.js";
import { putKey } from "./store-key.js";

/**
 * Brings the store to this build's schema, and makes the organisation and the key of `credentials.env` known to it.
 * @param exclusive nobody else uses this store
 */
export async function setUpStore(credentials: Credentials, exclusive: boolean): Promise<void> {
  const { CLICKHOUSE_URL: url, CLICKHOUSE_USER: username, CLICKHOUSE_PASSWORD: password } = credentials;
  const { ECOMIND_ORG: orgId, ECOMIND_API_KEY: apiKey } = credentials;
  const account = { url, username, password, database: "ecomind" };
  if (!exclusive) await ensureDatabase(account);
  const client = createStoreClient({ ...account, application: "ecomind-start" });
  try {
    await migrateUp(client, { exclusive });
    const isNew = await putKey(client, {
      apiKey,
      orgId,
      orgName: "This installation",
      name: "credentials.env",
      by: "ecomind start",
    });
    // One machine's owner looks at their own use; a company that moves in settles its own minimum group size.
    if (isNew)
      await client.insert({
        table: "org_settings",
        values: [
          { org_id: orgId, minimum_group_size: 1, updated_at: "1970-01-01 00:00:00.000", updated_by: "ecomind start" },
        ],
        format: "JSONEachRow",
      });
  } finally {
    await client.close();
  }
}
