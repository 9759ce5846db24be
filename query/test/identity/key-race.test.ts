import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { StoreKeyRing } from "@ecomind/accounts";
import { type ClickHouseClient, createStoreClient } from "@ecomind/clickhouse";
import { createLogger, createMetrics, Health } from "@ecomind/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createQueryApp } from "../../src/app.js";
import { apiTimeOrNull } from "../../src/store/times.js";
import { type QueryFixture, startQuery } from "../fixture.js";

/** Set by a test: what the second instance waits for before it makes a key known. */
let beforeKeyIsStored: () => Promise<void> = async () => {};

let first: QueryFixture;
let second: { url: string; ring: StoreKeyRing; stop(): Promise<void> };

/** Another process's service on the same store; its inserts of keys can be held up, as a slow network would. */
async function startSecond(): Promise<typeof second> {
  const client = createStoreClient({ url: first.engine.url, username: "default", password: "", application: "second" });
  const slow = new Proxy(client, {
    get: (target, name) =>
      name === "insert"
        ? async (insert: Parameters<ClickHouseClient["insert"]>[0]) => {
            if (insert.table === "api_keys") await beforeKeyIsStored();
            return await target.insert(insert);
          }
        : Reflect.get(target, name).bind?.(target),
  });
  const logger = createLogger({ service: "query", level: "silent" });
  const ring = new StoreKeyRing({ client, logger, refreshMs: 300 }).start();
  await ring.refresh();
  const app = createQueryApp({
    client: slow,
    factors: first.factors,
    registry: createMetrics("query"),
    health: new Health(),
    logger,
    keyRing: ring,
    version: "0.1.0",
    rateLimit: { perSecond: 0, burst: 0 },
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ring,
    async stop() {
      await ring.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await client.close();
    },
  };
}

let admin: string;
beforeAll(async () => {
  first = await startQuery();
  admin = await first.key(["admin"]);
  second = await startSecond();
});
afterAll(async () => {
  await second.stop();
  await first.stop();
});

const idOf = (key: string) => key.split("_")[1] as string;
interface Rotated {
  readonly code?: string;
  readonly key?: string;
  readonly key_id?: string;
  readonly expires_at?: string | null;
}

const rotateAtSecond = async (key: string) => {
  const response = await fetch(`${second.url}/v1/keys/${idOf(key)}/rotate`, {
    method: "POST",
    headers: { "x-api-key": admin },
  });
  return { status: response.status, body: (await response.json()) as Rotated };
};
const revokeAtFirst = (key: string) => first.call(`/v1/keys/${idOf(key)}`, { method: "DELETE" });
const living = async (name: string) =>
  (
    await first.rows<{ key_id: string }>(
      `SELECT key_id FROM api_keys_now WHERE name = '${name}' AND revoked_at IS NULL ORDER BY key_id`,
    )
  ).map(({ key_id }) => key_id);

test("a key that is revoked while another instance rotates it stays revoked, and leaves no successor", async () => {
  const key = await first.key(["read"], { name: "held up" });
  let reached: () => void = () => {};
  const isReached = new Promise<void>((resolve) => {
    reached = resolve;
  });
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  beforeKeyIsStored = async () => {
    reached();
    await released;
  };
  const rotating = rotateAtSecond(key);
  await isReached;
  expect((await revokeAtFirst(key)).status).toBe(200);
  release();
  const rotated = await rotating;
  beforeKeyIsStored = async () => {};
  expect([rotated.status, rotated.body.code, rotated.body.key]).toEqual([409, "key_ended", undefined]);
  await first.client.command({ query: "OPTIMIZE TABLE api_keys FINAL" });
  expect(await living("held up")).toEqual([]);
  for (const ring of [first.keyRing, second.ring])
    await expect.poll(() => ring.authenticate(key), { timeout: 5_000 }).toBe("credential_revoked");
});

test("whichever comes first of many rotations and revocations, every revocation holds", async () => {
  const keys = await Promise.all(Array.from({ length: 12 }, () => first.key(["read"], { name: "raced" })));
  const successors: string[] = [];
  for (const key of keys) {
    const [rotated, revoked] = await Promise.all([rotateAtSecond(key), revokeAtFirst(key)]);
    expect(revoked.status).toBe(200);
    expect([200, 409]).toContain(rotated.status);
    if (rotated.body.key !== undefined) successors.push(idOf(rotated.body.key));
  }
  await first.client.command({ query: "OPTIMIZE TABLE api_keys FINAL" });
  // A successor lives where its rotation was done, and was told.
  expect(await living("raced")).toEqual(successors.sort());
  for (const key of keys)
    await expect.poll(() => second.ring.authenticate(key), { timeout: 5_000 }).toBe("credential_revoked");
});

test("an earlier end stays when a key is rotated again", async () => {
  const key = await first.key(["read"], { name: "twice" });
  const ends = async () =>
    (
      await first.rows<{ expires_at: string }>(
        `SELECT toString(expires_at) AS expires_at FROM api_keys_now WHERE key_id = '${idOf(key)}'`,
      )
    )[0]?.expires_at;
  expect((await rotateAtSecond(key)).status).toBe(200);
  const once = await ends();
  expect(once).toMatch(/^\d{4}-/);
  expect((await rotateAtSecond(key)).status).toBe(200);
  expect(await ends()).toBe(once);
});

test("a key that is rotated again, since the first answer was lost, gets a successor with its own end", async () => {
  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().replace("T", " ").replace("Z", "");
  for (const [name, own] of [
    ["for good", null],
    ["for a month", inAMonth],
  ] as const) {
    const key = await first.key(["read"], { name, expires_at: own });
    for (const _ of ["lost", "asked again"]) {
      const { status, body } = await rotateAtSecond(key);
      expect([status, body.expires_at]).toEqual([200, apiTimeOrNull(own)]);
      expect(body).not.toHaveProperty("own_expires_at");
      expect(
        await first.rows(`SELECT toString(expires_at) AS expires_at FROM api_keys_now WHERE key_id = '${body.key_id}'`),
      ).toEqual([{ expires_at: own }]);
    }
    const [{ ends_in_hours: hours = 0 } = {}] = await first.rows<{ ends_in_hours?: number }>(
      `SELECT dateDiff('second', now(), expires_at) / 3600 AS ends_in_hours FROM api_keys_now WHERE key_id = '${idOf(key)}'`,
    );
    expect(hours).toBeGreaterThan(23);
    expect(hours).toBeLessThanOrEqual(24);
  }
});
