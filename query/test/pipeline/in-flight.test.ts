import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogWriter } from "@ecomind/event-log";
import { openEmbeddedLog } from "@ecomind/event-log/embedded";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LogTail } from "../../src/pipeline/in-flight.js";

let dir: string;
let tail: LogTail;
let writer: LogWriter;
let closeWriter: () => Promise<void>;
let opened = 0;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "ecomind-tail-"));
  const log = await openEmbeddedLog({ dir });
  writer = await log.writer("events");
  closeWriter = async () => {
    await writer.close();
    await log.close();
  };
  tail = new LogTail(async () => {
    opened += 1;
    if (opened === 1) throw new Error("the log is away");
    return await openEmbeddedLog({ dir });
  });
});
afterAll(async () => {
  await tail.close();
  await closeWriter();
  rmSync(dir, { recursive: true, force: true });
});

const append = (org: string, many: number) =>
  writer.append(
    Array.from({ length: many }, () => ({ key: `${org}/${crypto.randomUUID()}`, value: Buffer.from("{}") })),
  );
const nothing = async () => new Map<number, number>();

test("a log that does not open is opened again when it is asked for again", async () => {
  await expect(tail.inFlight("acme", nothing)).rejects.toThrow("the log is away");
  expect(await tail.inFlight("acme", nothing)).toEqual({ records: 0, estimated: false });
});

test("few waiting records are counted, each by its organisation", async () => {
  await append("acme", 70);
  await append("acme/eu", 20);
  await append("other", 10);
  const [acme, eu, nobody] = await Promise.all(["acme", "acme/eu", "nobody"].map((org) => tail.inFlight(org, nothing)));
  expect([acme, eu, nobody]).toEqual([
    { records: 70, estimated: false },
    { records: 20, estimated: false },
    { records: 0, estimated: false },
  ]);
});

test("what a batch accounts for does not wait", async () => {
  const all = new Map(Array.from({ length: 1_000 }, (_, partition) => [partition, Number.MAX_SAFE_INTEGER]));
  expect(await tail.inFlight("acme", async () => all)).toEqual({ records: 0, estimated: false });
});

test("of many a part is looked at, and scaled", async () => {
  await append("other", 3_000);
  await append("acme", 930);
  const { records, estimated } = await tail.inFlight("acme", nothing);
  expect(estimated).toBe(true);
  // 1,000 of 4,010 waiting; a part of 200 may be as far off as this by chance.
  expect(records).toBeGreaterThan(500);
  expect(records).toBeLessThan(1_600);
});
