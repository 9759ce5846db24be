import { mayFail } from "@ecomind/platform";
import type { Consumer } from "kafkajs";
import { LogUnavailableError, OffsetOutOfRangeError, StaleAssignmentError } from "../errors.js";
import type { LogReader, LogRecord, PollOptions, PollResult } from "../port.js";
import { createClient } from "./client.js";
import type { KafkaCluster } from "./cluster.js";
import { sleep, within } from "./deadline.js";
import { decodeRecords } from "./decode-records.js";
import { type FetchedPartition, type FetchLimits, fetchRequest } from "./fetch-request.js";
import type { KafkaLogOptions, KafkaLogSink } from "./options.js";
import { produceError } from "./produce-errors.js";
import { ReadQueue } from "./read-queue.js";
import type { Sockets } from "./sockets.js";

/** A partition that was sought in the current assignment. */
interface Place {
  /** Next offset that `poll` gives. */
  position: number;
  /** Next offset to be read from the broker. */
  next: number;
}

/** Codes of a fetch that end by themselves when leaders have moved or a broker has recovered. */
const passing = new Set([3, 5, 6, 7, 9, 13, 56, 74, 75, 76]);
const offsetOutOfRange = 1;
/** Beyond the time that a broker was asked to wait, in milliseconds. */
const fetchTimeoutMs = 5_000;

const refusals = ["UNKNOWN_MEMBER_ID", "ILLEGAL_GENERATION", "REBALANCE_IN_PROGRESS", "FENCED_INSTANCE_ID"];

function isRefusedMembership(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if (refusals.includes((at as Error & { type?: string }).type ?? "")) return true;
  return false;
}

/**
 * Reads as a member of a group. kafkajs keeps the membership and commits; what it would read stays paused for ever.
 * Fetching is done here: kafkajs delivers everything again on each rebalance, resets positions that are out of range in
 * silence, and spends twice as long on decoding.
 */
export class KafkaReader implements LogReader {
  readonly #cluster: KafkaCluster;
  /** Connections of their own: a broker holds back an answer, and with it all others on the same connection. */
  readonly #fetching: KafkaCluster;
  readonly #limits: FetchLimits;
  /** Leaders that are being asked. */
  readonly #asked = new Set<number>();
  /** Rounds in a row that brought nothing but trouble. */
  #failures = 0;
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
  readonly #logger: KafkaLogSink | undefined;

  private constructor(options: KafkaLogOptions, cluster: KafkaCluster, fetching: KafkaCluster, group: string) {
    const { sessionTimeoutMs = 10_000, fetchWaitMs = 100, fetchMinBytes = 65_536 } = options;
    const { kafka, sockets } = createClient(options, { requestTimeoutMs: Math.max(sessionTimeoutMs, 5_000) });
    this.#logger = options.logger;
    this.#cluster = cluster;
    this.#fetching = fetching;
    this.#limits = {
      waitMs: fetchWaitMs,
      minBytes: fetchMinBytes,
      maxBytes: 8 * 1024 ** 2,
      maxPartitionBytes: 1024 ** 2,
    };
    this.#topic = cluster.topic;
    this.#sockets = sockets;
    this.#heartbeatMs = Math.min(1_000, sessionTimeoutMs / 6);
    this.#queue = new ReadQueue(options.maxQueuedBytes ?? 32 * 1024 ** 2);
    this.#consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs * 2,
      heartbeatInterval: this.#heartbeatMs,
      // How often it looks whether a heartbeat is due.
      maxWaitTimeInMs: Math.min(100, this.#heartbeatMs / 4),
      allowAutoTopicCreation: false,
      retry: {
        ...{ initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, factor: 0.2, multiplier: 2 },
        restartOnFailure: async () => !this.#closed,
      },
    });
  }

  /** Joins the group; takes over both clusters. @throws LogUnavailableError */
  static async open(
    options: KafkaLogOptions,
    cluster: KafkaCluster,
    fetching: KafkaCluster,
    group: string,
  ): Promise<KafkaReader> {
    const reader = new KafkaReader(options, cluster, fetching, group);
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
      eachBatch: async () => {},
    });
  }

  /** Called before kafkajs fetches anything of the new assignment, which it never shall. */
  #join(partitions: readonly number[]): void {
    this.#leave();
    this.#consumer.pause([{ topic: this.#topic }]);
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

  /** Asks every leader for what is wanted of it, unless it is being asked already or there is no room. */
  #fetch(): void {
    if (this.#closed || !this.#joined || this.#queue.full) return;
    const byLeader = new Map<number, Map<number, number>>();
    const leaders = new Map(this.#fetching.partitions.map(({ partitionId, leader }) => [partitionId, leader]));
    for (const [partition, { next }] of this.#places) {
      if (this.#paused.has(partition)) continue;
      // Asked as well where none is known: the failure brings fresh metadata.
      const leader = leaders.get(partition) ?? -1;
      byLeader.set(leader, (byLeader.get(leader) ?? new Map()).set(partition, next));
    }
    for (const [leader, offsets] of byLeader) if (!this.#asked.has(leader)) void this.#ask(leader, offsets);
  }

  async #ask(leader: number, offsets: ReadonlyMap<number, number>): Promise<void> {
    this.#asked.add(leader);
    const assignment = this.#assignment;
    try {
      const request = fetchRequest(this.#topic, offsets, this.#limits);
      const { partitions } = await this.#fetching.send(leader, request, this.#limits.waitMs + fetchTimeoutMs);
      let settled = true;
      if (assignment === this.#assignment)
        for (const found of partitions) settled = this.#take(found, offsets.get(found.partition)) && settled;
      if (!settled) throw new LogUnavailableError("leaders have moved");
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      // One failure is a leader that moves. With pauses of a second, a hundred are a line in two minutes.
      if (!this.#closed && (this.#failures === 3 || this.#failures % 100 === 0))
        this.#logger?.warn({ err: error, leader, failures: this.#failures }, "kafka: fetching keeps failing");
      await sleep(Math.min(50 * 2 ** Math.min(this.#failures, 5), 1_000));
      if (!this.#closed)
        await this.#fetching.refresh().catch(mayFail("the next round asks again, and logs what keeps failing"));
    } finally {
      this.#asked.delete(leader);
    }
    this.#fetch();
  }

  /** @param asked the offset that was asked for @returns false when it has to be asked for again, elsewhere or later */
  #take({ partition, code, records: bytes }: FetchedPartition, asked: number | undefined): boolean {
    const place = this.#places.get(partition);
    // Sought or paused since it was asked for.
    if (place === undefined || place.next !== asked || this.#paused.has(partition)) return true;
    const where = `${this.#topic}/${partition}`;
    if (code === offsetOutOfRange) void this.#verify(partition);
    if (code === offsetOutOfRange || passing.has(code)) return false;
    try {
      if (code !== 0) throw produceError(this.#topic, partition, code).error;
      const records = decodeRecords(where, partition, bytes, place.next);
      if (records.length === 0) return true;
      place.next += records.length;
      this.#queue.add(partition, records);
    } catch (error) {
      this.#halt(partition, error as Error);
    }
    return true;
  }

  /** Tells when a position is gone; a leader that has just taken over may say so of one that is not. */
  async #verify(partition: number): Promise<void> {
    const place = this.#places.get(partition);
    if (place === undefined || this.#closed) return;
    try {
      const { start = 0, end = 0 } = (await this.#cluster.bounds()).get(partition) ?? {};
      if (this.#places.get(partition) !== place) return;
      if (place.next < start || place.next > end)
        this.#halt(partition, new OffsetOutOfRangeError(partition, place.next, start, end));
    } catch (error) {
      // The partition is asked for again, and this with it.
      this.#logger?.warn({ err: error, partition }, "kafka: a position could not be checked");
    }
  }

  /** The next poll rejects, and the partition stands still until it is sought again. */
  #halt(partition: number, fault: Error): void {
    this.#places.delete(partition);
    this.#queue.drop(partition);
    this.#fault ??= fault;
    this.#queue.wake();
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
        this.#fetch();
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
      this.#places.set(partition, { position: offset, next: offset });
    }
    this.#fetch();
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
    }
    this.#fetch();
  }

  resume(partitions: readonly number[]): void {
    for (const partition of partitions) this.#paused.delete(partition);
    this.#fetch();
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
    await within(this.#consumer.disconnect(), 3_000, "leaving the group").catch(mayFail("the sockets are cut next"));
    this.#sockets.close();
    await Promise.all([this.#cluster.close(), this.#fetching.close()]);
  }
}
