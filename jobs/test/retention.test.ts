import { randomUUID } from "node:crypto";
import { historyBoundary } from "@ecomind/clickhouse";
import { startTestStore } from "@ecomind/clickhouse/test-store";
import { createLogger } from "@ecomind/platform";
import { afterAll, expect, test, vi } from "vitest";
import { expireEvents } from "../src/expire-events.js";
import { historyCheck, type Job, retention } from "../src/index.js";

const logger = createLogger({ service: "jobs", level: "silent" });
const dayMs = 86_400_000;

const { client, insert, rows, stop } = await startTestStore();
afterAll(stop);

const run = (job: Job, mayGoOn = () => true) => job.run({ client, logger, mayGoOn });
const count = async (table: string, where: string): Promise<number> =>
  Number((await rows<{ n: number }>(`SELECT count() AS n FROM ${table} WHERE ${where}`))[0]?.n);
const dayBefore = (days: number): string => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);

/** Of each of so many days an event, but today's. */
const fill = (org_id: string, days: number) =>
  insert(
    "events",
    Array.from({ length: days }, (_, index) => ({
      org_id,
      ts: `${dayBefore(1 + index)} 12:00:00`,
      id: randomUUID(),
      user_id: "ada",
      provider: "openai",
      model: "gpt-4o",
      tokens_basis: "reported",
      tokens_in: 1000,
    })),
  );
const settle = (org_id: string, raw_retention_days: number, rollup_retention_days: number | null) =>
  insert("org_settings", [{ org_id, raw_retention_days, rollup_retention_days, minimum_group_size: 5 }]);
const letter = (offset: number, daysAgo: number, fields: object) => ({
  epoch: 1,
  topic: "events",
  partition: 0,
  offset,
  record_at: `${dayBefore(daysAgo)} 12:00:00`,
  dead_at: `${dayBefore(daysAgo)} 12:00:00`,
  reason: "unreadable",
  stage: "upcast",
  ...fields,
});

test("a process whose clock is two months ahead deletes nothing too early", async () => {
  await settle("ahead", 60, 60);
  await fill("ahead", 50);
  await insert("dead_letters", [letter(1, 50, { org_id: "ahead" })]);
  await run(historyCheck);
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    vi.setSystemTime(Date.now() + 60 * dayMs);
    expect(await run(retention)).toEqual({ changed: 0 });
  } finally {
    vi.useRealTimers();
  }
  expect(await count("events", "org_id = 'ahead'")).toBe(50);
  expect(await count("usage_history FINAL", "org_id = 'ahead'")).toBe(50);
  expect(await count("dead_letters", "org_id = 'ahead'")).toBe(1);
}, 120_000);

test("events expire up to no boundary that is not long past", async () => {
  await fill("recent", 20);
  for (const before of [dayBefore(-60), dayBefore(0), dayBefore(3), "soon"])
    await expect(expireEvents({ client, logger, mayGoOn: () => true }, "recent", before)).rejects.toThrow(
      /nothing is deleted/,
    );
  expect(await count("events", "org_id = 'recent'")).toBe(20);
  expect(await historyBoundary(client, "recent")).toBeUndefined();
}, 120_000);

test("where the history begins is written down before the first row of it goes, and stays so", async () => {
  const startsOf = () => rows("SELECT formatDateTime(starts_at, '%F', 'UTC') AS day FROM history_starts FINAL");
  await settle("brief", 40, 60);
  await fill("brief", 80);
  await run(historyCheck);
  let asked = 0;
  // Up to where the history would be deleted.
  const mayGoOn = () => {
    asked += 1;
    return asked <= 3;
  };
  await expect(run(retention, mayGoOn)).rejects.toThrow(/another leads/);
  expect(await startsOf()).toEqual([{ day: dayBefore(60) }]);
  expect(await count("usage_history FINAL", "org_id = 'brief'")).toBe(80);
  expect(await run(retention)).toEqual({ changed: 1 });
  expect(await count("usage_history FINAL", "org_id = 'brief'")).toBe(60);
  // Longer from now on: what has gone is not back.
  await settle("brief", 40, 200);
  expect(await run(retention)).toEqual({ changed: 0 });
  expect(await startsOf()).toEqual([{ day: dayBefore(60) }]);
}, 120_000);

test("dead letters without a header expire with those of whom they name, and nobody's after 90 days", async () => {
  const naming = (org_id: string) => JSON.stringify({ org_id, user_id: "ada", model: 7 });
  await settle("acme", 40, null);
  await insert("dead_letters", [
    letter(10, 45, { org_id: "acme" }),
    letter(11, 35, { org_id: "acme" }),
    letter(12, 45, { value: naming("acme") }),
    letter(13, 35, { value: naming("acme") }),
    letter(14, 45, {
      value: Buffer.from(`\u00ff${naming("acme")}`, "latin1").toString("base64"),
      headers: { encoding: "base64" },
    }),
    // The header counts, and who has settled nothing keeps theirs.
    letter(15, 300, { org_id: "globex", value: naming("acme") }),
    letter(16, 300, { value: naming("globex") }),
    letter(17, 95, { value: "no JSON" }),
    letter(18, 85, { value: "no JSON" }),
  ]);
  expect(await run(retention)).toEqual({ changed: 2 });
  const left = await rows<{ offset: number }>(
    "SELECT toFloat64(d.offset) AS offset FROM dead_letters AS d WHERE d.offset >= 10 ORDER BY d.offset",
  );
  expect(left.map(({ offset }) => offset)).toEqual([11, 13, 15, 16, 18]);
  expect(
    await rows("SELECT toString(org_id) AS org, target FROM audit_log WHERE action = 'expireDeadLetters' ORDER BY org"),
  ).toEqual([
    { org: "", target: `1 from before ${dayBefore(90)}` },
    { org: "acme", target: `3 from before ${dayBefore(40)}` },
  ]);
  expect(await run(retention)).toEqual({ changed: 0 });
}, 120_000);
