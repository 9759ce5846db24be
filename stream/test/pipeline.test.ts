import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { streamGroup } from "@ecomind/contract";
import {
  type EventLog,
  LogIntegrityError,
  type LogReader,
  type LogRecord,
  LogUnavailableError,
  type LogWriter,
} from "@ecomind/event-log";
import { openEmbeddedLog } from "@ecomind/event-log/embedded";
import { createMetrics } from "@ecomind/platform";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { LagMeter } from "../src/lag.js";
import { streamMetrics } from "../src/metrics.js";
import { appended, canonicalEvent } from "./events.js";
import { RunningStream, type RunningStreamOptions } from "./running-stream.js";
import { type TestDatabase, TestStore } from "./store.js";

let store: TestStore;
let database: TestDatabase;
let folders: string[] = [];
let logs: EventLog[] = [];
let streams: RunningStream[] = [];
beforeAll(async () => {
  store = await TestStore.start();
  database = await store.database();
});
afterAll(() => store.stop());
beforeEach(() => database.clear());
afterEach(async () => {
  await Promise.all(streams.map((stream) => stream.stop()));
  await Promise.all(logs.map((log) => log.close()));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  [folders, logs, streams] = [[], [], []];
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ecomind-stream-"));
  folders.push(folder);
  return folder;
}

async function open(): Promise<EventLog> {
  const log = await openEmbeddedLog({ dir: newFolder(), partitions: 4 });
  logs.push(log);
  return log;
}

function start(log: EventLog, options?: RunningStreamOptions): RunningStream {
  const stream = new RunningStream(log, database, options);
  streams.push(stream);
  return stream;
}

async function until(what: string, holds: () => Promise<boolean> | boolean, timeoutMs = 25_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Waits until so many events are stored, and accounted as stored. */
const stored = (count: number) =>
  until(`${count} events`, async () => {
    const [row] = await database.rows<{ n: number }>("SELECT sum(stored) AS n FROM batches");
    return row?.n === count && (await database.count("events")) === count;
  });
const append = (writer: LogWriter, count: number) =>
  writer.append(Array.from({ length: count }, () => appended(canonicalEvent())));

test("what is appended is counted, and its progress reported", async () => {
  const log = await open();
  const writer = await log.writer("events");
  await append(writer, 500);
  const stream = start(log);
  await append(writer, 500);
  await stored(1000);
  // Each event counts for freshness, and not each batch.
  await until(
    "1000 fresh",
    () => stream.metrics.freshnessSeconds.counts.reduce((sum, count) => sum + count, 0) === 1000,
  );
  const inspector = await log.inspector("events");
  const ends = [...(await inspector.bounds())].map(([partition, { end }]) => [partition, end] as const);
  await until("the commits", async () => {
    const committed = await inspector.committed(streamGroup);
    return ends.every(([partition, end]) => committed.get(partition) === end);
  });
  expect(await database.violations()).toEqual([]);
});

test("streams come and go while events arrive: no event is lost or counted twice", async () => {
  const log = await open();
  const writer = await log.writer("events");
  let sent = 0;
  let loading = true;
  const load = (async () => {
    while (loading) {
      const event = canonicalEvent();
      await writer.append([appended(event), appended(canonicalEvent()), appended(event)]);
      sent += 2;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  start(log, { windowMs: 5 });
  for (let round = 0; round < 4; round += 1) {
    const other = start(log, { windowMs: 5 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await other.stop();
  }
  loading = false;
  await load;
  await stored(sent);
  const [row] = await database.rows<{ n: number }>("SELECT sum(duplicates) AS n FROM batches");
  expect(row?.n).toBe(sent / 2);
  expect(await database.violations()).toEqual([]);
}, 90_000);

/** Accounts for the records of one log, then opens another in its place. */
async function accountThenReplace(first: number, second: readonly number[]): Promise<RunningStream> {
  const log = await open();
  await append(await log.writer("events"), first);
  const stream = start(log);
  await stored(first);
  await stream.stop();
  const other = await open();
  const writer = await other.writer("events");
  for (const count of second) await append(writer, count);
  return start(other);
}

test("a log that was made anew under the same epoch halts, with instructions, and nothing is skipped", async () => {
  const stream = await accountThenReplace(100, []);
  await until("all halt", async () => (await stream.halted()).length === 4);
  const lines = stream.lines.filter(({ level }) => level === "error");
  expect(lines.map(({ partition }) => partition).sort()).toEqual([0, 1, 2, 3]);
  for (const { msg } of lines) expect(msg).toMatch(/a new epoch.*docs\/runbooks\/partition-halted\.md/);
});

test("a log with other records at the same offsets halts", async () => {
  const stream = await accountThenReplace(100, [400]);
  await until("all halt", async () => (await stream.halted()).length === 4);
  expect(stream.lines[0]?.msg).toMatch(/is not the one accounted/);
  expect(await database.count("events")).toBe(100);
});

test("records that are gone from the log before they were accounted halt their partition", async () => {
  const log = await open();
  await append(await log.writer("events"), 100);
  const inspector = await log.inspector("events");
  const trimmed: EventLog = {
    ...log,
    inspector: async () => ({
      ...inspector,
      recordAt: (partition, offset) => inspector.recordAt(partition, offset),
      bounds: async () =>
        new Map([...(await inspector.bounds())].map(([p, { end }]) => [p, { start: p === 2 ? 5 : 0, end }])),
    }),
  };
  const stream = start(trimmed);
  const rest = 100 - ((await inspector.bounds()).get(2)?.end ?? 0);
  await stored(rest);
  expect(await stream.halted()).toEqual([2]);
  expect(stream.lines[0]?.msg).toMatch(/the records between are gone from the log/);
});

test("accounts that do not tile halt their partition", async () => {
  const log = await open();
  await append(await log.writer("events"), 100);
  const first = start(log);
  await stored(100);
  await first.stop();
  await database.client.command({
    query: "ALTER TABLE batches UPDATE records_read = 0 WHERE partition = 1",
    clickhouse_settings: { mutations_sync: "2" },
  });
  await database.command(
    "INSERT INTO batches (epoch, partition, start_offset, end_offset, last_key) SELECT epoch, partition, start_offset, end_offset, last_key FROM batches WHERE partition = 1",
  );
  const stream = start(log);
  await until("a halt", async () => (await stream.halted()).length > 0);
  expect(await stream.halted()).toEqual([1]);
  expect(stream.lines[0]?.msg).toMatch(/do not tile/);
});

/** Delivers to the pipeline what `change` makes of each poll's records. */
const changing =
  (change: (records: readonly LogRecord[]) => readonly LogRecord[]) =>
  (reader: LogReader): LogReader => ({
    poll: async (options) => {
      const result = await reader.poll(options);
      return result.kind === "records" ? { ...result, records: change(result.records) } : result;
    },
    seek: (assignment, positions) => reader.seek(assignment, positions),
    pause: (partitions) => reader.pause(partitions),
    resume: (partitions) => reader.resume(partitions),
    commit: (assignment, positions) => reader.commit(assignment, positions),
    close: () => reader.close(),
  });

test("a gap halts its partition before anything beyond it is stored; the others go on", async () => {
  const log = await open();
  const writer = await log.writer("events");
  await append(writer, 200);
  const skip = changing((records) => records.filter(({ partition, offset }) => partition !== 3 || offset !== 7));
  const stream = start(log, { faulty: skip });
  const rest = 200 - ((await (await log.inspector("events")).bounds()).get(3)?.end ?? 0);
  await stored(rest);
  expect(await stream.halted()).toEqual([3]);
  expect(stream.lines[0]?.msg).toMatch(/7 is next, and 8 came/);
  await stream.stop();
  // Once the log gives the record again, a start goes on where the accounts end.
  start(log);
  await stored(200);
  expect(await database.violations()).toEqual([]);
});

test("a hole that a person has accounted for as lost is passed", async () => {
  const log = await open();
  await append(await log.writer("events"), 200);
  const hole = changing((records) => records.filter(({ partition, offset }) => partition !== 3 || offset !== 7));
  const stream = start(log, { faulty: hole });
  await until("a halt", async () => (await stream.halted()).length > 0);
  await stream.stop();
  const [row] = await database.rows<{ position: number }>(
    "SELECT max(end_offset) AS position FROM batches WHERE partition = 3",
  );
  const position = row?.position ?? 0;
  await database.command(
    `INSERT INTO batches (epoch, partition, start_offset, end_offset, fence) SELECT 1, 3, ${position}, 8, max(fence) FROM log_owners WHERE epoch = 1 AND partition = 3`,
  );
  const next = start(log);
  await stored(200 - 8 + position);
  expect(await next.halted()).toEqual([]);
});

test("what the log was told of progress is set right by the next stream, without a new record", async () => {
  const log = await open();
  await append(await log.writer("events"), 200);
  const hanging = (reader: LogReader): LogReader => ({
    ...changing((records) => records)(reader),
    commit: () => new Promise(() => {}),
  });
  const killed = start(log, { faulty: hanging });
  await stored(200);
  const inspector = await log.inspector("events");
  expect(await inspector.committed(streamGroup)).toEqual(new Map());
  await killed.stop();
  start(log);
  const ends = new Map([...(await inspector.bounds())].map(([partition, { end }]) => [partition, end]));
  await until("the commits", async () => {
    const committed = await inspector.committed(streamGroup);
    return [...ends].every(([partition, end]) => committed.get(partition) === end);
  });
});

test("a partition that the log cannot read on is halted, and the process lives", async () => {
  const log = await open();
  await append(await log.writer("events"), 100);
  let told = false;
  const broken = (reader: LogReader): LogReader => ({
    ...changing((records) => records)(reader),
    poll: async (options) => {
      if (told) return await reader.poll(options);
      told = true;
      throw new LogIntegrityError("partition 0: offset 3 is missing below 9", 0);
    },
  });
  const stream = start(log, { faulty: broken });
  await stored(100);
  expect(stream.lines[0]).toMatchObject({ level: "error", partition: 0 });
});

test("a log that is away for a moment does not end the process: it joins again, and nothing counts twice", async () => {
  const log = await open();
  const writer = await log.writer("events");
  let polls = 0;
  const faltering = (reader: LogReader): LogReader => ({
    ...changing((records) => records)(reader),
    poll: async (options) => {
      polls += 1;
      if (polls % 3 === 1 && polls < 8) throw new LogUnavailableError("no leader");
      return await reader.poll(options);
    },
  });
  await append(writer, 300);
  const stream = start(log, { faulty: faltering });
  await append(writer, 300);
  await stored(600);
  // What is left of them may come when everything is stored already.
  await expect
    .poll(() => stream.lines.filter(({ msg }) => msg.startsWith("the log is away")).length, { timeout: 20_000 })
    .toBe(3);
});

test("while the store is away nothing is lost or set aside, and the stream goes on by itself", async () => {
  const log = await open();
  const writer = await log.writer("events");
  const stream = start(log);
  await append(writer, 300);
  await stored(300);
  const { port, dataDir } = store.server;
  await store.server.kill();
  await append(writer, 300);
  await until("it waits", () => stream.waiting());
  expect(stream.lines.at(-1)?.msg).toMatch(/docs\/runbooks\/store-away\.md/);
  await store.restart(port, dataDir);
  await stored(600);
  await until("it waits no more", async () => !(await stream.waiting()));
  expect(await database.count("dead_letters")).toBe(0);
  expect(await database.violations()).toEqual([]);
});

test("the lag of what the pipeline has accounted is none", async () => {
  const log = await open();
  const metrics = streamMetrics(createMetrics("stream"));
  const meter = new LagMeter(await log.inspector("events"), metrics);
  await append(await log.writer("events"), 80);
  start(log, { faulty: (reader) => meter.watch(reader) });
  await stored(80);
  await until("no lag, of every partition", async () => {
    await meter.measure();
    const { values } = await metrics.lagRecords.get();
    return values.length > 0 && values.every(({ value }) => value === 0);
  });
  expect((await metrics.lagSeconds.get()).values.every(({ value }) => value === 0)).toBe(true);
});
