import { LogUnavailableError } from "./errors.js";
import type { AppendRecord, LogWriter } from "./port.js";

export interface MicroBatcherOptions {
  /** Writes under way at once. @default 1 */
  readonly maxInFlightWrites?: number;
  /** Records a write may carry. @default 4096 */
  readonly maxWriteRecords?: number;
  /** Bytes held, waiting and in flight; beyond it appends are refused. @default 32 MiB */
  readonly maxBytes?: number;
  /** Records held, waiting and in flight. @default 100_000 */
  readonly maxRecords?: number;
  /** After this many milliseconds without an answer a caller is told that the log is unavailable. @default 5000 */
  readonly timeoutMs?: number;
}

type Done = (error?: Error) => void;

interface Unit {
  readonly records: readonly AppendRecord[];
  readonly bytes: number;
  readonly sinceMs: number;
  /** Undefined once the caller was told. */
  done: Done | undefined;
}

/** What a record takes beyond its value, roughly, in bytes. */
const overheadBytes = 128;

/**
 * Lets many callers share a write. Self-clocked: what gathers while the last write is in flight is the next one, so that
 * a single caller never waits for company and many never write alone.
 */
export class MicroBatcher {
  readonly #writer: LogWriter;
  readonly #maxInFlightWrites: number;
  readonly #maxWriteRecords: number;
  readonly #maxBytes: number;
  readonly #maxRecords: number;
  readonly #timeoutMs: number;
  readonly #inFlight = new Set<readonly Unit[]>();
  readonly #sweep: NodeJS.Timeout;
  #waiting: Unit[] = [];
  #bytes = 0;
  #records = 0;
  #drained: (() => void)[] = [];

  constructor(writer: LogWriter, options: MicroBatcherOptions = {}) {
    this.#writer = writer;
    this.#maxInFlightWrites = options.maxInFlightWrites ?? 1;
    this.#maxWriteRecords = options.maxWriteRecords ?? 4_096;
    this.#maxBytes = options.maxBytes ?? 32 * 1024 ** 2;
    this.#maxRecords = options.maxRecords ?? 100_000;
    this.#timeoutMs = options.timeoutMs ?? 5_000;
    // One timer for all callers: a timer a request costs more than the request.
    this.#sweep = setInterval(() => this.#expire(), Math.max(10, this.#timeoutMs / 20));
    this.#sweep.unref();
  }

  /** Records held, waiting and in flight. */
  get records(): number {
    return this.#records;
  }

  /** Bytes held, waiting and in flight, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A write is under way for longer than callers wait: the log hangs, as when another process stopped inside a write. */
  get stalled(): boolean {
    const latestMs = performance.now() - this.#timeoutMs;
    for (const [unit] of this.#inFlight) if (unit !== undefined && unit.sinceMs < latestMs) return true;
    return false;
  }

  get writesInFlight(): number {
    return this.#inFlight.size;
  }

  /**
   * Takes one unit of records, stored by one write; `done` is called once, without an error when all are durable.
   * @returns false when there is no room: `done` is then never called
   */
  append(records: readonly AppendRecord[], done: Done): boolean {
    let bytes = 0;
    for (const { key, value } of records) bytes += value.length + key.length + overheadBytes;
    if (this.#bytes + bytes > this.#maxBytes || this.#records + records.length > this.#maxRecords) return false;
    this.#bytes += bytes;
    this.#records += records.length;
    this.#waiting.push({ records, bytes, sinceMs: performance.now(), done });
    // Leaves the turn, so that requests that came in together are written together.
    if (this.#waiting.length === 1 && this.#inFlight.size < this.#maxInFlightWrites) setImmediate(() => this.#flush());
    return true;
  }

  /** Resolves when nothing is held any more. */
  drain(): Promise<void> {
    if (this.#records === 0) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /** Ends the timer; what is held is still written. */
  close(): void {
    clearInterval(this.#sweep);
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#inFlight.size < this.#maxInFlightWrites) {
      const units = this.#take();
      const records: AppendRecord[] = [];
      for (const unit of units) for (const record of unit.records) records.push(record);
      this.#inFlight.add(units);
      this.#writer.append(records).then(
        () => this.#settle(units, undefined),
        (error: unknown) =>
          this.#settle(units, error instanceof Error ? error : new LogUnavailableError(String(error))),
      );
    }
  }

  #take(): Unit[] {
    let records = 0;
    let count = 0;
    for (const unit of this.#waiting) {
      if (count > 0 && records + unit.records.length > this.#maxWriteRecords) break;
      records += unit.records.length;
      count += 1;
    }
    if (count === this.#waiting.length) {
      const all = this.#waiting;
      this.#waiting = [];
      return all;
    }
    return this.#waiting.splice(0, count);
  }

  #settle(units: readonly Unit[], error: Error | undefined): void {
    this.#inFlight.delete(units);
    for (const unit of units) this.#release(unit, error);
    this.#flush();
    if (this.#records === 0) for (const resolve of this.#drained.splice(0)) resolve();
  }

  #release(unit: Unit, error: Error | undefined): void {
    this.#bytes -= unit.bytes;
    this.#records -= unit.records.length;
    const { done } = unit;
    unit.done = undefined;
    done?.(error);
  }

  /** Tells callers that waited too long. Their records may still be stored: appending again is harmless. */
  #expire(): void {
    const latestMs = performance.now() - this.#timeoutMs;
    const error = new LogUnavailableError(`the log did not answer within ${this.#timeoutMs} ms`);
    const kept: Unit[] = [];
    for (const unit of this.#waiting) {
      if (unit.sinceMs > latestMs) kept.push(unit);
      else this.#release(unit, error);
    }
    if (kept.length < this.#waiting.length) this.#waiting = kept;
    for (const units of this.#inFlight)
      for (const unit of units) {
        if (unit.sinceMs > latestMs || unit.done === undefined) continue;
        const { done } = unit;
        unit.done = undefined;
        done(error);
      }
  }
}
