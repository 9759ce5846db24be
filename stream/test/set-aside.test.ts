import { headers } from "@ecomind/contract";
import type { LogRecord } from "@ecomind/event-log";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { canonicalEvent, read } from "./events.js";
import { StreamParts } from "./parts.js";
import { type TestDatabase, TestStore } from "./store.js";

let store: TestStore;
let database: TestDatabase;
let parts: StreamParts;
let held: ReadonlyMap<number, number>;
beforeAll(async () => {
  store = await TestStore.start();
  database = await store.database();
});
afterAll(() => store.stop());
beforeEach(async () => {
  await database.clear();
  parts = new StreamParts(database);
  held = await parts.take([0]);
});

const holding = (value: Uint8Array | string, offset: number): LogRecord => ({
  ...read(canonicalEvent(), 0, offset),
  value: Buffer.from(value as string),
});

const deadLetters = () =>
  database.rows<{ offset: number; reason: string; stage: string; org_id: string; value: string }>(
    "SELECT offset, reason, stage, org_id, value FROM dead_letters FINAL ORDER BY offset",
  );

test("each record that is no event is set aside whole, by its reason; the others are stored", async () => {
  const newer = JSON.stringify({ ...canonicalEvent(), schema_version: 3, tokens_thought: 5 });
  const latin1 = Buffer.concat([Buffer.from('{"user_id":"'), Buffer.from([0xe9]), Buffer.from('"}')]);
  const values: (Uint8Array | string)[] = [
    newer,
    "no JSON",
    "[]",
    "{}",
    latin1,
    JSON.stringify({ ...canonicalEvent(), tokens_in: -1 }),
    JSON.stringify({ ...canonicalEvent(), ts: "9999-01-01T00:00:00.000Z" }),
  ];
  const records = [...values.map((value, index) => holding(value, index)), read(canonicalEvent(), 0, values.length)];
  const [range] = await parts.publish(records, held);
  expect(range?.orgs.get("acme")).toEqual({ read: 8, stored: 1, duplicates: 0, deadLetters: 7, erased: 0 });
  const kept = await deadLetters();
  expect(kept.map(({ reason }) => reason)).toEqual([
    "schema_version_newer",
    "unreadable",
    "not_an_event",
    "not_an_event",
    "unreadable",
    "not_an_event",
    "not_an_event",
  ]);
  expect(kept[0]).toMatchObject({ stage: "upcast", org_id: "acme", value: newer });
  expect(Buffer.from(kept[4]?.value as string, "base64")).toEqual(latin1);
  expect(await database.violations()).toEqual([]);
});

test("on their topic dead letters have the record's bytes, key and headers, and where it came from", async () => {
  const record = holding("no JSON", 0);
  await parts.publish([record], held);
  const [letter] = parts.deadLetters;
  expect(Buffer.from(letter?.value as Uint8Array).toString()).toBe("no JSON");
  expect(letter?.headers).toEqual({
    [headers.orgId]: "acme",
    [headers.key]: Buffer.from(record.key).toString(),
    [headers.origin]: "ecomind.events.1/0/0",
    [headers.reason]: "unreadable",
    [headers.stage]: "upcast",
  });
});

test("a batch that is tried again sets a record aside once, by its origin", async () => {
  const records = [holding("no JSON", 0), read(canonicalEvent(), 0, 1)];
  await parts.publish(records, held);
  await database.command("TRUNCATE TABLE batches");
  await parts.publish(records, held);
  expect(await deadLetters()).toHaveLength(1);
  expect(new Set(parts.deadLetters.map(({ key }) => key)).size).toBe(1);
});

test("what only the engine refuses is found by halving, and nothing else is set aside", async () => {
  // A column that takes less than the contract allows: as after a migration that a later build made.
  await database.command("ALTER TABLE events DROP PROJECTION usage_15m, DROP PROJECTION usage_user_1h");
  await database.command("ALTER TABLE events MODIFY COLUMN source Enum8('api' = 1, 'sdk' = 2)");
  const records = Array.from({ length: 300 }, (_, offset) =>
    read(canonicalEvent({ source: offset % 97 === 5 ? "strange" : "sdk" }), 0, offset),
  );
  const [range] = await parts.publish(records, held);
  expect(range?.orgs.get("acme")).toEqual({ read: 300, stored: 296, duplicates: 0, deadLetters: 4, erased: 0 });
  const kept = await deadLetters();
  expect(kept.map(({ offset, reason, stage }) => [offset, reason, stage])).toEqual(
    [5, 102, 199, 296].map((offset) => [offset, "store_refused", "publish"]),
  );
  expect(kept.map(({ value }) => value)).toEqual(
    [5, 102, 199, 296].map((offset) => Buffer.from(records[offset]?.value as Uint8Array).toString()),
  );
});
