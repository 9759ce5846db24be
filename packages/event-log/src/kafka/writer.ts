import { LogUnavailableError } from "../errors.js";
import type { AppendRecord, LogWriter } from "../port.js";
import type { KafkaCluster } from "./cluster.js";
import { sleep } from "./deadline.js";
import { type Batches, type BatchLimits, partitionedBatches } from "./partitioned-batches.js";
import { produceError } from "./produce-errors.js";
import { produceRequest } from "./produce-request.js";

export interface KafkaWriterOptions extends BatchLimits {
  /** Partitions by which keys are spread: as found when the log was opened, whatever the topic becomes. */
  readonly partitions: number;
  readonly produceTimeoutMs: number;
  readonly maxInFlightBytes: number;
}

const probeEveryMs = 250;

/**
 * Appends by one produce request per broker. While no broker answers, appends are refused at once; those under way are
 * tried again until their time is up, over a change of leaders. Not idempotent: a repeated record is a duplicate, which
 * the stream counts once.
 */
export class KafkaWriter implements LogWriter {
  readonly #cluster: KafkaCluster;
  readonly #options: KafkaWriterOptions;
  readonly #underWay = new Set<Promise<void>>();
  #inFlightBytes = 0;
  #away: Error | undefined;
  #closed = false;

  constructor(cluster: KafkaCluster, options: KafkaWriterOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  get available(): boolean {
    return !this.#closed && this.#away === undefined;
  }

  async append(records: readonly AppendRecord[]): Promise<void> {
    if (this.#closed) throw new LogUnavailableError("the writer is closed");
    if (this.#away !== undefined) throw new LogUnavailableError("no broker answers", { cause: this.#away });
    if (records.length === 0) return;
    if (this.#inFlightBytes > this.#options.maxInFlightBytes)
      throw new LogUnavailableError("more is under way than the brokers acknowledge");
    const delivery = this.#deliver(records);
    this.#underWay.add(delivery);
    try {
      await delivery;
    } finally {
      this.#underWay.delete(delivery);
    }
  }

  async #deliver(records: readonly AppendRecord[]): Promise<void> {
    const deadlineMs = performance.now() + this.#options.produceTimeoutMs;
    const rounds = partitionedBatches(records, this.#options.partitions, this.#options);
    let bytes = 0;
    for (const round of rounds) for (const batch of round.values()) bytes += batch.length;
    this.#inFlightBytes += bytes;
    try {
      for (const round of rounds) await this.#produce(round, deadlineMs);
    } finally {
      this.#inFlightBytes -= bytes;
    }
  }

  /** Sends until every partition's batch is acknowledged by all in-sync replicas, or the time is up. */
  async #produce(pending: Batches, deadlineMs: number): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const fault = await this.#attempt(pending, deadlineMs);
      if (fault === undefined) return;
      if (fault.final) throw fault.error;
      const waitMs = Math.min(50 * 2 ** attempt, 400);
      if (performance.now() + waitMs > deadlineMs) {
        this.#lose(fault.error);
        throw new LogUnavailableError(`not acknowledged in time: ${fault.error.message}`, { cause: fault.error });
      }
      await sleep(waitMs);
      // A broker that is gone has another in its place within seconds, when there is another.
      await this.#cluster.refresh().catch((error) => this.#lose(error));
    }
  }

  /** One request to each leader; what is acknowledged leaves `pending`. */
  async #attempt(pending: Batches, deadlineMs: number): Promise<{ error: Error; final: boolean } | undefined> {
    const { topic } = this.#cluster;
    const byLeader = new Map<number, Batches>();
    let fault: { error: Error; final: boolean } | undefined;
    const leaders = new Map(this.#cluster.partitions.map(({ partitionId, leader }) => [partitionId, leader]));
    for (const [partition, batch] of pending) {
      const leader = leaders.get(partition) ?? -1;
      if (leader === -1) fault = produceError(topic, partition, 5);
      else byLeader.set(leader, (byLeader.get(leader) ?? new Map()).set(partition, batch));
    }
    const send = async (leader: number, batches: Batches) => {
      const timeoutMs = Math.max(1, deadlineMs - performance.now());
      try {
        const { errors } = await this.#cluster.send(leader, produceRequest(topic, batches, timeoutMs), timeoutMs);
        for (const [partition, code] of errors)
          if (code === 0) pending.delete(partition);
          else if (fault?.final !== true) fault = produceError(topic, partition, code);
      } catch (error) {
        fault ??= { error: error as Error, final: false };
      }
    };
    await Promise.all([...byLeader].map(([leader, batches]) => send(leader, batches)));
    return fault;
  }

  /** From now on appends are refused, until a broker answers again. */
  #lose(reason: Error): void {
    const known = this.#away !== undefined;
    this.#away = reason;
    if (!known && !this.#closed) void this.#probe();
  }

  async #probe(): Promise<void> {
    while (!this.#closed) {
      await sleep(probeEveryMs);
      try {
        await this.#cluster.refresh();
        if (this.#cluster.partitions.length === 0) throw new LogUnavailableError(`no topic ${this.#cluster.topic}`);
        const leaderless = this.#cluster.partitions.find(({ leader }) => leader === -1);
        if (leaderless !== undefined) throw produceError(this.#cluster.topic, leaderless.partitionId, 5).error;
        this.#away = undefined;
        return;
      } catch (error) {
        this.#away = error as Error;
      }
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#underWay);
    await this.#cluster.close();
  }
}
