import { mayFail } from "@ecomind/platform";
import { Kafka, logLevel, Partitioners } from "kafkajs";
import { expect, test } from "vitest";
import { describeWithBrokers } from "../../../../../tests/broker/index.js";
import { LogIntegrityError, OffsetOutOfRangeError } from "../../../src/index.js";
import { topicNames } from "../../../src/kafka/topics.js";
import type { LogReader, PollResult } from "../../../src/port.js";
import { readUntil } from "../../event-log.suite.js";
import { Appending } from "./appending.js";
import { numbered, optionsOn, sleep, withLog } from "./log-on.js";

async function assigned(reader: LogReader): Promise<{ assignment: number; partitions: readonly number[] }> {
  for (;;) {
    const result = await reader.poll({ maxWaitMs: 200 });
    if (result.kind === "assigned" && result.partitions.length > 0) return result;
  }
}

/** Polls until one rejects. */
async function faultOf(reader: LogReader, timeoutMs = 15_000): Promise<unknown> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline)
    try {
      await reader.poll({ maxWaitMs: 200 });
    } catch (error) {
      return error;
    }
  throw new Error("no poll rejected");
}

await describeWithBrokers("positions are kept", { brokers: 1 }, (brokers) => {
  const kafka = () => new Kafka({ brokers: [...brokers.bootstrap], logLevel: logLevel.NOTHING });

  test("records that retention removed are told of, never skipped in silence", async () => {
    const options = optionsOn(brokers, { partitions: 1 });
    await withLog(options, async (log) => {
      await (await log.writer("events")).append(numbered(0, 300));
      const reader = await log.reader("events", "g");
      const { assignment } = await assigned(reader);
      reader.pause([0]);
      await reader.seek(assignment, new Map([[0, 10]]));
      const admin = kafka().admin();
      await admin.connect();
      const topic = topicNames(1, options.prefix ?? "").events;
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "150" }] });
      await admin.disconnect();
      reader.resume([0]);
      const fault = await faultOf(reader);
      expect(fault).toBeInstanceOf(OffsetOutOfRangeError);
      expect(fault).toMatchObject({ offset: 10, start: 150, end: 300 });
      await expect(reader.seek(assignment, new Map([[0, 149]]))).rejects.toThrow(OffsetOutOfRangeError);
      expect(await readUntil(reader, ({ length }) => length === 0)).toEqual([]);
      await reader.seek(assignment, new Map([[0, 150]]));
      expect(await readUntil(reader, ({ length }) => length === 150, new Map([[0, 150]]))).toHaveLength(150);
    });
  }, 60_000);

  test("offsets that are not contiguous halt the partition", async () => {
    const options = optionsOn(brokers, { partitions: 1 });
    await withLog(options, async (log) => {
      const writer = await log.writer("events");
      await writer.append(numbered(0, 10));
      // A transaction leaves a marker, which takes an offset and is no record.
      const producer = kafka().producer({
        ...{ transactionalId: options.prefix ?? "t", maxInFlightRequests: 1, idempotent: true },
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await producer.connect();
      const transaction = await producer.transaction();
      await transaction.send({ topic: topicNames(1, options.prefix ?? "").events, messages: [{ value: "foreign" }] });
      await transaction.commit();
      await producer.disconnect();
      const inspector = await log.inspector("events");
      while ((await inspector.bounds()).get(0)?.end !== 12) await sleep(50);
      await writer.append(numbered(10, 10));
      const reader = await log.reader("events", "g");
      const { assignment } = await assigned(reader);
      await reader.seek(assignment, new Map([[0, 0]]));
      expect(await faultOf(reader)).toBeInstanceOf(LogIntegrityError);
    });
  }, 60_000);

  test("a full queue holds reading back, keeps the membership, and loses nothing", async () => {
    await withLog(optionsOn(brokers, { maxQueuedBytes: 50_000 }), async (log) => {
      const writer = await log.writer("events");
      for (let from = 0; from < 20_000; from += 2_000) await writer.append(numbered(from, 2_000));
      const reader = await log.reader("events", "g");
      const { assignment, partitions } = await assigned(reader);
      await reader.seek(assignment, new Map(partitions.map((partition) => [partition, 0])));
      // Twice the session time-out, without a poll.
      await sleep(6_000);
      const positions = new Map<number, number>();
      const kinds = new Set<string>();
      let count = 0;
      while (count < 20_000) {
        const result: PollResult = await reader.poll({ maxRecords: 700 });
        kinds.add(result.kind);
        if (result.kind !== "records") continue;
        for (const { partition, offset } of result.records) {
          expect(offset).toBe(positions.get(partition) ?? 0);
          positions.set(partition, offset + 1);
          count += 1;
        }
      }
      expect(kinds).not.toContain("assigned");
    });
  }, 60_000);

  test("a paused partition is read on from where it stood, while the others go on", async () => {
    await withLog(optionsOn(brokers), async (log) => {
      const writer = await log.writer("events");
      await writer.append(numbered(0, 4_000));
      const reader = await log.reader("events", "g");
      const { assignment, partitions } = await assigned(reader);
      const positions = new Map(partitions.map((partition) => [partition, 0]));
      await reader.seek(assignment, positions);
      await readUntil(reader, ({ length }) => length >= 500, positions);
      reader.pause([1]);
      const stood = positions.get(1);
      const total = async (of: readonly number[]) => {
        const bounds = await (await log.inspector("events")).bounds();
        return of.reduce((sum, p) => sum + (bounds.get(p)?.end ?? 0) - (positions.get(p) ?? 0), 0);
      };
      const others = await total([0, 2, 3]);
      await readUntil(reader, ({ length }) => length === others, positions);
      expect(positions.get(1)).toBe(stood);
      reader.resume([1]);
      const rest = await total([1]);
      expect(await readUntil(reader, ({ length }) => length === rest, positions)).toHaveLength(rest);
    });
  }, 60_000);

  test("members that come and go hand partitions over without a gap or a double", async () => {
    const options = optionsOn(brokers);
    await withLog(options, async (log) => {
      const appending = new Appending(await log.writer("events"));
      // What the store is to the stream: one position per partition, moved by whoever holds it.
      const positions = new Map<number, number>();
      const keys: string[] = [];
      let going = true;
      const member = async (reader: LogReader) => {
        while (going) {
          const result = await reader.poll({ maxWaitMs: 100 }).catch((error) => {
            if (going) throw error;
            return { kind: "idle" } as const;
          });
          if (result.kind === "assigned") {
            const from = new Map(result.partitions.map((partition) => [partition, positions.get(partition) ?? 0]));
            await reader.seek(result.assignment, from).catch(mayFail("the assignment has changed"));
          }
          if (result.kind !== "records") continue;
          for (const record of result.records) {
            const position = positions.get(record.partition) ?? 0;
            expect(record.offset, "a gap").toBeLessThanOrEqual(position);
            // Behind the position is a replay, which the store drops.
            if (record.offset < position) continue;
            positions.set(record.partition, position + 1);
            keys.push(Buffer.from(record.key).toString());
          }
        }
      };
      const first = member(await log.reader("events", "g"));
      const passing: Promise<void>[] = [];
      for (let visit = 0; visit < 4; visit += 1) {
        const reader = await log.reader("events", "g");
        passing.push(member(reader).catch(mayFail("readers are killed in this test")));
        await appending.more(100);
        await reader.close();
        await appending.more(50);
      }
      await appending.stop();
      const deadline = Date.now() + 30_000;
      while (new Set(keys).size < appending.acknowledged.size && Date.now() < deadline) await sleep(100);
      going = false;
      await Promise.all([first, ...passing]);
      expect(new Set(keys)).toEqual(appending.acknowledged);
      expect(keys).toHaveLength(appending.acknowledged.size);
    });
  }, 120_000);
});
