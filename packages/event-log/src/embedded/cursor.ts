import { LogIntegrityError } from "../errors.js";
import type { LogRecord } from "../port.js";
import { blockCount, decodeRecord } from "./block.js";
import { blockKey, firstOffsetOf, type LogDatabase, type Topic } from "./database.js";

interface Block {
  readonly bytes: Buffer;
  readonly firstOffset: number;
}

/** The block that holds an offset; undefined when none does. */
export function blockAt({ blocks }: LogDatabase, topic: Topic, partition: number, offset: number): Block | undefined {
  const exact = blocks.getBinary(blockKey(topic, partition, offset));
  if (exact !== undefined) return { bytes: exact, firstOffset: offset };
  const before = {
    start: blockKey(topic, partition, offset),
    end: blockKey(topic, partition, 0),
    reverse: true,
    limit: 1,
  };
  for (const key of [...blocks.getKeys(before), blockKey(topic, partition, 0)]) {
    const bytes = blocks.getBinary(key);
    const firstOffset = firstOffsetOf(key);
    if (bytes === undefined) continue;
    return offset < firstOffset + blockCount(bytes) ? { bytes, firstOffset } : undefined;
  }
  return undefined;
}

/**
 * Adds the records of a partition from `position` up to `end` (exclusive) to `records`, at most `most`.
 * @returns the position after the last one added
 * @throws LogIntegrityError when an offset below `end` is not there
 */
export function readForward(
  database: LogDatabase,
  { topic, partition, position, end }: { topic: Topic; partition: number; position: number; end: number },
  records: LogRecord[],
  most: number,
): number {
  let at = position;
  const limit = Math.min(end, position + most);
  while (at < limit) {
    const block = blockAt(database, topic, partition, at);
    if (block === undefined)
      throw new LogIntegrityError(`partition ${partition}: offset ${at} is missing below ${end}`, partition);
    const { bytes, firstOffset } = block;
    const stop = Math.min(limit, firstOffset + blockCount(bytes));
    for (; at < stop; at += 1) records.push(decodeRecord(bytes, partition, firstOffset, at - firstOffset));
  }
  return at;
}
