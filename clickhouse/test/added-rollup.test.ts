import { afterAll, expect, test } from "vitest";
import { startTestStore } from "../src/embedded/test-store.js";
import { migrateUp, readMigrations, reconcile } from "../src/index.js";

const { client, rows, stop } = await startTestStore({ migrated: false });
afterAll(stop);

const fill = (first: number) =>
  client.command({
    query: `INSERT INTO events (org_id, ts, id, user_id, provider, model, tokens_basis, tokens_in, tokens_out)
      SELECT 'acme', toDateTime64('2026-09-01 00:00:00', 3, 'UTC') + toIntervalSecond(number * 150), generateUUIDv4(), 'ada', 'openai',
        ['gpt-4o', 'gpt-4o-mini'][1 + number % 2], 'reported', number % 1000, number % 700
      FROM numbers(${first}, 20000)`,
  });
const byModel = (settings: string) =>
  rows(`SELECT toStartOfMonth(toStartOfHour(ts)) AS month, model, sum(requests) AS n, sum(tokens_in) AS t FROM events
    WHERE org_id = 'acme' AND toStartOfHour(ts) >= '2026-09-01 05:00:00' AND toStartOfHour(ts) < '2026-11-03 00:00:00'
    GROUP BY month, model ORDER BY month, model SETTINGS ${settings}`);
const differing = async () =>
  (await reconcile(client)).flatMap(({ differences }) => differences).filter(({ where }) => where !== "usage_history");
const held = () =>
  rows(
    "SELECT sumMerge(`sum(requests)`) AS n FROM mergeTreeProjection(currentDatabase(), 'events', 'usage_model_1h') WHERE org_id = 'acme'",
  );

test("a rollup that is added to a full store answers right while older parts still lack it, and then from all of them", async () => {
  await migrateUp(client, { migrations: readMigrations().filter(({ version }) => version < 416) });
  await fill(0);
  // As if there were very much to do.
  await client.command({ query: "SYSTEM STOP MERGES events" });
  await migrateUp(client);
  await fill(20_000);
  expect(Number(((await held()) as { n: number }[])[0]?.n)).toBe(20_000);
  const plain = await byModel("optimize_use_projections = 0");
  expect(plain).toHaveLength(6);
  expect(await byModel("optimize_use_projections = 1")).toEqual(plain);
  expect(await differing()).toEqual([]);
  await client.command({ query: "SYSTEM START MERGES events" });
  await expect.poll(async () => Number(((await held()) as { n: number }[])[0]?.n), { timeout: 30_000 }).toBe(40_000);
  expect(await byModel("optimize_use_projections = 1, force_optimize_projection = 1")).toEqual(plain);
  expect(await differing()).toEqual([]);
});

test("a rollup that has lost a part is told", async () => {
  await client.command({ query: "ALTER TABLE events CLEAR PROJECTION usage_model_1h SETTINGS mutations_sync = 1" });
  const found = await differing();
  expect(new Set(found.map(({ where }) => where))).toEqual(new Set(["usage_model_1h"]));
});
