import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OffsetOutOfRangeError, partitionOf, StaleAssignmentError } from "../src/index.js";
import type { AppendRecord, EventLog, LogReader, LogRecord } from "../src/port.js";

/** An empty log that a test may fill, and the way to open it once more as another process would. */
export interface EventLogFixture {
  readonly log: EventLog;
  again(): Promise<EventLog>;
  dispose(): Promise<void>;
}

const record = (key: string, value = `value of ${key}`): AppendRecord => ({ key, value: Buffer.from(value) });
const many = (count: number, prefix = "k") => Array.from({ length: count }, (_, index) => record(`${prefix}${index}`));
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();

/** Polls until `enough` holds; seeks every new assignment to where it stood, at first to the start. */
export async function readUntil(
  reader: LogReader,
  enough: (records: readonly LogRecord[]) => boolean,
  positions: Map<number, number> = new Map(),
  timeoutMs = 60_000,
): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  const deadline = Date.now() + timeoutMs;
  while (!enough(records)) {
    if (Date.now() > deadline) throw new Error(`only ${records.length} records within ${timeoutMs} ms`);
    const result = await reader.poll({ maxWaitMs: 200 });
    if (result.kind === "assigned")
      await reader
        .seek(
          result.assignment,
          new Map(result.partitions.map((partition) => [partition, positions.get(partition) ?? 0])),
        )
        .catch((error) => {
          if (!(error instanceof StaleAssignmentError)) throw error;
        });
    if (result.kind !== "records") continue;
    for (const next of result.records) {
      expect(next.offset, `partition ${next.partition} without a gap`).toBe(positions.get(next.partition) ?? 0);
      positions.set(next.partition, next.offset + 1);
      records.push(next);
    }
  }
  return records;
}

async function assigned(reader: LogReader): Promise<{ assignment: number; partitions: readonly number[] }> {
  for (;;) {
    const result = await reader.poll({ maxWaitMs: 200 });
    if (result.kind === "assigned" && result.partitions.length > 0) return result;
  }
}

/** Does something within one assignment: a group may rebalance at any time, and everything is then done again. */
async function withinAssignment(
  reader: LogReader,
  run: (assignment: number, partitions: readonly number[]) => Promise<void>,
): Promise<void> {
  for (;;) {
    const { assignment, partitions } = await assigned(reader);
    try {
      return await run(assignment, partitions);
    } catch (error) {
      if (!(error instanceof StaleAssignmentError)) throw error;
    }
  }
}

/** What every adapter of the port keeps. A skip says why. */
export function eventLogSuite(
  name: string,
  open: () => Promise<EventLogFixture>,
  skips: Readonly<Record<string, string>> = {},
): void {
  describe(name, () => {
    let fixture: EventLogFixture;
    let log: EventLog;
    beforeEach(async () => {
      fixture = await open();
      ({ log } = fixture);
    });
    afterEach(() => fixture.dispose());

    const property = (title: string, run: () => Promise<void>) => {
      if (skips[title] !== undefined) test.skip(`${title} (${skips[title]})`, run);
      else test(title, run, 120_000);
    };

    property("what is appended is read once, in offset order, with its bytes", async () => {
      const writer = await log.writer("events");
      const bytes = Buffer.from([0, 255, 10, 13, 34, 0]);
      await writer.append([
        { key: "org/ü", value: bytes, headers: { org_id: "org", traceparent: "00-ä" } },
        ...many(200),
      ]);
      const reader = await log.reader("events", "g");
      const records = await readUntil(reader, ({ length }) => length === 201);
      const first = records.find(({ key }) => textOf(key) === "org/ü") as LogRecord;
      expect(Buffer.from(first.value)).toEqual(bytes);
      expect(textOf(first.headers.traceparent as Uint8Array)).toBe("00-ä");
      expect(Math.abs(first.timestampMs - Date.now())).toBeLessThan(120_000);
      expect(new Set(records.map(({ key }) => textOf(key))).size).toBe(201);
    });

    property("text is stored as UTF-8, and headers that records share come with each", async () => {
      const headers = { org_id: "ünï" };
      const texts = ["plain", "größe 模型 🌊", "lone \ud800"];
      await (await log.writer("events")).append(texts.map((value) => ({ key: value, value, headers })));
      const reader = await log.reader("events", "g");
      const records = await readUntil(reader, ({ length }) => length === 3);
      const found = new Map(records.map(({ key, value }) => [textOf(key), Buffer.from(value)]));
      for (const value of texts) expect(found.get(Buffer.from(value).toString())).toEqual(Buffer.from(value));
      for (const record of records) expect(textOf(record.headers.org_id as Uint8Array)).toBe("ünï");
    });

    property("a key has one partition, the one that murmur2 gives", async () => {
      const writer = await log.writer("events");
      await Promise.all(Array.from({ length: 5 }, () => writer.append(many(50))));
      const inspector = await log.inspector("events");
      const partitions = await inspector.partitionCount();
      const reader = await log.reader("events", "g");
      for (const { key, partition } of await readUntil(reader, ({ length }) => length === 250))
        expect(partition).toBe(partitionOf(textOf(key), partitions));
      await inspector.close();
    });

    property("many appends at once are all there", async () => {
      const writer = await log.writer("events");
      expect(writer.available).toBe(true);
      await Promise.all(Array.from({ length: 100 }, (_, index) => writer.append(many(20, `${index}-`))));
      const reader = await log.reader("events", "g");
      const records = await readUntil(reader, ({ length }) => length === 2000);
      expect(new Set(records.map(({ key }) => textOf(key))).size).toBe(2000);
    });

    property("a large value comes back whole", async () => {
      const writer = await log.writer("events");
      const value = Buffer.alloc(700_000, "x");
      await writer.append([{ key: "large", value }]);
      const reader = await log.reader("events", "g");
      const [first] = await readUntil(reader, ({ length }) => length === 1);
      expect(Buffer.compare(Buffer.from((first as LogRecord).value), value)).toBe(0);
    });

    property("an append of nothing is done at once", async () => {
      await (await log.writer("events")).append([]);
      const inspector = await log.inspector("events");
      for (const { start, end } of (await inspector.bounds()).values()) expect([start, end]).toEqual([0, 0]);
    });

    property("closing a writer ends its appends first", async () => {
      const writer = await log.writer("events");
      const append = writer.append(many(30));
      await writer.close();
      await append;
      await expect(writer.append(many(1))).rejects.toThrow();
      const inspector = await log.inspector("events");
      const total = [...(await inspector.bounds()).values()].reduce((sum, { end }) => sum + end, 0);
      expect(total).toBe(30);
    });

    property("records appended while a poll waits end the wait", async () => {
      const writer = await log.writer("events");
      const reader = await log.reader("events", "g");
      await readUntil(reader, () => true);
      const read = readUntil(reader, ({ length }) => length === 3);
      await writer.append(many(3));
      expect(await read).toHaveLength(3);
    });

    property("reading goes on from the position sought", async () => {
      const writer = await log.writer("events");
      await writer.append(many(400));
      const inspector = await log.inspector("events");
      const bounds = await inspector.bounds();
      const middle = new Map([...bounds].map(([partition, { end }]) => [partition, Math.floor(end / 2)]));
      const rest = [...bounds].reduce((sum, [partition, { end }]) => sum + end - (middle.get(partition) as number), 0);
      const reader = await log.reader("events", "g");
      expect(await readUntil(reader, ({ length }) => length === rest, middle)).toHaveLength(rest);
    });

    property("a position outside the bounds is refused, never moved", async () => {
      const writer = await log.writer("events");
      await writer.append(many(20));
      const reader = await log.reader("events", "g");
      await withinAssignment(reader, async (assignment, [partition = 0]) => {
        const refusal = await reader.seek(assignment, new Map([[partition, 1_000]])).catch((error) => error);
        if (refusal instanceof StaleAssignmentError) throw refusal;
        expect(refusal).toBeInstanceOf(OffsetOutOfRangeError);
        await expect(reader.seek(assignment + 1, new Map([[partition, 0]]))).rejects.toThrow(StaleAssignmentError);
      });
    });

    property("a partition brings nothing before it is sought", async () => {
      const writer = await log.writer("events");
      await writer.append(many(50));
      const reader = await log.reader("events", "g");
      await assigned(reader);
      expect((await reader.poll({ maxWaitMs: 500 })).kind).toBe("idle");
    });

    property("a paused partition brings nothing until it is resumed", async () => {
      const writer = await log.writer("events");
      const reader = await log.reader("events", "g");
      await withinAssignment(reader, async (assignment, partitions) => {
        reader.pause(partitions);
        await reader.seek(assignment, new Map(partitions.map((partition) => [partition, 0])));
      });
      await writer.append(many(40));
      expect((await reader.poll({ maxWaitMs: 700 })).kind).not.toBe("records");
      const inspector = await log.inspector("events");
      reader.resume([...(await inspector.bounds()).keys()]);
      expect(await readUntil(reader, ({ length }) => length === 40)).toHaveLength(40);
    });

    property("what was committed is told, and an older assignment cannot commit", async () => {
      const writer = await log.writer("events");
      await writer.append(many(40));
      const reader = await log.reader("events", "g");
      const inspector = await log.inspector("events");
      await withinAssignment(reader, async (assignment, [partition = 0]) => {
        await reader.seek(assignment, new Map([[partition, 0]]));
        await reader.commit(assignment, new Map([[partition, 3]]));
        expect((await inspector.committed("g")).get(partition)).toBe(3);
        expect((await inspector.committed("another")).get(partition)).toBeUndefined();
        await expect(reader.commit(assignment - 1, new Map([[partition, 5]]))).rejects.toThrow(StaleAssignmentError);
        expect((await inspector.committed("g")).get(partition)).toBe(3);
      });
    });

    property("a record can be looked up by its offset", async () => {
      const writer = await log.writer("events");
      for (let append = 0; append < 5; append += 1) await writer.append(many(20, `${append}-`));
      const reader = await log.reader("events", "g");
      const inspector = await log.inspector("events");
      for (const expected of (await readUntil(reader, ({ length }) => length === 100)).slice(0, 40)) {
        const found = await inspector.recordAt(expected.partition, expected.offset);
        expect(found && textOf(found.key)).toBe(textOf(expected.key));
      }
      const { end = 0 } = (await inspector.bounds()).get(0) ?? {};
      expect(await inspector.recordAt(0, end)).toBeUndefined();
      await inspector.close();
    });

    property("two readers share the partitions, and one takes over from the other without a gap", async () => {
      const writer = await log.writer("events");
      const first = await log.reader("events", "g");
      await assigned(first);
      const other = await fixture.again();
      const second = await other.reader("events", "g");
      const partitions = (await (await log.inspector("events")).partitionCount()) as number;
      let shares: readonly (readonly number[])[] = [[], []];
      const deadline = Date.now() + 60_000;
      while (shares.flat().length !== partitions || shares.some(({ length }) => length === 0)) {
        if (Date.now() > deadline) throw new Error(`shares: ${JSON.stringify(shares)}`);
        const results = await Promise.all([first, second].map((reader) => reader.poll({ maxWaitMs: 300 })));
        shares = results.map((result, index) =>
          result.kind === "assigned" ? result.partitions : (shares[index] ?? []),
        );
      }
      expect(new Set(shares.flat()).size).toBe(partitions);
      await writer.append(many(100));
      await second.close();
      const records = await readUntil(first, ({ length }) => length === 100);
      expect(new Set(records.map(({ key }) => textOf(key))).size).toBe(100);
      await other.close();
    });

    property("closing a reader ends a poll that waits", async () => {
      const reader = await log.reader("events", "g");
      await assigned(reader);
      const poll = reader.poll({ maxWaitMs: 60_000 }).then(
        () => "ended",
        () => "ended",
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      await reader.close();
      expect(await poll).toBe("ended");
    });

    property("dead letters have a topic of their own", async () => {
      const writer = await log.writer("dead-letters");
      await writer.append(many(5));
      expect((await (await log.inspector("dead-letters")).bounds()).get(0)).toEqual({ start: 0, end: 5 });
      const reader = await log.reader("dead-letters", "g");
      expect(await readUntil(reader, ({ length }) => length === 5)).toHaveLength(5);
    });

    property("a log has an epoch, and a healthy one has no fatal finding", async () => {
      expect(log.epoch).toBeGreaterThanOrEqual(1);
      expect((await log.check()).filter(({ severity }) => severity === "fatal")).toEqual([]);
    });
  });
}
