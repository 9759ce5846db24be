import { mkdirSync, realpathSync } from "node:fs";
import { requireOwnFolder } from "@ecomind/platform";
import { type Database, open, type RootDatabase } from "lmdb";

/** The topics of a log, by the byte that stands for them in keys. */
export const topicNumbers = { events: 0, "dead-letters": 1 } as const;
export type Topic = keyof typeof topicNumbers;

/** What a partition holds. */
export interface PartitionState {
  /** Oldest offset. */
  readonly start: number;
  /** Next offset to be written. */
  readonly end: number;
  /** Size of its blocks, in bytes. */
  readonly bytes: number;
}

export interface LogMeta {
  readonly epoch: number;
  /** Partitions of the events topic. */
  readonly partitions: number;
}

/** A log made by a build whose layout this one does not know. */
export class LogLayoutError extends Error {
  override readonly name = "LogLayoutError";
}

const layout = 1;
const longestCloseMs = 2_000;

/** The LMDB environment of a log and its three tables; shared between processes. */
export interface LogDatabase {
  readonly root: RootDatabase<unknown, Buffer>;
  /** Blocks by {@link blockKey}. */
  readonly blocks: Database<Buffer, Buffer>;
  /** State of each partition, 24 bytes, by `[topic, partition]`. */
  readonly states: Database<Buffer, Buffer>;
  /** JSON by name: `meta`, `slots`, `group:NAME`, `committed:NAME`. */
  readonly names: Database<unknown, string>;
  readonly meta: LogMeta;
}

function partitionKey(topic: Topic, partition: number): Buffer {
  const key = Buffer.allocUnsafe(3);
  key.writeUInt8(topicNumbers[topic], 0);
  key.writeUInt16BE(partition, 1);
  return key;
}

/** Topic, partition and first offset, so that a partition's blocks stand in order. */
export function blockKey(topic: Topic, partition: number, firstOffset: number): Buffer {
  const key = Buffer.allocUnsafe(9);
  key.writeUInt8(topicNumbers[topic], 0);
  key.writeUInt16BE(partition, 1);
  key.writeUIntBE(firstOffset, 3, 6);
  return key;
}

export const firstOffsetOf = (key: Buffer): number => key.readUIntBE(3, 6);

export function readState({ states }: LogDatabase, topic: Topic, partition: number): PartitionState {
  const bytes = states.getBinary(partitionKey(topic, partition));
  if (bytes === undefined) return { start: 0, end: 0, bytes: 0 };
  return { start: bytes.readDoubleLE(0), end: bytes.readDoubleLE(8), bytes: bytes.readDoubleLE(16) };
}

/** To be called inside a transaction. */
export function writeState({ states }: LogDatabase, topic: Topic, partition: number, state: PartitionState): void {
  const bytes = Buffer.allocUnsafe(24);
  bytes.writeDoubleLE(state.start, 0);
  bytes.writeDoubleLE(state.end, 8);
  bytes.writeDoubleLE(state.bytes, 16);
  states.put(partitionKey(topic, partition), bytes);
}

/** Sizes of the environment's memory map, in bytes. */
export function mapOf({ root }: LogDatabase): { readonly mapBytes: number; readonly usedBytes: number } {
  const { mapSize, lastPageNumber, pageSize } = root.getStats() as Record<
    "mapSize" | "lastPageNumber" | "pageSize",
    number
  >;
  return { mapBytes: mapSize, usedBytes: (lastPageNumber + 1) * pageSize };
}

export function partitionsOf({ meta }: LogDatabase, topic: Topic): number {
  return topic === "events" ? meta.partitions : 1;
}

interface Opened {
  readonly database: Promise<LogDatabase>;
  users: number;
}

/** By folder. Opening once more takes the writer's lock at once, which an append under way in this process never gives back. */
const opened = new Map<string, Opened>();

/**
 * Opens the folder's environment, once in a process however often it is asked for; the first process to do so decides the
 * number of partitions.
 * @throws LogLayoutError; ForeignFolderError when somebody else made the folder or can write to it
 */
export async function openDatabase(dir: string, partitions: number, epoch?: number): Promise<LogDatabase> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  requireOwnFolder(dir);
  const path = realpathSync(dir);
  const entry = opened.get(path) ?? { database: openEnvironment(path, partitions, epoch), users: 0 };
  opened.set(path, entry);
  entry.users += 1;
  try {
    return await entry.database;
  } catch (error) {
    opened.delete(path);
    throw error;
  }
}

/** Lets go of the environment; the last user closes it. */
export async function closeDatabase(database: LogDatabase): Promise<void> {
  for (const [path, entry] of opened) {
    if ((await entry.database) !== database) continue;
    entry.users -= 1;
    if (entry.users > 0) return;
    opened.delete(path);
    await closed(database);
    return;
  }
}

/** After a commit that failed, on a full disk, lmdb waits for a flush that never comes: it is not waited for with it. */
async function closed({ root }: LogDatabase): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, longestCloseMs);
  });
  await Promise.race([root.close(), enough]);
  clearTimeout(timer);
}

async function openEnvironment(dir: string, partitions: number, epoch?: number): Promise<LogDatabase> {
  const root = open<Buffer, Buffer>({
    path: dir,
    noSubdir: false,
    maxDbs: 4,
    // Every write is a transaction of its own call. A batch of an event turn would add a promise that nobody holds, whose
    // rejection, on a full disk, ends the process.
    eventTurnBatching: false,
    // With commits that are flushed later, two processes that write at once lost one acknowledged append in fifty runs:
    // the second took the offsets of the first. Seen by tests/slow/two-writers, with neither killed.
    overlappingSync: false,
    encoding: "binary",
    keyEncoding: "binary",
  });
  const blocks = root.openDB<Buffer, Buffer>({ name: "blocks", encoding: "binary", keyEncoding: "binary" });
  const states = root.openDB<Buffer, Buffer>({ name: "states", encoding: "binary", keyEncoding: "binary" });
  const names = root.openDB<unknown, string>({ name: "names", encoding: "json" });
  const meta = await root.transaction((): LogMeta & { layout: number } => {
    const existing = names.get("meta") as (LogMeta & { layout: number }) | undefined;
    if (existing !== undefined) return existing;
    const made = { layout, epoch: epoch ?? 1, partitions };
    names.put("meta", made);
    return made;
  });
  await root.flushed;
  if (meta.layout !== layout) {
    await root.close();
    throw new LogLayoutError(`${dir} has layout ${meta.layout}; this build reads layout ${layout}`);
  }
  if (epoch !== undefined && meta.epoch !== epoch) {
    await root.close();
    throw new LogLayoutError(`${dir} is a log of epoch ${meta.epoch}, not ${epoch}: a new epoch needs a new folder`);
  }
  return { root: root as unknown as LogDatabase["root"], blocks, states, names, meta };
}
