import { LogIntegrityError, LogUnavailableError, OffsetOutOfRangeError, StaleAssignmentError } from "../errors.js";
import type { LogReader, LogRecord, PollOptions, PollResult } from "../port.js";
import { readForward } from "./cursor.js";
import { type LogDatabase, partitionsOf, readState, type Topic } from "./database.js";
import type { Assignment, GroupMember } from "./group.js";
import type { Retention } from "./retention.js";
import type { VisibleEnds } from "./visible-ends.js";

interface Parts {
  readonly database: LogDatabase;
  readonly visible: VisibleEnds;
  readonly member: GroupMember;
  readonly topic: Topic;
  readonly heartbeatMs: number;
  readonly retention: Retention;
}

/** Reads an embedded log as a member of a group. */
export class EmbeddedReader implements LogReader {
  readonly #parts: Parts;
  readonly #paused = new Set<number>();
  readonly #positions = new Map<number, number>();
  #assignment: Assignment | undefined;
  /** The number that the last poll told of. */
  #told = -1;
  #turn = 0;
  #beating: NodeJS.Timeout | undefined;
  /** The heartbeat under way. */
  #beat: Promise<void> = Promise.resolve();
  #fault: unknown;
  /** What is wrong with a partition, for the next poll only. */
  #gap: LogIntegrityError | undefined;
  #wake: (() => void) | undefined;
  #closed = false;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  static async open(parts: Parts): Promise<EmbeddedReader> {
    const reader = new EmbeddedReader(parts);
    await reader.#startBeat();
    return reader;
  }

  #startBeat(): Promise<void> {
    this.#beat = this.#showLife();
    return this.#beat;
  }

  async #showLife(): Promise<void> {
    const { database, visible, member, topic, heartbeatMs, retention } = this.#parts;
    try {
      const next = await member.heartbeat(partitionsOf(database, topic));
      if (this.#closed) return;
      if (next.number !== this.#assignment?.number) {
        this.#assignment = next;
        this.#positions.clear();
        this.#wake?.();
      }
      // Shows what a writer committed that ended before it could say so.
      await visible.flush();
      if (this.#closed) return;
      await retention.apply(topic, next.partitions);
      this.#fault = undefined;
    } catch (error) {
      this.#fault = error;
      this.#wake?.();
    }
    if (this.#closed) return;
    this.#beating = setTimeout(() => void this.#startBeat(), heartbeatMs);
    this.#beating.unref();
  }

  async poll({ maxRecords = 50_000, maxWaitMs = 1_000 }: PollOptions = {}): Promise<PollResult> {
    const { visible, topic } = this.#parts;
    const deadlineMs = performance.now() + maxWaitMs;
    for (;;) {
      if (this.#closed) throw new LogUnavailableError("the reader is closed");
      if (this.#fault !== undefined) throw new LogUnavailableError("the log could not be read", { cause: this.#fault });
      const gap = this.#gap;
      this.#gap = undefined;
      if (gap !== undefined) throw gap;
      const assignment = this.#assignment as Assignment;
      if (assignment.number !== this.#told) {
        this.#told = assignment.number;
        return { kind: "assigned", assignment: assignment.number, partitions: assignment.partitions };
      }
      // Watching begins before looking, so that nothing shown in between is slept through.
      const change = visible.changed(Math.max(1, deadlineMs - performance.now()));
      const records = this.#read(visible.read(topic), maxRecords);
      if (this.#gap !== undefined && records.length === 0) {
        change.abandon();
        continue;
      }
      if (records.length > 0) {
        change.abandon();
        return { kind: "records", assignment: assignment.number, records };
      }
      if (performance.now() >= deadlineMs) {
        change.abandon();
        return { kind: "idle", assignment: assignment.number };
      }
      this.#wake = change.abandon;
      await change.wait;
      this.#wake = undefined;
    }
  }

  /** Takes from each partition in turn, beginning with another one each time, so that none waits behind a long one. */
  #read(ends: readonly number[], maxRecords: number): LogRecord[] {
    const { database, topic } = this.#parts;
    const records: LogRecord[] = [];
    const partitions = [...this.#positions.keys()];
    this.#turn += 1;
    for (let step = 0; step < partitions.length && records.length < maxRecords; step += 1) {
      const partition = partitions[(this.#turn + step) % partitions.length] as number;
      if (this.#paused.has(partition)) continue;
      const position = this.#positions.get(partition) as number;
      const end = ends[partition] ?? 0;
      const share = Math.max(1, Math.ceil((maxRecords - records.length) / (partitions.length - step)));
      const before = records.length;
      try {
        this.#positions.set(partition, readForward(database, { topic, partition, position, end }, records, share));
      } catch (error) {
        if (!(error instanceof LogIntegrityError)) throw error;
        records.length = before;
        this.#positions.delete(partition);
        this.#gap ??= error;
      }
    }
    return records;
  }

  async seek(assignment: number, positions: ReadonlyMap<number, number>): Promise<void> {
    const { database, visible, topic } = this.#parts;
    this.#requireCurrent(assignment);
    const ends = visible.read(topic);
    for (const [partition, offset] of positions) {
      const { start } = readState(database, topic, partition);
      const end = ends[partition] ?? 0;
      if (offset < start || offset > end) throw new OffsetOutOfRangeError(partition, offset, start, end);
    }
    for (const [partition, offset] of positions) this.#positions.set(partition, offset);
    this.#wake?.();
  }

  #requireCurrent(assignment: number): void {
    const current = this.#assignment?.number ?? -1;
    if (assignment !== current) throw new StaleAssignmentError(assignment, current);
  }

  pause(partitions: readonly number[]): void {
    for (const partition of partitions) this.#paused.add(partition);
  }

  resume(partitions: readonly number[]): void {
    for (const partition of partitions) this.#paused.delete(partition);
    this.#wake?.();
  }

  async commit(assignment: number, positions: ReadonlyMap<number, number>): Promise<void> {
    this.#requireCurrent(assignment);
    await this.#parts.member.commit(assignment, positions);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#beating);
    this.#wake?.();
    // An environment that is closed in the middle of a transaction takes the lock of all processes with it for good.
    await this.#beat;
    await this.#parts.member.leave();
  }
}
