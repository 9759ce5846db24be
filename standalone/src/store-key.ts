import { hostname } from "node:os";
import { parseApiKey, type Scope, secretDigest } from "@ecomind/accounts";
import type { ClickHouseClient } from "@ecomind/clickhouse";

const asTime = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

async function countOf(client: ClickHouseClient, query: string, parameters: Record<string, string>): Promise<number> {
  const result = await client.query({ query, query_params: parameters, format: "JSONEachRow" });
  const [row] = await result.json<{ count: string }>();
  return Number(row?.count ?? 0);
}

/** Whether an organisation has a key that may make others. */
export async function hasAdminKey(client: ClickHouseClient, orgId: string): Promise<boolean> {
  const query = `SELECT count() AS count FROM api_keys_now WHERE org_id = {orgId:String} AND has(scopes, 'admin')
    AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now64(3))`;
  return (await countOf(client, query, { orgId })) > 0;
}

interface NewKey {
  readonly apiKey: string;
  readonly orgId: string;
  readonly orgName: string;
  readonly name: string;
  /** @default all */
  readonly scopes?: readonly Scope[];
  /** The command that makes it, as the audit log is to tell. */
  readonly by: string;
}

/**
 * Makes a key and its organisation known to the store, past the API, which would ask for a key. Harmless to repeat.
 * @returns whether it was not known before
 */
export async function putKey(client: ClickHouseClient, key: NewKey): Promise<boolean> {
  const parts = parseApiKey(key.apiKey);
  if (parts === undefined) throw new Error(`${key.name}: not of the form of an API key`);
  const { keyId, secret } = parts;
  const known = "SELECT count() AS count FROM api_keys WHERE key_id = {keyId:String}";
  if ((await countOf(client, known, { keyId })) > 0) return false;
  const org = "SELECT count() AS count FROM orgs WHERE org_id = {orgId:String}";
  if ((await countOf(client, org, { orgId: key.orgId })) === 0)
    await client.insert({
      table: "orgs",
      values: [{ org_id: key.orgId, name: key.orgName }],
      format: "JSONEachRow",
    });
  const { scopes = ["ingest", "read", "admin"] } = key;
  const row = {
    key_id: keyId,
    org_id: key.orgId,
    name: key.name,
    secret_sha256: secretDigest(secret),
    scopes,
    created_at: asTime(Date.now()),
    // Of these keys alone the API takes the first owner: whoever has one has the store, or the machine.
    created_by: key.by,
    created_by_kind: "command",
  };
  const act = {
    org_id: key.orgId,
    actor: key.by,
    actor_kind: "command",
    action: "createKey",
    target: keyId,
    outcome: "done",
    address: hostname(),
    request_id: "",
  };
  // Before the key: broken off in between, an act too many is told, and no key is there that nobody is said to have made.
  await client.insert({ table: "audit_log", values: [act], format: "JSONEachRow" });
  await client.insert({ table: "api_keys", values: [row], format: "JSONEachRow" });
  return true;
}
