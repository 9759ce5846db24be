import { randomUUID } from "node:crypto";
import {
  type ClickHouseClient,
  historyBoundary,
  historyComment,
  rebuildHistory,
  reconcile,
  refreshHistory,
} from "@ecomind/clickhouse";
import { startTestStore } from "@ecomind/clickhouse/test-store";
import { createLogger } from "@ecomind/platform";
import { afterAll, expect, test } from "vitest";
import { historyCheck, type Job, retention } from "../src/index.js";

const logger = createLogger({ service: "jobs", level: "silent" });
const dayMs = 86_400_000;

const { client, insert, rows, stop } = await startTestStore();
afterAll(stop);

const run = (job: Job, mayGoOn = () => true) => job.run({ client, logger, mayGoOn });
const dayBefore = (days: number): string => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);

/** At noon of that day: all of a day are one group of the history. */
const event = (org_id: string, daysAgo: number) => ({
  org_id,
  ts: `${dayBefore(daysAgo)} 12:00:00`,
  id: randomUUID(),
  user_id: "ada",
  provider: "openai",
  model: "gpt-4o",
  tokens_basis: "reported",
  tokens_in: 1000,
  tokens_out: 500,
});
const settle = (org_id: string, raw_retention_days: number) =>
  insert("org_settings", [{ org_id, raw_retention_days, rollup_retention_days: null, minimum_group_size: 5 }]);
const historyOf = (org: string) =>
  rows(`SELECT toString(toDate(bucket)) AS day, toFloat64(requests) AS n, toFloat64(tokens_in) AS tokens FROM usage_history FINAL
    WHERE org_id = '${org}' AND requests > 0 ORDER BY day, n`);
const expiredEvents = async (org: string, days: number) =>
  Number(
    (
      await rows<{ n: number }>(`SELECT count() AS n FROM events WHERE org_id = '${org}' AND ts < '${dayBefore(days)}'`)
    )[0]?.n,
  );
const actsOf = (org: string) =>
  rows(`SELECT toString(action) AS action, target, actor FROM audit_log WHERE org_id = '${org}' ORDER BY at, action`);
/** Of each of so many days three events, but today's. */
const fill = (org: string, days: number) =>
  insert(
    "events",
    Array.from({ length: days * 3 }, (_, index) => event(org, 1 + (index % days))),
  );

test("one late event takes nothing from the history of days whose events have expired", async () => {
  await settle("late", 40);
  await fill("late", 60);
  await run(historyCheck);
  const whole = await historyOf("late");
  expect(whole).toHaveLength(60);
  await run(retention);
  expect(await historyOf("late")).toEqual(whole);
  expect(await historyBoundary(client, "late")).toEqual({
    orgId: "late",
    before: dayBefore(40),
    events: 60,
    state: "deleted",
  });

  // A dead letter is replayed: taken 35 days ago, of a day whose events are gone.
  await insert("events", [event("late", 58)]);
  await refreshHistory(client);
  expect(await run(historyCheck)).toEqual({ changed: 0 });
  await rebuildHistory(client, "late");
  expect(await historyOf("late")).toEqual(whole);
  expect(await run(retention)).toEqual({ changed: 1, detail: "1 events came too late for the history" });
  expect(await historyOf("late")).toEqual(whole);
  expect(await expiredEvents("late", 40)).toBe(0);
  expect(await run(retention)).toEqual({ changed: 0 });

  // Another one: it is told as well.
  await insert("events", [event("late", 58)]);
  await run(retention);
  const before = dayBefore(40);
  expect(await actsOf("late")).toEqual([
    { action: "expireEvents", target: `60 from before ${before}`, actor: "ecomind-jobs" },
    ...Array.from({ length: 2 }, () => ({
      action: "expireLateEvents",
      target: `1 from before ${before}, too late for the history`,
      actor: "ecomind-jobs",
    })),
  ]);
}, 60_000);

test("the hourly refresh leaves days alone whose events have expired within its reach", async () => {
  await settle("brief", 7);
  await fill("brief", 20);
  await refreshHistory(client);
  const whole = await historyOf("brief");
  expect(whole).toHaveLength(20);
  await run(retention);
  await insert("events", [event("brief", 15), event("brief", 3)]);
  await refreshHistory(client);
  // What is late for a day that still has its events is counted.
  expect(await historyOf("brief")).toEqual(
    whole.map((row) =>
      (row as { day: string }).day === dayBefore(3) ? { ...(row as object), n: 4, tokens: 4000 } : row,
    ),
  );
}, 60_000);

test("groups from before the boundary are never emptied; those after it are, when no event has them", async () => {
  await settle("groups", 40);
  await fill("groups", 45);
  await run(historyCheck);
  await run(retention);
  const whole = await historyOf("groups");
  const strange = (day: string) => ({
    org_id: "groups",
    bucket: `${day} 09:00:00`,
    provider: "nobody",
    tokens_basis: "reported",
    requests: 7,
    closed_at: `${dayBefore(1)} 00:00:00`,
  });
  await insert("usage_history", [strange(dayBefore(42)), strange(dayBefore(38))]);
  await insert("events", [event("groups", 44)]);
  expect(await run(historyCheck)).toMatchObject({ changed: 1 });
  const ofStranger = { day: dayBefore(42), n: 7, tokens: 0 };
  expect(await historyOf("groups")).toEqual(whole.toSpliced(4, 0, ofStranger));
  expect(await run(retention)).toMatchObject({ changed: 1 });
}, 60_000);

test("a run that was killed after the boundary was written down is finished by the next", async () => {
  await settle("killed", 40);
  await fill("killed", 50);
  await run(historyCheck);
  const whole = await historyOf("killed");
  let asked = 0;
  await expect(
    run(retention, () => {
      asked += 1;
      return asked === 1;
    }),
  ).rejects.toThrow(/another leads/);
  expect(await expiredEvents("killed", 40)).toBe(30);
  expect(await historyBoundary(client, "killed")).toMatchObject({ state: "deleting", events: 30 });
  await insert("events", [event("killed", 49)]);
  await rebuildHistory(client, "killed");
  expect(await run(retention)).toEqual({ changed: 1, detail: "1 events came too late for the history" });
  expect(await historyOf("killed")).toEqual(whole);
  expect(await expiredEvents("killed", 40)).toBe(0);
  expect(await historyBoundary(client, "killed")).toMatchObject({ state: "deleted" });
  expect(await run(retention)).toEqual({ changed: 0 });
  const before = dayBefore(40);
  expect(await actsOf("killed")).toEqual([
    { action: "expireEvents", target: `30 from before ${before}`, actor: "ecomind-jobs" },
    {
      action: "expireLateEvents",
      target: `1 from before ${before}, too late for the history`,
      actor: "ecomind-jobs",
    },
  ]);
}, 60_000);

test("a boundary that a run could not wait for is waited for by the next, before the first event goes", async () => {
  await settle("impatient", 40);
  await fill("impatient", 45);
  await run(historyCheck);
  await insert("history_boundaries", [{ org_id: "impatient", before: dayBefore(40), events: 15, state: "deleting" }]);
  const computing = client.command({
    query: "SELECT sleepEachRow(0.5) FROM numbers(20) SETTINGS max_block_size = 1",
    clickhouse_settings: { log_comment: historyComment },
  });
  const computations = () => rows(`SELECT 1 FROM system.processes WHERE Settings['log_comment'] = '${historyComment}'`);
  await expect.poll(computations, { timeout: 10_000 }).toHaveLength(1);
  const meanwhile: unknown[] = [];
  const watched = new Proxy(client, {
    get: (target, name: keyof ClickHouseClient) => {
      if (name !== "command") return (target[name] as (...args: unknown[]) => unknown).bind(target);
      return async (parameters: Parameters<ClickHouseClient["command"]>[0]) => {
        if (parameters.query.includes("DELETE")) meanwhile.push(await computations());
        return await target.command(parameters);
      };
    },
  });
  expect(await retention.run({ client: watched, logger, mayGoOn: () => true })).toEqual({ changed: 1 });
  expect(meanwhile).toEqual([[]]);
  expect(await expiredEvents("impatient", 40)).toBe(0);
  await computing;
}, 120_000);

test("a day of history whose events are lost is told, and its events' neighbours do not expire", async () => {
  await settle("lost", 40);
  await fill("lost", 60);
  await run(historyCheck);
  const whole = await historyOf("lost");
  await client.command({
    query: `ALTER TABLE events DELETE WHERE org_id = 'lost' AND ts < '${dayBefore(50)}' SETTINGS mutations_sync = 2`,
  });
  await expect(run(historyCheck)).rejects.toThrow(/months differ, of lost;/);
  await expect(run(retention)).rejects.toThrow(/lost: kept, since history and events differ/);
  expect(await expiredEvents("lost", 40)).toBe(30);
  await client.command({ query: "ALTER TABLE events DELETE WHERE org_id = 'lost' SETTINGS mutations_sync = 2" });
  await expect(run(historyCheck)).rejects.toThrow(/months differ, of lost;/);
  expect(await historyOf("lost")).toEqual(whole);
  await client.command({ query: "ALTER TABLE usage_history DELETE WHERE org_id = 'lost' SETTINGS mutations_sync = 2" });
}, 120_000);

test("what comes while an organisation's events expire and are checked stops neither", async () => {
  await settle("busy", 40);
  await fill("busy", 60);
  await run(historyCheck);
  let isWriting = true;
  let written = 0;
  const writing = (async () => {
    for (; isWriting; written += 1)
      await insert("events", [{ ...event("busy", 0), ts: new Date().toISOString().slice(0, 19).replace("T", " ") }]);
  })();
  try {
    expect(await run(retention)).toEqual({ changed: 1 });
    expect(await run(historyCheck)).toEqual({ changed: 0 });
    const [month] = (await reconcile(client, { orgId: "busy" })).slice(-1);
    expect(month).toMatchObject({ differences: [] });
  } finally {
    isWriting = false;
    await writing;
  }
  expect(written).toBeGreaterThan(5);
  expect(await expiredEvents("busy", 40)).toBe(0);
  expect(await historyOf("busy")).toHaveLength(60);
}, 60_000);

test("a late event that comes after the history was computed is no difference; one that it lacks for good is", async () => {
  await fill("moving", 5);
  await refreshHistory(client);
  let calls = 0;
  const prepare = async () => {
    calls += 1;
    await refreshHistory(client);
    if (calls === 1) await insert("events", [event("moving", 2)]);
  };
  const settled = await reconcile(client, { orgId: "moving", before: dayBefore(0), prepare });
  expect(calls).toBe(2);
  expect(settled.flatMap(({ differences }) => differences)).toEqual([]);
  expect(settled.some(({ unsettled }) => unsettled)).toBe(false);
  // Comes every time.
  const moving = await reconcile(client, {
    orgId: "moving",
    before: dayBefore(0),
    prepare: () => insert("events", [event("moving", 2)]),
  });
  expect(moving.flatMap(({ differences }) => differences)).toEqual([]);
  expect(moving.some(({ unsettled }) => unsettled)).toBe(true);
  const lacking = await reconcile(client, { orgId: "moving" });
  expect(new Set(lacking.flatMap(({ differences }) => differences.map(({ where }) => where)))).toEqual(
    new Set(["usage_history"]),
  );
}, 60_000);
