import type { Consumer, EachBatchPayload } from "kafkajs";
import { LogIntegrityError, LogUnavailableError, OffsetOutOfRangeError, StaleAssignmentError } from "../errors.js";
import type { LogReader, LogRecord, PollOptions, PollResult } from "../port.js";
import { createClient } from "./client.js";
import type { KafkaCluster } from "./cluster.js";
import { within } from "./deadline.js";
import type { KafkaLogOptions } from "./options.js";
import { ReadQueue } from "./read-queue.js";
import type { Sockets } from "./sockets.js";
import { toLogRecord } from "./to-log-record.js";

/** A partition that was sought in the current assignment. */
interface Place {
  /** Next offset that `poll` gives. */
  position: number;
  /** Next offset to be read from the broker. */
  next: number;
  /** Reads in a row that began elsewhere, in spite of seeking. */
  strays: number;
}

const refusals = ["UNKNOWN_MEMBER_ID", "ILLEGAL_GENERATION", "REBALANCE_IN_PROGRESS", "FENCED_INSTANCE_ID"];

function isRefusedMembership(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if (refusals.includes((at as Error & { type?: string }).type ?? "")) return true;
  return false;
}

/**
 * Reads as a member of a group by kafkajs's consumer, which delivers everything again on each rebalance, resets
 * positions that are out of range in silence, and blocks while a batch is held: hence the assignment's number, the
 * explicit positions, and heartbeats while the queue is full.
 */
export class KafkaReader implements LogReader {
  readonly #cluster: KafkaCluster;
  readonly #consumer: Consumer;
  readonly #sockets: Sockets;
  readonly #topic: string;
  readonly #heartbeatMs: number;
  readonly #queue: ReadQueue;
  readonly #paused = new Set<number>();
  readonly #places = new Map<number, Place>();
  #assigned: readonly number[] = [];
  /** Counts joins, and crashes, after which nothing older is valid. */
  #assignment = 0;
  #joined = false;
  /** Commits that a broker confirmed. */
  #commits = 0;
  #told = 0;
  /** For the next poll only. */
  #fault: Error | undefined;
  /** For every further poll. */
  #failure: Error | undefined;
  #closed = false;

  private constructor(options: KafkaLogOptions, cluster: KafkaCluster, group: string) {
    const { sessionTimeoutMs = 10_000, fetchWaitMs = 100, fetchMinBytes = 65_536 } = options;
    const { kafka, sockets } = createClient(options, {
      requestTimeoutMs: Math.max(sessionTimeoutMs, 5_000),
      onLine: ({ message, fields }) => {
        // kafkajs is about to read from the oldest record instead, and says so nowhere else.
        if (message.startsWith("Offset out of range, resetting")) void this.#verify(Number(fields.partition));
      },
    });
    this.#cluster = cluster;
    this.#topic = cluster.topic;
    this.#sockets = sockets;
    this.#heartbeatMs = Math.min(1_000, sessionTimeoutMs / 6);
    this.#queue = new ReadQueue(options.maxQueuedBytes ?? 32 * 1024 ** 2);
    this.#consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs * 2,
      heartbeatInterval: this.#heartbeatMs,
      maxWaitTimeInMs: fetchWaitMs,
      minBytes: fetchMinBytes,
      maxBytes: 8 * 1024 ** 2,
      maxBytesPerPartition: 1024 ** 2,
      allowAutoTopicCreation: false,
      retry: {
        ...{ initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, factor: 0.2, multiplier: 2 },
        restartOnFailure: async () => !this.#closed,
      },
    });
  }

  /** Joins the group. @throws LogUnavailableError */
  static async open(options: KafkaLogOptions, cluster: KafkaCluster, group: string): Promise<KafkaReader> {
    const reader = new KafkaReader(options, cluster, group);
    try {
      await reader.#start();
    } catch (error) {
      await reader.close();
      throw new LogUnavailableError(`joining ${group}: ${(error as Error).message}`, { cause: error });
    }
    return reader;
  }

  async #start(): Promise<void> {
    const { events } = this.#consumer;
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => this.#join(payload.memberAssignment[this.#topic] ?? []));
    this.#consumer.on(events.COMMIT_OFFSETS, () => {
      this.#commits += 1;
    });
    this.#consumer.on(events.REQUEST_TIMEOUT, ({ payload }) => this.#sockets.cut("no answer", payload.broker));
    this.#consumer.on(events.CRASH, ({ payload }) => {
      this.#leave();
      if (payload.restart || this.#closed) return;
      this.#failure = new LogUnavailableError(`reading ended: ${payload.error.message}`, { cause: payload.error });
      this.#queue.wake();
    });
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topic: this.#topic, fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.#take(payload),
    });
  }

  /** Called before anything of the new assignment is fetched: its partitions stand still until they are sought. */
  #join(partitions: readonly number[]): void {
    this.#leave();
    if (partitions.length > 0) this.#consumer.pause([{ topic: this.#topic, partitions: [...partitions] }]);
    const assignment = this.#assignment;
    // A turn later, since until then kafkajs does not count as running and drops commits.
    setImmediate(() => {
      if (assignment !== this.#assignment || this.#closed) return;
      this.#assigned = [...partitions].sort((a, b) => a - b);
      this.#joined = true;
      this.#queue.wake();
    });
  }

  #leave(): void {
    this.#assignment += 1;
    this.#joined = false;
    this.#assigned = [];
    this.#places.clear();
    this.#queue.drop();
  }

  async #take({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    const { partition, messages } = batch;
    const place = this.#places.get(partition);
    // Read before the group joined again, or before a pause: it will be read once more.
    if (this.#closed || place === undefined || this.#paused.has(partition)) return;
    // Not in the types: the offset that was asked for.
    const { fetchedOffset } = batch as typeof batch & { readonly fetchedOffset: string };
    if (Number(fetchedOffset) !== place.next) return await this.#stray(partition, place);
    place.strays = 0;
    const records = messages.map((message) => toLogRecord(partition, message));
    for (const [index, { offset }] of records.entries())
      if (offset !== place.next + index) {
        const at = `${this.#topic}/${partition}: ${place.next + index} is followed by ${offset}`;
        return this.#halt(
          partition,
          new LogIntegrityError(`${at}: offsets must be contiguous (compaction, transactions?)`, partition),
        );
      }
    const assignment = this.#assignment;
    place.next += records.length;
    this.#queue.add(partition, records);
    resolveOffset(String(place.next - 1));
    while (this.#queue.full && assignment === this.#assignment && !this.#closed) {
      await this.#queue.change(this.#heartbeatMs);
      await heartbeat();
    }
  }

  /** A read from elsewhere: left over from before a seek, or kafkajs moved the position by itself. */
  async #stray(partition: number, place: Place): Promise<void> {
    place.strays += 1;
    if (place.strays < 20) return await this.#verify(partition);
    this.#halt(
      partition,
      new LogIntegrityError(`${this.#topic}/${partition}: there is no record to be read at ${place.next}`, partition),
    );
  }

  /** Puts a partition back to its position, or tells that the position is gone. */
  async #verify(partition: number): Promise<void> {
    const place = this.#places.get(partition);
    if (place === undefined || this.#closed) return;
    try {
      const { start = 0, end = 0 } = (await this.#cluster.bounds()).get(partition) ?? {};
      if (this.#places.get(partition) !== place) return;
      if (place.next < start || place.next > end)
        this.#halt(partition, new OffsetOutOfRangeError(partition, place.next, start, end));
      else if (!this.#paused.has(partition)) this.#seekTo(partition, place.next);
    } catch (error) {
      if (this.#places.get(partition) === place) this.#halt(partition, error as Error);
    }
  }

  /** The next poll rejects, and the partition stands still until it is sought again. */
  #halt(partition: number, fault: Error): void {
    this.#places.delete(partition);
    this.#queue.drop(partition);
    this.#fault ??= fault;
    if (this.#joined) this.#consumer.pause([{ topic: this.#topic, partitions: [partition] }]);
    this.#queue.wake();
  }

  #seekTo(partition: number, offset: number): void {
    this.#consumer.seek({ topic: this.#topic, partition, offset: String(offset) });
  }

  async poll({ maxRecords = 50_000, maxWaitMs = 1_000 }: PollOptions = {}): Promise<PollResult> {
    const deadlineMs = performance.now() + maxWaitMs;
    for (;;) {
      if (this.#closed) throw new LogUnavailableError("the reader is closed");
      if (this.#failure !== undefined) throw this.#failure;
      const fault = this.#fault;
      this.#fault = undefined;
      if (fault !== undefined) throw fault;
      const assignment = this.#assignment;
      if (this.#joined && assignment !== this.#told) {
        this.#told = assignment;
        return { kind: "assigned", assignment, partitions: this.#assigned };
      }
      const records = this.#queue.take(maxRecords);
      if (records.length > 0) {
        this.#advance(records);
        return { kind: "records", assignment, records };
      }
      const restMs = deadlineMs - performance.now();
      if (restMs <= 0) return { kind: "idle", assignment };
      await this.#queue.change(restMs);
    }
  }

  #advance(records: readonly LogRecord[]): void {
    for (const { partition, offset } of records) {
      const place = this.#places.get(partition);
      if (place !== undefined) place.position = offset + 1;
    }
  }

  async seek(assignment: number, positions: ReadonlyMap<number, number>): Promise<void> {
    this.#requireCurrent(assignment);
    const bounds = await this.#cluster.bounds();
    this.#requireCurrent(assignment);
    for (const [partition, offset] of positions) {
      const { start = 0, end = 0 } = bounds.get(partition) ?? {};
      if (offset < start || offset > end) throw new OffsetOutOfRangeError(partition, offset, start, end);
    }
    for (const [partition, offset] of positions) {
      if (!this.#assigned.includes(partition)) continue;
      this.#queue.drop(partition);
      this.#places.set(partition, { position: offset, next: offset, strays: 0 });
      this.#go(partition, offset);
    }
  }

  /** Reading goes on from an offset, unless the partition is paused. */
  #go(partition: number, offset: number): void {
    this.#seekTo(partition, offset);
    if (!this.#paused.has(partition)) this.#consumer.resume([{ topic: this.#topic, partitions: [partition] }]);
  }

  #requireCurrent(assignment: number): void {
    if (assignment !== this.#assignment || !this.#joined) throw new StaleAssignmentError(assignment, this.#assignment);
  }

  pause(partitions: readonly number[]): void {
    for (const partition of partitions) {
      this.#paused.add(partition);
      const place = this.#places.get(partition);
      if (place === undefined) continue;
      // What was read ahead is read again: kept, it would take the room of the others.
      this.#queue.drop(partition);
      place.next = place.position;
      this.#consumer.pause([{ topic: this.#topic, partitions: [partition] }]);
    }
  }

  resume(partitions: readonly number[]): void {
    for (const partition of partitions) {
      if (!this.#paused.delete(partition)) continue;
      const place = this.#places.get(partition);
      if (place !== undefined) this.#go(partition, place.next);
    }
  }

  async commit(assignment: number, positions: ReadonlyMap<number, number>): Promise<void> {
    this.#requireCurrent(assignment);
    const commits = [...positions].map(([partition, offset]) => ({
      topic: this.#topic,
      partition,
      offset: String(offset),
    }));
    const before = this.#commits;
    try {
      await this.#consumer.commitOffsets(commits);
      // A consumer that is not running does nothing, and says nothing.
      if (this.#commits === before) throw new Error("the consumer is not running");
    } catch (error) {
      // The group went on without this member, which kafkajs will notice only at its next heartbeat.
      if (isRefusedMembership(error) && assignment === this.#assignment) this.#leave();
      this.#requireCurrent(assignment);
      throw new LogUnavailableError(`commit: ${(error as Error).message}`, { cause: error });
    }
    // kafkajs tries a refused commit again after it joined again: it is reported as refused all the same.
    this.#requireCurrent(assignment);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave();
    // kafkajs waits for every answer, even of a broker that is gone.
    await within(this.#consumer.disconnect(), 3_000, "leaving the group").catch(() => {});
    this.#sockets.close();
    await this.#cluster.close();
  }
}
