import { createStoreClient } from "@ecomind/clickhouse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type QueryFixture, startQuery } from "../fixture.js";
import { startStoreProxy } from "../store-proxy.js";

/** In front of the engine: ends the next connections as soon as something is asked on them. */
let left = 0;
let cut = 0;
let proxy: Awaited<ReturnType<typeof startStoreProxy>>;
let api: QueryFixture;
let service: QueryFixture;
const question = "/v1/usage?from=2026-03-01&to=2026-03-02";

beforeAll(async () => {
  api = await startQuery();
  proxy = await startStoreProxy(api.engine.url, {
    toStore(socket) {
      if (left <= 0) return true;
      left -= 1;
      cut += 1;
      socket.resetAndDestroy();
      return false;
    },
  });
  const { url } = proxy;
  const client = createStoreClient({ url, username: "default", password: "", application: "test", maxConnections: 1 });
  service = await startQuery({ client, keyRing: api.keyRing });
});
afterAll(async () => {
  await service?.stop();
  proxy?.stop();
  await api?.stop();
});

test("a question whose connection to the store ends is asked once more", async () => {
  const headers = { "x-api-key": await api.key(["read"]) };
  expect((await service.call(question, { headers })).status).toBe(200);
  [left, cut] = [1, 0];
  expect((await service.call(question, { headers })).status).toBe(200);
  expect(cut).toBe(1);
});

test("one that ends again and again is the store's outage", async () => {
  const headers = { "x-api-key": await api.key(["read"]) };
  [left, cut] = [1_000, 0];
  const { status, body, headers: told } = await service.call(question, { headers });
  left = 0;
  expect([status, body.code, told.get("retry-after")]).toEqual([503, "store_unavailable", "2"]);
  // Both statements of the question, each twice at most.
  expect(cut).toBeLessThanOrEqual(4);
  expect((await service.call(question, { headers })).status).toBe(200);
});
