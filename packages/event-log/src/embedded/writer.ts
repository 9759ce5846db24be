import { LogFullError, LogUnavailableError } from "../errors.js";
import { partitionOf } from "../murmur2.js";
import type { AppendRecord, LogWriter } from "../port.js";
import { encodeBlock } from "./block.js";
import { blockKey, type LogDatabase, partitionsOf, readState, type Topic, writeState } from "./database.js";
import type { DiskRoom } from "./disk-room.js";
import { transact } from "./transact.js";
import type { VisibleEnds } from "./visible-ends.js";

/** ENOSPC, EFBIG, EDQUOT, MDB_MAP_FULL. */
const fullCodes = new Set([28, 27, 122, -30_792]);
/** What LMDB makes of a write that was cut short, on a full disk as on a broken one. */
const ioCode = 5;
const codeOf = (error: unknown): number => Number((error as { code?: unknown } | null)?.code);

/** Appends to an embedded log; one call is one transaction, so that all of its records are stored or none. */
export class EmbeddedWriter implements LogWriter {
  readonly #database: LogDatabase;
  readonly #visible: VisibleEnds;
  readonly #room: DiskRoom;
  readonly #topic: Topic;
  readonly #partitions: number;
  readonly #inFlight = new Set<Promise<void>>();
  #closed = false;

  constructor(database: LogDatabase, visible: VisibleEnds, room: DiskRoom, topic: Topic) {
    this.#database = database;
    this.#visible = visible;
    this.#room = room;
    this.#topic = topic;
    this.#partitions = partitionsOf(database, topic);
  }

  get available(): boolean {
    return !this.#closed && this.#room.hasRoom;
  }

  append(records: readonly AppendRecord[]): Promise<void> {
    const append = this.#append(records);
    this.#inFlight.add(append);
    const settled = () => void this.#inFlight.delete(append);
    append.then(settled, settled);
    return append;
  }

  async #append(records: readonly AppendRecord[]): Promise<void> {
    if (this.#closed) throw new LogUnavailableError("the log is closed");
    if (records.length === 0) return;
    if (!this.#room.hasRoom) throw new LogFullError("the disk that holds the log has no room");
    const parts = new Map<number, AppendRecord[]>();
    for (const record of records) {
      const partition = partitionOf(record.route ?? record.key, this.#partitions);
      const part = parts.get(partition);
      if (part === undefined) parts.set(partition, [record]);
      else part.push(record);
    }
    const nowMs = Date.now();
    const encoded = [...parts].map(([partition, part]) => ({
      partition,
      count: part.length,
      block: encodeBlock(part, nowMs),
    }));
    const { root, blocks } = this.#database;
    const ends = new Map<number, number>();
    try {
      await transact(this.#database, () => {
        for (const { partition, count, block } of encoded) {
          const { start, end, bytes } = readState(this.#database, this.#topic, partition);
          blocks.put(blockKey(this.#topic, partition, end), block);
          writeState(this.#database, this.#topic, partition, { start, end: end + count, bytes: bytes + block.length });
          ends.set(partition, end + count);
        }
      });
      await root.flushed;
    } catch (error) {
      const code = codeOf(error);
      if (fullCodes.has(code) || (code === ioCode && this.#room.isExhausted))
        throw new LogFullError("the log has no room", { cause: error });
      throw new LogUnavailableError("the log could not be written", { cause: error });
    }
    this.#visible.show(this.#topic, ends);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#inFlight);
  }
}
