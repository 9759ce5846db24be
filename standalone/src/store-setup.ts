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
    await putKey(client, { apiKey, orgId, orgName: "This installation", name: "credentials.env" });
  } finally {
    await client.close();
  }
}
