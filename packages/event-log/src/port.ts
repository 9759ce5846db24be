/**
 * The port between EcoMind and its log. Two adapters keep it: `embedded/` (LMDB, one machine) and `kafka/` (Redpanda or
 * Apache Kafka). Offsets are contiguous within a partition; a partition is chosen by murmur2 of the key, as Kafka's
 * default partitioner does; delivery to readers is at least once.
 */

/** A record to be appended. */
export interface AppendRecord {
  /** UTF-8 text; decides the partition. */
  readonly key: string;
  /** Decides the partition in place of the key, and is not stored: records of two keys that must meet in one partition. */
  readonly route?: string | undefined;
  /** Bytes, or text to be stored as UTF-8, which spares the caller a buffer. */
  readonly value: Uint8Array | string;
  /** UTF-8 text by name; an object that many records share is encoded once. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A record as it is read. `value`, `key` and headers are the bytes that were appended. */
export interface LogRecord {
  readonly partition: number;
  readonly offset: number;
  /** When the log took it, milliseconds since 1970. */
  readonly timestampMs: number;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, Uint8Array>>;
}

/** The half-open range of offsets that a partition holds: `start` is the oldest, `end` the next to be written. */
export interface PartitionBounds {
  readonly start: number;
  readonly end: number;
}

/** Appends records. Many may be in flight; each adapter says what it does to keep order (none is promised). */
export interface LogWriter {
  /**
   * Resolves once every record is durable: Kafka `acks=all`, LMDB after `flushed`. One call is one write (per broker).
   * @throws LogUnavailableError when it is certain or possible that some are not durable; appending again is harmless.
   * @throws LogFullError when the log has no room (disk full, quota); nothing was written.
   */
  append(records: readonly AppendRecord[]): Promise<void>;
  /** Whether an append made now could succeed, from what the writer last saw; no I/O. */
  readonly available: boolean;
  /** Flushes what is in flight, then releases. Further appends reject. */
  close(): Promise<void>;
}

/** What one poll brings. */
export type PollResult =
  /** A new assignment: every partition listed must be sought before its records come. Records of older numbers are gone. */
  | { readonly kind: "assigned"; readonly assignment: number; readonly partitions: readonly number[] }
  /** Records in offset order per partition, contiguous with the position sought or with the previous records. */
  | { readonly kind: "records"; readonly assignment: number; readonly records: readonly LogRecord[] }
  /** Nothing within the waiting time. */
  | { readonly kind: "idle"; readonly assignment: number };

export interface PollOptions {
  /** @default 50_000 */
  readonly maxRecords?: number;
  /** Milliseconds to wait for the first record. @default 1000 */
  readonly maxWaitMs?: number;
}

/**
 * Reads as a member of a group. Each partition has one reader at a time as far as the log can know; a paused process may
 * wake as a zombie, so the store's fence, not the log, is what keeps counting exact.
 */
export interface LogReader {
  /**
   * The next records, at most `maxRecords`, or a new assignment. One poll at a time.
   * @throws LogIntegrityError or OffsetOutOfRangeError once, when a partition cannot be read on: it then stands still until
   * it is sought, and the others go on.
   * @throws LogUnavailableError
   */
  poll(options?: PollOptions): Promise<PollResult>;
  /**
   * Where to read from, for partitions of the current assignment.
   * @throws StaleAssignmentError when `assignment` is not the current one.
   * @throws OffsetOutOfRangeError when a position is outside [start, end]; nothing is skipped.
   */
  seek(assignment: number, positions: ReadonlyMap<number, number>): Promise<void>;
  /** Stop and continue delivery of partitions; keeps the membership alive. */
  pause(partitions: readonly number[]): void;
  resume(partitions: readonly number[]): void;
  /** Report progress (next offset to read, per partition), for lag and retention only. @throws StaleAssignmentError */
  commit(assignment: number, positions: ReadonlyMap<number, number>): Promise<void>;
  /** Leaves the group, ends a poll that waits, releases. */
  close(): Promise<void>;
}

/** Looks at the log without being a member of any group. */
export interface LogInspector {
  /** Number of partitions of the events topic. */
  partitionCount(): Promise<number>;
  bounds(): Promise<ReadonlyMap<number, PartitionBounds>>;
  /** The record at an offset, or undefined when it is outside the bounds. */
  recordAt(partition: number, offset: number): Promise<LogRecord | undefined>;
  /** Progress last committed by the group, per partition. */
  committed(group: string): Promise<ReadonlyMap<number, number>>;
  close(): Promise<void>;
}

/** One log: the events topic of an epoch, and the dead letters. Opened by a composition root. */
export interface EventLog {
  /** The number that tells this log from a recreated or repartitioned one, 1 to 2^32-1. */
  readonly epoch: number;
  writer(topic: "events" | "dead-letters"): Promise<LogWriter>;
  reader(topic: "events" | "dead-letters", group: string): Promise<LogReader>;
  inspector(topic: "events" | "dead-letters"): Promise<LogInspector>;
  /** How much room there is, where the log is this machine's own. No I/O of length. */
  room?(): LogRoom;
  /** Clear findings, one line each, that should stop a start (`fatal`) or be logged (`warning`). */
  check(): Promise<readonly LogFinding[]>;
  close(): Promise<void>;
}

/** Sizes in bytes. */
export interface LogRoom {
  /** Of the memory map, which grows by itself. */
  readonly mapBytes: number;
  /** Of the map, what has been written to at some time. */
  readonly usedBytes: number;
  readonly diskFreeBytes: number;
  /** Appends stop when the disk has less. */
  readonly reserveBytes: number;
}

export interface LogFinding {
  readonly severity: "fatal" | "warning";
  readonly message: string;
}
