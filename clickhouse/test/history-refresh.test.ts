import { afterAll, expect, test } from "vitest";
import { startTestStore } from "../src/embedded/test-store.js";
import { rebuildHistory, refreshHistory } from "../src/index.js";

const { client, rows, stop } = await startTestStore();
afterAll(stop);

const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const addEvents = (org: string, daysAgo: number, teams: number) =>
  client.command({
    query: `INSERT INTO events (org_id, ts, id, user_id, team, provider, model, tokens_basis, tokens_in)
      SELECT '${org}', toDateTime64('${dayBefore(daysAgo)} 12:00:00', 3, 'UTC'), generateUUIDv4(), 'ada',
        concat('team ', toString(number)), 'openai', 'gpt-4o', 'reported', 100
      FROM numbers(${teams})`,
  });
/** Sums of each day, and how many computations have written its rows that are there. */
const historyOf = (org: string) =>
  rows(`SELECT toString(toDate(bucket)) AS day, toFloat64(sum(requests)) AS requests,
      toFloat64(uniqExact(closed_at)) AS computations
    FROM usage_history FINAL WHERE org_id = '${org}' GROUP BY day ORDER BY day`);
const written = async (org: string): Promise<number> => {
  const [row] = await rows<{ many: number }>(
    `SELECT toFloat64(uniqExact(day, closed_at)) AS many FROM usage_history_days WHERE org_id = '${org}'`,
  );
  return row?.many as number;
};
/** So that the next computation is of another second. */
const nextSecond = async (): Promise<void> => {
  const second = () => rows<{ now: number }>("SELECT toUnixTimestamp(now()) AS now");
  const before = await second();
  await expect.poll(second, { timeout: 10_000, interval: 20 }).not.toEqual(before);
};

test("a day is computed again when its events have other sums, and no other day is", { timeout: 60_000 }, async () => {
  for (const org of ["late", "quiet"]) {
    await addEvents(org, 2, 3);
    await addEvents(org, 1, 3);
  }
  await refreshHistory(client);
  expect(await historyOf("late")).toEqual([
    { day: dayBefore(2), requests: 3, computations: 1 },
    { day: dayBefore(1), requests: 3, computations: 1 },
  ]);
  expect([await written("late"), await written("quiet")]).toEqual([2, 2]);

  await nextSecond();
  await refreshHistory(client);
  expect([await written("late"), await written("quiet")]).toEqual([2, 2]);

  await addEvents("late", 1, 5);
  await nextSecond();
  await refreshHistory(client);
  expect(await historyOf("late")).toEqual([
    { day: dayBefore(2), requests: 3, computations: 1 },
    { day: dayBefore(1), requests: 8, computations: 1 },
  ]);
  expect([await written("late"), await written("quiet")]).toEqual([3, 2]);
});

test("what was computed by hand is known to the refresh", { timeout: 60_000 }, async () => {
  await addEvents("rebuilt", 3, 2);
  await rebuildHistory(client, "rebuilt");
  expect(await written("rebuilt")).toBe(1);
  await nextSecond();
  await refreshHistory(client);
  expect(await written("rebuilt")).toBe(1);
});

test("a computation that broke off is made again", { timeout: 60_000 }, async () => {
  await addEvents("broken", 1, 4);
  await client.command({
    query: `INSERT INTO usage_history SELECT *, now('UTC') FROM usage_15m WHERE org_id = 'broken' AND team = 'team 1'`,
  });
  await nextSecond();
  await refreshHistory(client);
  expect(await historyOf("broken")).toEqual([{ day: dayBefore(1), requests: 4, computations: 1 }]);
});
