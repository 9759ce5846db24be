import { type ClickHouseClient, createStoreClient } from "@ecomind/clickhouse";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { EndedSessions } from "../../src/identity/ended-sessions.js";
import { type QueryFixture, startQuery } from "../fixture.js";
import { startStoreProxy } from "../store-proxy.js";

/** In front of the engine: while it hangs, nothing comes back from it. */
let hangs = false;
let proxy: Awaited<ReturnType<typeof startStoreProxy>>;
let api: QueryFixture;
let client: ClickHouseClient;

beforeAll(async () => {
  api = await startQuery();
  proxy = await startStoreProxy(api.engine.url, { fromStore: () => !hangs });
  const { url } = proxy;
  client = createStoreClient({ url, username: "default", password: "", application: "test" });
});
beforeEach(() => {
  hangs = false;
});
afterAll(async () => {
  await client?.close();
  proxy?.stop();
  await api?.stop();
});

test("a session that one process ended is ended for the others", async () => {
  const [here, there] = [new EndedSessions(client), new EndedSessions(client, { keptMs: 0 })];
  expect(await there.has("one")).toBe(false);
  await here.end("one");
  expect([await here.has("one"), await there.has("one"), await there.has("two")]).toEqual([true, true, false]);
});

test("a store that hangs is not waited for: what was known of sessions holds", async () => {
  const sessions = new EndedSessions(client, { keptMs: 0, patienceMs: 100 });
  await new EndedSessions(client).end("three");
  expect(await sessions.has("three")).toBe(true);
  hangs = true;
  expect([await sessions.has("three"), await sessions.has("four")]).toEqual([true, false]);
});

test("where nothing was known before the store hung, nobody is let in, nor told that they are signed out", async () => {
  hangs = true;
  const refused = new EndedSessions(client, { patienceMs: 100 }).has("five");
  await expect(refused).rejects.toMatchObject({ problem: { code: "identity_unavailable", status: 503 } });
});
