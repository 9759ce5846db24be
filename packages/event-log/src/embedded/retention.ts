import { blockCount, blockTimestampMs } from "./block.js";
import { blockKey, firstOffsetOf, type LogDatabase, readState, type Topic, writeState } from "./database.js";
import { leastCommitted } from "./group.js";
import { transact } from "./transact.js";

export interface RetentionOptions {
  /** Blocks older than this may go, in milliseconds. */
  readonly maxAgeMs: number;
  /** Above this size of a partition, in bytes, its oldest blocks may go. */
  readonly maxBytes: number;
}

/** What was committed less than this ago stays, in milliseconds: it is read again after a power failure. */
const keptAfterCommitMs = 3_600_000;
const everyMs = 60_000;
/** Blocks a transaction removes at most, so that appends never wait long. */
const atOnce = 500;

/**
 * Removes the oldest blocks by age and size, but never what some group has not committed, nor the last hour. Dead
 * letters are read by people: their topic has no group, and keeps everything for `maxAgeMs`.
 */
export class Retention {
  readonly #database: LogDatabase;
  readonly #options: RetentionOptions;
  readonly #nowMs: () => number;
  #appliedMs = Number.NEGATIVE_INFINITY;

  constructor(database: LogDatabase, options: RetentionOptions, nowMs: () => number = Date.now) {
    this.#database = database;
    this.#options = options;
    this.#nowMs = nowMs;
  }

  /** Looks once a minute at most; cheap otherwise. */
  async apply(topic: Topic, partitions: readonly number[]): Promise<void> {
    if (performance.now() - this.#appliedMs < everyMs) return;
    this.#appliedMs = performance.now();
    for (const partition of partitions) while ((await this.trim(topic, partition)) === atOnce);
  }

  /** @returns how many blocks it removed, at most 500 */
  async trim(topic: Topic, partition: number): Promise<number> {
    const { blocks } = this.#database;
    const { maxAgeMs, maxBytes } = this.#options;
    return await transact(this.#database, () => {
      const nowMs = this.#nowMs();
      const state = readState(this.#database, topic, partition);
      const limit = leastCommitted(this.#database, topic, partition) ?? (topic === "events" ? 0 : state.end);
      const keys = blocks.getKeys({
        start: blockKey(topic, partition, state.start),
        end: blockKey(topic, partition, state.end),
        limit: atOnce,
      });
      let { start, bytes } = state;
      let removed = 0;
      for (const key of [...keys]) {
        const block = blocks.getBinary(key) as Buffer;
        const next = firstOffsetOf(key) + blockCount(block);
        const ageMs = nowMs - blockTimestampMs(block);
        if (next > limit || ageMs < keptAfterCommitMs || (ageMs < maxAgeMs && bytes <= maxBytes)) break;
        blocks.remove(key);
        start = next;
        bytes -= block.length;
        removed += 1;
      }
      if (removed > 0) writeState(this.#database, topic, partition, { start, end: state.end, bytes });
      return removed;
    });
  }
}
