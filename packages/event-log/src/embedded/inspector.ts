import type { LogInspector, LogRecord, PartitionBounds } from "../port.js";
import { decodeRecord } from "./block.js";
import { blockAt } from "./cursor.js";
import { type LogDatabase, partitionsOf, readState, type Topic } from "./database.js";
import { readCommitted } from "./group.js";
import type { VisibleEnds } from "./visible-ends.js";

/** Looks at an embedded log without joining a group. */
export class EmbeddedInspector implements LogInspector {
  readonly #database: LogDatabase;
  readonly #visible: VisibleEnds;
  readonly #topic: Topic;

  constructor(database: LogDatabase, visible: VisibleEnds, topic: Topic) {
    this.#database = database;
    this.#visible = visible;
    this.#topic = topic;
  }

  async partitionCount(): Promise<number> {
    return partitionsOf(this.#database, this.#topic);
  }

  async bounds(): Promise<ReadonlyMap<number, PartitionBounds>> {
    return new Map(
      this.#visible
        .read(this.#topic)
        .map((end, partition) => [partition, { start: readState(this.#database, this.#topic, partition).start, end }]),
    );
  }

  async recordAt(partition: number, offset: number): Promise<LogRecord | undefined> {
    const end = this.#visible.read(this.#topic)[partition] ?? 0;
    if (offset < 0 || offset >= end) return undefined;
    const block = blockAt(this.#database, this.#topic, partition, offset);
    return block && decodeRecord(block.bytes, partition, block.firstOffset, offset - block.firstOffset);
  }

  async committed(group: string): Promise<ReadonlyMap<number, number>> {
    const committed = readCommitted(this.#database, this.#topic, group);
    return new Map(Object.entries(committed).map(([partition, offset]) => [Number(partition), offset]));
  }

  async close(): Promise<void> {}
}
