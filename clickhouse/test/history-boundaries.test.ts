import { afterAll, expect, test } from "vitest";
import { startTestStore } from "../src/embedded/test-store.js";
import {
  historyBoundary,
  historyComment,
  migrateUp,
  readMigrations,
  rebuildHistory,
  setHistoryBoundary,
} from "../src/index.js";

const { client, rows, stop } = await startTestStore({ migrated: false });
afterAll(stop);

const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const addEvents = (org: string, daysAgo: number, days: number) =>
  client.command({
    query: `INSERT INTO events (org_id, ts, id, user_id, provider, model, tokens_basis, tokens_in)
      SELECT '${org}', toDateTime64('${dayBefore(daysAgo)} 12:00:00', 3, 'UTC') + toIntervalDay(number), generateUUIDv4(), 'ada', 'openai', 'gpt-4o', 'reported', 100
      FROM numbers(${days})`,
  });
const historyOf = (org: string) =>
  rows(`SELECT bucket, requests FROM usage_history FINAL WHERE org_id = '${org}' ORDER BY bucket`);

test("a store whose events expired before boundaries were written down gets them", async () => {
  await migrateUp(client, { migrations: readMigrations().filter(({ version }) => version < 306) });
  for (const org of ["kept", "expired", "both"]) await addEvents(org, 70, 70);
  await client.command({ query: "INSERT INTO usage_history SELECT *, now('UTC') FROM usage_15m" });
  await client.command({
    query: `ALTER TABLE events DELETE WHERE org_id != 'kept' AND ts < '${dayBefore(40)}' SETTINGS mutations_sync = 1`,
  });
  // One that came late already.
  await addEvents("both", 60, 1);
  await client.insert({
    table: "audit_log",
    values: [
      { org_id: "expired", actor: "ecomind-jobs", action: "expireHistory", target: "17 from before 2026-03-01" },
      { org_id: "expired", actor: "ecomind-jobs", action: "expireHistory", target: "5 from before 2026-02-01" },
      { org_id: "both", actor: "ecomind-jobs", action: "expireEvents", target: "17 from before 2026-03-01" },
      { org_id: "kept", actor: "boss", action: "expireHistory", target: "17 from before 2026-03-01" },
    ],
    format: "JSONEachRow",
  });
  await migrateUp(client);
  expect(await rows("SELECT org_id, starts_at FROM history_starts")).toEqual([
    { org_id: "expired", starts_at: "2026-03-01 00:00:00" },
  ]);
  expect(await historyBoundary(client, "kept")).toBeUndefined();
  for (const orgId of ["expired", "both"]) {
    expect(await historyBoundary(client, orgId)).toEqual({ orgId, before: dayBefore(40), events: 0, state: "deleted" });
    const before = await historyOf(orgId);
    await rebuildHistory(client, orgId);
    expect(await historyOf(orgId)).toEqual(before);
  }
});

test("a boundary holds only once what had begun to compute history is done", async () => {
  const slow = client.command({
    query: "SELECT sleepEachRow(0.5) FROM numbers(20) SETTINGS max_block_size = 1",
    clickhouse_settings: { log_comment: historyComment },
  });
  await expect
    .poll(() => rows(`SELECT 1 FROM system.processes WHERE Settings['log_comment'] = '${historyComment}'`))
    .toHaveLength(1);
  let isDone = false;
  void slow.then(() => {
    isDone = true;
  });
  const boundary = { orgId: "kept", before: dayBefore(50), events: 20 } as const;
  await expect(setHistoryBoundary(client, { ...boundary, state: "deleting" }, 100)).rejects.toThrow(/too long/);
  expect(isDone).toBe(false);
  // Written down nevertheless: from the first moment on, whatever becomes of the process.
  expect(await historyBoundary(client, "kept")).toEqual({ ...boundary, state: "deleting" });
  await setHistoryBoundary(client, { ...boundary, state: "deleting" });
  await slow;
  expect(isDone).toBe(true);
  await setHistoryBoundary(client, { ...boundary, state: "deleted" });
  expect(await historyBoundary(client, "kept")).toEqual({ ...boundary, state: "deleted" });
});
