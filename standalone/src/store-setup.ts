import { parseApiKey, secretDigest } from "@ecomind/accounts";
import { createStoreClient, migrateUp } from "@ecomind/clickhouse";
import type { Credentials } from "./credentials.js";

const asTime = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

/**
 * Brings the store to this build's schema, and makes the organisation and the key of `credentials.env` known to it.
 * @param exclusive nobody else uses this store
 */
export async function setUpStore(credentials: Credentials, exclusive: boolean): Promise<void> {
  const { CLICKHOUSE_URL: url, CLICKHOUSE_USER: username, CLICKHOUSE_PASSWORD: password } = credentials;
  const { ECOMIND_ORG: orgId, ECOMIND_API_KEY: apiKey } = credentials;
  const account = { url, username, password, application: "ecomind-start" };
  if (!exclusive) {
    const bare = createStoreClient({ ...account, database: "default" });
    await bare.command({ query: "CREATE DATABASE IF NOT EXISTS ecomind" });
    await bare.close();
  }
  const client = createStoreClient(account);
  try {
    await migrateUp(client, { exclusive });
    const parts = parseApiKey(apiKey);
    if (parts === undefined) throw new Error("ECOMIND_API_KEY in credentials.env does not have the form of a key");
    const known = await client.query({
      query: "SELECT count() AS count FROM api_keys WHERE key_id = {keyId:String}",
      query_params: { keyId: parts.keyId },
      format: "JSONEachRow",
    });
    const [row] = await known.json<{ count: string }>();
    if (Number(row?.count ?? 0) > 0) return;
    await client.insert({
      table: "orgs",
      values: [{ org_id: orgId, name: "This installation" }],
      format: "JSONEachRow",
    });
    const key = {
      key_id: parts.keyId,
      org_id: orgId,
      name: "credentials.env",
      secret_sha256: secretDigest(parts.secret),
      scopes: ["ingest", "read", "admin"],
      created_at: asTime(Date.now()),
    };
    await client.insert({ table: "api_keys", values: [key], format: "JSONEachRow" });
  } finally {
    await client.close();
  }
}
