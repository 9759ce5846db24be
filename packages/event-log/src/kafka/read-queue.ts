import type { LogRecord } from "../port.js";

interface Entry {
  readonly partition: number;
  readonly records: readonly LogRecord[];
  readonly bytes: number;
  taken: number;
}

/** What a record takes in memory beyond its value, roughly, in bytes. */
const overheadBytes = 400;

/** Records read ahead, in arrays as they came, bounded by bytes: who adds beyond that waits until there is room. */
export class ReadQueue {
  readonly #maxBytes: number;
  #entries: Entry[] = [];
  #bytes = 0;
  #changed: (() => void)[] = [];

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get full(): boolean {
    return this.#bytes >= this.#maxBytes;
  }

  add(partition: number, records: readonly LogRecord[]): void {
    let bytes = records.length * overheadBytes;
    for (const { value } of records) bytes += value.length;
    this.#entries.push({ partition, records, bytes, taken: 0 });
    this.#bytes += bytes;
    this.#tell();
  }

  /** The next records, at most `count`, in the order in which they came. */
  take(count: number): LogRecord[] {
    const taken: LogRecord[] = [];
    let done = 0;
    for (const entry of this.#entries) {
      const room = count - taken.length;
      if (room === 0) break;
      const end = Math.min(entry.records.length, entry.taken + room);
      for (; entry.taken < end; entry.taken += 1) taken.push(entry.records[entry.taken] as LogRecord);
      if (entry.taken < entry.records.length) break;
      this.#bytes -= entry.bytes;
      done += 1;
    }
    if (done > 0) {
      this.#entries.splice(0, done);
      this.#tell();
    }
    return taken;
  }

  /** Forgets what was read of one partition, or of all. */
  drop(partition?: number): void {
    const kept = partition === undefined ? [] : this.#entries.filter((entry) => entry.partition !== partition);
    this.#entries = kept;
    this.#bytes = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#tell();
  }

  /** Resolves when something was added, taken or dropped, or after `ms`. */
  change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      const waiting = this.#changed;
      function done(): void {
        clearTimeout(timer);
        const at = waiting.indexOf(done);
        if (at !== -1) waiting.splice(at, 1);
        resolve();
      }
      waiting.push(done);
    });
  }

  /** Wakes everybody who waits for a change. */
  #tell(): void {
    for (const wake of [...this.#changed]) wake();
  }

  wake(): void {
    this.#tell();
  }
}
