import { closeSync, type FSWatcher, fstatSync, ftruncateSync, openSync, readSync, watch, writeSync } from "node:fs";
import { join } from "node:path";
import { type LogDatabase, partitionsOf, readState, type Topic } from "./database.js";
import { isAlive } from "./process-alive.js";
import { transact } from "./transact.js";

/** Processes that may have a log open at once. */
const slots = 64;

interface SlotOwner {
  readonly pid: number;
}

/**
 * How far each partition may be read: what is on disk, not what is merely committed. LMDB shows a commit to other
 * processes before its flush has ended, so each process tells in a row of its own of a shared file how far the log was
 * flushed when it last knew; the greatest of all rows holds. A row only grows, so that no order between processes
 * matters and a dead process's row stays true. Writing the file is also what wakes readers, through inotify.
 */
export class VisibleEnds {
  readonly #database: LogDatabase;
  readonly #fd: number;
  readonly #path: string;
  readonly #columns: number;
  readonly #row: Float64Array;
  readonly #slot: number;
  readonly #all: Buffer;
  readonly #waiting = new Set<() => void>();
  #watcher: FSWatcher | undefined;

  private constructor(database: LogDatabase, path: string, fd: number, columns: number, slot: number) {
    this.#database = database;
    this.#path = path;
    this.#fd = fd;
    this.#columns = columns;
    this.#row = new Float64Array(columns);
    this.#slot = slot;
    this.#all = Buffer.alloc(slots * columns * 8);
  }

  /** Takes a row, and tells all that was committed before: after a flush it is on disk. */
  static async open(database: LogDatabase, dir: string): Promise<VisibleEnds> {
    const columns = partitionsOf(database, "events") + 1;
    const path = join(dir, "visible-ends");
    const fd = openSync(path, "a+", 0o600);
    closeSync(fd);
    const writable = openSync(path, "r+");
    if (fstatSync(writable).size < slots * columns * 8) ftruncateSync(writable, slots * columns * 8);
    const slot = await transact(database, () => {
      const owners = (database.names.get("slots") as (SlotOwner | null)[] | undefined) ?? [];
      let free = 0;
      for (; free < slots; free += 1) {
        const owner = owners[free];
        if (owner === undefined || owner === null || !isAlive(owner.pid)) break;
      }
      if (free < slots) {
        owners[free] = { pid: process.pid };
        database.names.put("slots", owners);
      }
      return free;
    });
    if (slot === slots) {
      closeSync(writable);
      throw new Error(`more than ${slots} readers and writers have this log open`);
    }
    const ends = new VisibleEnds(database, path, writable, columns, slot);
    readSync(writable, ends.#row, 0, columns * 8, slot * columns * 8);
    await ends.flush();
    return ends;
  }

  #column(topic: Topic, partition: number): number {
    return topic === "events" ? partition : this.#columns - 1;
  }

  /** Waits until all that is committed now is on disk, then shows it. */
  async flush(): Promise<void> {
    const { root } = this.#database;
    const committed = await transact(this.#database, () => this.#committed());
    await root.flushed;
    this.#raise(committed);
  }

  #committed(): Float64Array {
    const ends = new Float64Array(this.#columns);
    for (let partition = 0; partition < this.#columns - 1; partition += 1)
      ends[partition] = readState(this.#database, "events", partition).end;
    ends[this.#columns - 1] = readState(this.#database, "dead-letters", 0).end;
    return ends;
  }

  /** Shows that a partition is on disk up to `end`, and wakes readers. */
  show(topic: Topic, ends: ReadonlyMap<number, number>): void {
    const row = new Float64Array(this.#columns);
    for (const [partition, end] of ends) row[this.#column(topic, partition)] = end;
    this.#raise(row);
  }

  #raise(ends: Float64Array): void {
    let raised = false;
    for (let column = 0; column < this.#columns; column += 1) {
      if ((ends[column] as number) <= (this.#row[column] as number)) continue;
      this.#row[column] = ends[column] as number;
      raised = true;
    }
    if (raised) writeSync(this.#fd, this.#row, 0, this.#columns * 8, this.#slot * this.#columns * 8);
  }

  /**
   * The end of each partition of a topic that is on disk, by partition. What is read from the database afterwards is at
   * least as new: LMDB's snapshot is kept until timers run, and one from before these ends lacks their records. (Streams
   * that were stopped by SIGSTOP in between took that for a gap.)
   */
  read(topic: Topic): number[] {
    readSync(this.#fd, this.#all, 0, this.#all.length, 0);
    this.#database.root.resetReadTxn();
    return Array.from({ length: partitionsOf(this.#database, topic) }, (_, partition) => {
      const column = this.#column(topic, partition);
      let greatest = 0;
      for (let slot = 0; slot < slots; slot += 1)
        greatest = Math.max(greatest, this.#all.readDoubleLE((slot * this.#columns + column) * 8));
      return greatest;
    });
  }

  /**
   * Resolves when some process showed more, or `abandon` is called, or after `timeoutMs`. Watching begins at once: look
   * again after calling it and before waiting.
   */
  changed(timeoutMs: number): { readonly wait: Promise<void>; abandon(): void } {
    this.#watcher ??= watch(this.#path, { persistent: false }, () => {
      for (const wake of [...this.#waiting]) wake();
    });
    let abandon: () => void = () => {};
    const wait = new Promise<void>((resolve) => {
      const timer = setTimeout(() => abandon(), timeoutMs);
      abandon = () => {
        clearTimeout(timer);
        this.#waiting.delete(abandon);
        resolve();
      };
      this.#waiting.add(abandon);
    });
    return { wait, abandon };
  }

  close(): void {
    this.#watcher?.close();
    for (const wake of [...this.#waiting]) wake();
    closeSync(this.#fd);
  }
}
