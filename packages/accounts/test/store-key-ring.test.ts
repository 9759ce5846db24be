import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClickHouseClient, createStoreClient, migrateUp } from "@ecomind/clickhouse";
import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import { createLogger } from "@ecomind/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newApiKey, parseApiKey, StoreKeyRing, secretDigest } from "../src/index.js";

const logger = createLogger({ service: "test", level: "silent" });
let engine: TestClickHouse;
let client: ClickHouseClient;
const folder = mkdtempSync(join(tmpdir(), "ecomind-keys-"));
const cacheFile = join(folder, "keys.json");

beforeAll(async () => {
  engine = await startTestClickHouse({ migrated: true });
  client = createStoreClient({ url: engine.url, username: "default", password: "", application: "test" });
  await migrateUp(client);
});
afterAll(async () => {
  await client.close();
  await engine.stop();
  rmSync(folder, { recursive: true });
});

async function keep(key: string, fields: object = {}): Promise<void> {
  const { keyId, secret } = parseApiKey(key) as { keyId: string; secret: string };
  const row = { key_id: keyId, org_id: "acme", name: "k", secret_sha256: secretDigest(secret), scopes: ["read"] };
  await client.insert({ table: "api_keys", values: [{ ...row, created_at: 0, ...fields }], format: "JSONEachRow" });
}

test("a new key is known and a revoked one refused within five seconds, without a request of ours", async () => {
  const ring = new StoreKeyRing({ client, logger }).start();
  const key = newApiKey();
  try {
    expect(ring.authenticate(key)).toBe("credential_invalid");
    await keep(key);
    await expect.poll(() => ring.authenticate(key), { timeout: 5000 }).toMatchObject({ orgId: "acme" });
    await keep(key, { revoked_at: "2026-01-01 00:00:00.000" });
    await expect.poll(() => ring.authenticate(key), { timeout: 5000 }).toBe("credential_revoked");
  } finally {
    await ring.close();
  }
});

test("keys are kept on disk for this user alone, without secrets, and used when the store is away", async () => {
  const key = newApiKey();
  await keep(key);
  const first = new StoreKeyRing({ client, logger, cacheFile }).start();
  await first.refresh();
  await first.close();
  expect(statSync(cacheFile).mode & 0o777).toBe(0o600);
  expect(readFileSync(cacheFile, "utf8")).not.toContain(parseApiKey(key)?.secret);
  const away = createStoreClient({ url: "http://127.0.0.1:1", username: "default", password: "", application: "test" });
  const second = new StoreKeyRing({ client: away, logger, cacheFile }).start();
  try {
    await second.refresh();
    expect(second.authenticate(key)).toMatchObject({ orgId: "acme" });
    expect(second.authenticate(newApiKey())).toBe("credential_invalid");
    expect(second.loaded).toBe(true);
    const third = new StoreKeyRing({ client: away, logger }).start();
    await third.refresh();
    expect(third.loaded).toBe(false);
    await third.close();
  } finally {
    await second.close();
    await away.close();
  }
});

test("a cache that is broken is told and passed over", async () => {
  for (const text of ["", "{", "null", "{}", "[null]", '[{"keyId":1}]']) {
    writeFileSync(cacheFile, text);
    const ring = new StoreKeyRing({ client, logger, cacheFile }).start();
    await ring.refresh();
    expect(ring.size, text).toBeGreaterThan(0);
    expect(ring.loaded, text).toBe(true);
    await ring.close();
  }
});

test("a closed ring asks the store no more", async () => {
  const ring = new StoreKeyRing({ client, logger, refreshMs: 20 }).start();
  await ring.refresh();
  await ring.close();
  const key = newApiKey();
  await keep(key);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(ring.authenticate(key)).toBe("credential_invalid");
});

test("when a key was last used is written now and then, the latest of all services holds, and a refused use is none", async () => {
  const used = newApiKey();
  const revoked = newApiKey();
  await keep(used);
  await keep(revoked, { revoked_at: "2026-01-01 00:00:00.000" });
  const lastUsed = async (key: string): Promise<number | undefined> => {
    const result = await client.query({
      query:
        "SELECT toFloat64(toUnixTimestamp64Milli(max(used_at))) AS ms FROM api_key_uses WHERE key_id = {key:String} GROUP BY key_id",
      query_params: { key: parseApiKey(key)?.keyId },
      format: "JSONEachRow",
    });
    return (await result.json<{ ms: number }>())[0]?.ms;
  };
  const often = new StoreKeyRing({ client, logger, refreshMs: 20, usesMs: 100 });
  const seldom = new StoreKeyRing({ client, logger });
  await often.refresh();
  await seldom.refresh();
  const beganMs = Date.now();
  seldom.authenticate(used);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const againMs = Date.now();
  often.authenticate(used);
  often.authenticate(revoked);
  await expect.poll(() => lastUsed(used), { timeout: 5000 }).toBeGreaterThanOrEqual(againMs);
  // Written as the service ends, and earlier: it changes nothing.
  await seldom.close();
  expect(await lastUsed(used)).toBeGreaterThanOrEqual(againMs);
  await often.close();
  expect(await lastUsed(used)).toBeLessThan(beganMs + 5000);
  expect(await lastUsed(revoked)).toBeUndefined();
});
