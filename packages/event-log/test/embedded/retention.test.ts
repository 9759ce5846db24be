import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { closeDatabase, type LogDatabase, openDatabase } from "../../src/embedded/database.js";
import { openEmbeddedLog } from "../../src/embedded/index.js";
import { Retention } from "../../src/embedded/retention.js";
import { OffsetOutOfRangeError } from "../../src/errors.js";
import type { EventLog, LogReader } from "../../src/port.js";
import { keysOf } from "./whole-log.js";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
let dir: string;
let log: EventLog;
let database: LogDatabase;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "ecomind-log-"));
  log = await openEmbeddedLog({ dir, partitions: 1 });
  database = await openDatabase(dir, 1);
  const writer = await log.writer("events");
  // Ten blocks of ten records.
  for (let block = 0; block < 10; block += 1)
    await writer.append(
      Array.from({ length: 10 }, (_, index) => ({ key: `${block}/${index}`, value: Buffer.alloc(100) })),
    );
});
afterEach(async () => {
  await closeDatabase(database);
  await log.close();
  rmSync(dir, { recursive: true });
});

const trim = async (afterMs: number, options: { maxAgeMs?: number; maxBytes?: number } = {}) => {
  const { maxAgeMs = 7 * dayMs, maxBytes = 4 * 1024 ** 3 } = options;
  return await new Retention(database, { maxAgeMs, maxBytes }, () => Date.now() + afterMs).trim("events", 0);
};

async function commit(group: string, offset: number): Promise<LogReader> {
  const reader = await log.reader("events", group);
  for (;;) {
    const result = await reader.poll({ maxWaitMs: 200 });
    if (result.kind !== "assigned" || result.partitions.length === 0) continue;
    await reader.commit(result.assignment, new Map([[0, offset]]));
    return reader;
  }
}

test("what nobody has accounted for stays, however old and however large", async () => {
  expect(await trim(3_650 * dayMs, { maxBytes: 0 })).toBe(0);
  expect(await keysOf(log)).toHaveLength(100);
});

test("what is accounted goes by age, whole blocks of it", async () => {
  await commit("stream", 35);
  expect(await trim(6 * dayMs)).toBe(0);
  expect(await trim(8 * dayMs)).toBe(3);
  expect((await (await log.inspector("events")).bounds()).get(0)).toEqual({ start: 30, end: 100 });
  expect(await keysOf(log)).toHaveLength(70);
  expect(await trim(8 * dayMs)).toBe(0);
});

test("what is accounted goes by size as well, but never within an hour", async () => {
  await commit("stream", 100);
  expect(await trim(hourMs / 2, { maxBytes: 0 })).toBe(0);
  const removed = await trim(2 * hourMs, { maxBytes: 6_000 });
  expect(removed).toBeGreaterThan(0);
  expect(removed).toBeLessThan(10);
});

test("the slowest of several groups decides", async () => {
  await commit("stream", 90);
  await commit("another", 20);
  expect(await trim(30 * dayMs)).toBe(2);
});

test("a position that retention has passed is refused, not moved", async () => {
  const reader = await commit("stream", 50);
  await trim(30 * dayMs);
  for (;;) {
    const result = await reader.poll({ maxWaitMs: 100 });
    if (result.kind === "idle") {
      await expect(reader.seek(result.assignment, new Map([[0, 49]]))).rejects.toThrow(OffsetOutOfRangeError);
      await reader.seek(result.assignment, new Map([[0, 50]]));
      break;
    }
  }
  const result = await reader.poll();
  expect(result.kind === "records" && result.records[0]?.offset).toBe(50);
});

test("records that were kept are appended to and read as before", async () => {
  await commit("stream", 100);
  expect(await trim(30 * dayMs)).toBe(10);
  await (await log.writer("events")).append([{ key: "next", value: Buffer.from("x") }]);
  expect(await keysOf(log)).toEqual(["next"]);
  expect((await (await log.inspector("events")).bounds()).get(0)).toEqual({ start: 100, end: 101 });
});

test("dead letters, which no group reads, go by age alone", async () => {
  await (await log.writer("dead-letters")).append([{ key: "dead", value: Buffer.from("x") }]);
  const after = (ms: number) =>
    new Retention(database, { maxAgeMs: 90 * dayMs, maxBytes: 4 * 1024 ** 3 }, () => Date.now() + ms).trim(
      "dead-letters",
      0,
    );
  expect(await after(89 * dayMs)).toBe(0);
  expect(await after(91 * dayMs)).toBe(1);
});
