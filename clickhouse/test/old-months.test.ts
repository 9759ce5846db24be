import { afterAll, expect, test } from "vitest";
import { startTestStore } from "../src/embedded/test-store.js";
import { reconcile } from "../src/index.js";

const { client, rows, stop } = await startTestStore();
afterAll(stop);

const fill = (day: string) =>
  client.command({
    query: `INSERT INTO events (org_id, ts, id, user_id, provider, model, tokens_basis, tokens_in, tokens_out)
      SELECT 'acme', toDateTime64('${day} 08:00:00', 3, 'UTC') + toIntervalSecond(number), generateUUIDv4(), 'ada', 'openai', 'gpt-4o', 'reported', 100, 10
      FROM numbers(10000)`,
  });
const partsOf = async (month: string) =>
  (
    await rows<{ name: string }>(
      `SELECT name FROM system.parts WHERE active AND table = 'events' AND partition = '${month}'`,
    )
  ).length;
const counted = () =>
  rows(`SELECT toStartOfMonth(bucket) AS month, sum(requests) AS n FROM usage_15m WHERE org_id = 'acme' GROUP BY month
    ORDER BY month SETTINGS force_optimize_projection = 1`);

test("a month that gets no more events becomes one part, rollups and all; after two days", async () => {
  const [table] = await rows<{ sql: string }>(
    "SELECT engine_full AS sql FROM system.tables WHERE database = currentDatabase() AND name = 'events'",
  );
  expect(table?.sql).toContain("min_age_to_force_merge_seconds = 172800, min_age_to_force_merge_on_partition_only = 1");
  for (const day of ["2026-08-01", "2026-08-09", "2026-08-17"]) await fill(day);
  const before = await counted();
  expect(await partsOf("202608")).toBe(3);
  // Two days are over.
  await client.command({
    query: "ALTER TABLE events MODIFY SETTING min_age_to_force_merge_seconds = 1, merge_selecting_sleep_ms = 200",
  });
  await expect.poll(() => partsOf("202608"), { timeout: 60_000, interval: 500 }).toBe(1);
  expect(await counted()).toEqual(before);
  expect(
    (await reconcile(client))
      .flatMap(({ differences }) => differences)
      .filter(({ where }) => where !== "usage_history"),
  ).toEqual([]);
}, 90_000);
