import { randomUUID } from "node:crypto";
import { type ClickHouseClient, createStoreClient, migrateUp, setHistoryBoundary } from "@ecomind/clickhouse";
import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { run } from "../src/cli.js";

let engine: TestClickHouse;
let client: ClickHouseClient;

beforeAll(async () => {
  engine = await startTestClickHouse({ migrated: true });
  vi.stubEnv("CLICKHOUSE_URL", engine.url);
  vi.stubEnv("CLICKHOUSE_USER", "ecomind");
  client = createStoreClient({ url: engine.url, username: "ecomind", password: "", application: "test" });
  await migrateUp(client);
  const dayMs = 86_400_000;
  const values = Array.from({ length: 900 }, (_, index) => ({
    org_id: index % 3 === 0 ? "beta" : "acme",
    // Back from a minute ago over 60 days: older than what the hourly refresh of the history looks at.
    ts: new Date(Date.now() - 60_000 - (index * 60 * dayMs) / 900).toISOString().replace("T", " ").replace("Z", ""),
    id: randomUUID(),
    user_id: `user${index % 5}`,
    provider: "openai",
    model: ["gpt-4o", "gpt-4o-mini"][index % 2],
    tokens_basis: "reported",
    tokens_in: 1000 + index,
    tokens_out: 10 * index,
    offset: index,
  }));
  await client.insert({ table: "events", values, format: "JSONEachRow" });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await client.close();
  await engine?.stop();
});

async function reconcile(...argv: string[]) {
  const lines: string[] = [];
  const io = { out: (text: string) => void lines.push(text), err: (text: string) => void lines.push(text) };
  const status = await run(["reconcile", ...argv], io);
  return { status, out: lines.join("\n") };
}
const json = async (...argv: string[]) => {
  const { status, out } = await reconcile(...argv, "--json");
  return { status, ...JSON.parse(out) };
};
const differences = (months: { org_id: string; differences: { where: string }[] }[]) =>
  new Set(months.flatMap(({ org_id, differences: all }) => all.map(({ where }) => `${org_id} ${where}`)));

test("days that the history never saw are told, and repaired from the events", async () => {
  const before = await json();
  expect(before).toMatchObject({ status: 1, equal: false, repaired: [] });
  expect(differences(before.months)).toEqual(new Set(["acme usage_history", "beta usage_history"]));
  expect(
    before.months.reduce((sum: number, month: { sums: { requests: string } }) => sum + Number(month.sums.requests), 0),
  ).toBe(900);
  const repaired = await json("--repair");
  expect(repaired).toMatchObject({ status: 0, equal: true, repaired: ["acme", "beta"] });
  expect(await reconcile()).toMatchObject({ status: 0, out: expect.stringMatching(/all equal$/) });
  expect(await json("--repair")).toMatchObject({ status: 0, repaired: [] });
}, 60_000);

test("a history that holds too much, under a group that no event has, is told and repaired", async () => {
  await client.command({
    query: `INSERT INTO usage_history (org_id, bucket, provider, model, tokens_basis, requests, tokens_in, closed_at)
      SELECT 'acme', toStartOfDay(now('UTC')) - INTERVAL 2 DAY, 'nobody', 'none', 'reported', 7, 700, now('UTC')`,
  });
  const { status, months } = await json();
  expect(status).toBe(1);
  expect(differences(months)).toEqual(new Set(["acme usage_history"]));
  const told = months.flatMap(({ differences: all }: { differences: object[] }) => all);
  expect(told).toHaveLength(2);
  expect(Number(told[0].found) - Number(told[0].events)).toBe(7);
  expect((await reconcile()).out).toMatch(/DIFFERS\n {9}usage_history: requests \d+, by the events \d+/);
  expect(await json("--repair")).toMatchObject({ status: 0, repaired: ["acme"] });
}, 60_000);

test("a projection that lacks rows is told", async () => {
  await client.command({ query: "ALTER TABLE events CLEAR PROJECTION usage_15m SETTINGS mutations_sync = 1" });
  const { status, months } = await json();
  expect(status).toBe(1);
  expect(differences(months)).toEqual(new Set(["acme usage_15m", "beta usage_15m"]));
  await client.command({ query: "ALTER TABLE events MATERIALIZE PROJECTION usage_15m SETTINGS mutations_sync = 1" });
  expect(await json()).toMatchObject({ status: 0 });
}, 60_000);

const day = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

test("history of days whose events have expired is no difference", async () => {
  for (const orgId of ["acme", "beta"])
    await setHistoryBoundary(client, { orgId, before: day(20), events: 0, state: "deleted" });
  await client.command({
    query:
      "ALTER TABLE events DELETE WHERE ts < toStartOfDay(now('UTC')) - INTERVAL 20 DAY SETTINGS mutations_sync = 1",
  });
  expect(await json()).toMatchObject({ status: 0, equal: true });
  const [row] = await (
    await client.query({
      query: "SELECT count() AS n FROM usage_history FINAL WHERE bucket < now() - INTERVAL 40 DAY AND requests > 0",
      format: "JSONEachRow",
    })
  ).json<{ n: number }>();
  expect(row?.n).toBeGreaterThan(100);
}, 60_000);

test("a late event of days whose events have expired is no difference, and a repair takes nothing from the history", async () => {
  const historyOf = async () =>
    (
      await client.query({
        query:
          "SELECT org_id, bucket, model, requests FROM usage_history FINAL WHERE requests > 0 ORDER BY org_id, bucket, model",
        format: "JSONEachRow",
      })
    ).json();
  const event = (ts: string) => ({
    org_id: "acme",
    ts,
    id: randomUUID(),
    provider: "openai",
    model: "gpt-4o",
    tokens_basis: "reported",
  });
  const before = await historyOf();
  await client.insert({ table: "events", values: [event(`${day(45)} 12:00:00`)], format: "JSONEachRow" });
  expect(await json("--repair")).toMatchObject({ status: 0, equal: true, repaired: [] });
  // Something to repair: of the days whose events are there, and of them alone.
  await client.command({
    query: `INSERT INTO usage_history (org_id, bucket, provider, model, tokens_basis, requests, closed_at)
      SELECT 'acme', toStartOfDay(now('UTC')) - INTERVAL 2 DAY, 'somebody', 'none', 'reported', 7, now('UTC') - INTERVAL 1 HOUR`,
  });
  expect(await json("--repair")).toMatchObject({ status: 0, equal: true, repaired: ["acme"] });
  expect(await historyOf()).toEqual(before);
}, 60_000);

test("days of which the history alone knows, and that have not expired, are told; a repair takes nothing from them", async () => {
  const historyOf = async () =>
    (
      await client.query({
        query: "SELECT bucket, requests FROM usage_history FINAL WHERE org_id = 'lost' ORDER BY bucket",
        format: "JSONEachRow",
      })
    ).json<{ requests: number | string }>();
  const values = Array.from({ length: 30 }, (_, index) => ({
    org_id: "lost",
    ts: `${day(1 + index)} 12:00:00`,
    id: randomUUID(),
    tokens_basis: "reported",
    tokens_in: 5,
  }));
  await client.insert({ table: "events", values, format: "JSONEachRow" });
  expect(await json()).toMatchObject({ status: 0 });
  const whole = await historyOf();
  expect(whole).toHaveLength(30);
  for (const where of [`ts < '${day(20)}'`, "1"]) {
    await client.command({
      query: `ALTER TABLE events DELETE WHERE org_id = 'lost' AND ${where} SETTINGS mutations_sync = 2`,
    });
    const { status, months } = await json("--repair");
    expect(status).toBe(1);
    expect(differences(months)).toEqual(new Set(["lost usage_history"]));
    expect(await historyOf()).toEqual(whole);
  }
  await client.command({ query: "ALTER TABLE usage_history DELETE WHERE org_id = 'lost' SETTINGS mutations_sync = 2" });
}, 60_000);

test("while events come, what stands still is compared, and the rest is said to be left out", async () => {
  let isWriting = true;
  const writing = (async () => {
    while (isWriting) {
      const ts = new Date().toISOString().replace("T", " ").replace("Z", "");
      const values = [{ org_id: "busy", ts, id: randomUUID(), tokens_basis: "reported", tokens_in: 5 }];
      await client.insert({ table: "events", values, format: "JSONEachRow" });
    }
  })();
  try {
    // How many come while it compares is the machine's to say; in the end some do each time.
    const told = async () => {
      const { status, out } = await reconcile();
      expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining("all equal") });
      return out;
    };
    await expect
      .poll(told, { timeout: 50_000, interval: 10 })
      .toMatch(/busy .*equal, but for days .*\n(.*\n)*all equal, but for/);
    const { status, equal } = await json();
    expect({ status, equal }).toEqual({ status: 0, equal: true });
  } finally {
    isWriting = false;
    await writing;
  }
}, 60_000);

test("a store that is not there is an error, not an answer", async () => {
  vi.stubEnv("CLICKHOUSE_URL", "http://127.0.0.1:9");
  const { status, out } = await reconcile();
  vi.stubEnv("CLICKHOUSE_URL", engine.url);
  expect(status).toBe(1);
  expect(out).toMatch(/^ecomind reconcile: .*ECONNREFUSED/);
});
