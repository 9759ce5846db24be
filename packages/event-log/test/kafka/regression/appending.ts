import type { LogWriter } from "../../../src/port.js";
import { numbered, sleep } from "./log-on.js";

/** A client that appends without end and remembers what it was told. */
export class Appending {
  readonly acknowledged = new Set<string>();
  /** Appends that were not acknowledged, by what was said. */
  readonly refusals: Error[] = [];
  readonly #writer: LogWriter;
  #next = 0;
  #going = true;
  readonly #done: Promise<void>;

  constructor(writer: LogWriter) {
    this.#writer = writer;
    this.#done = this.#run();
  }

  async #run(): Promise<void> {
    while (this.#going) {
      const records = numbered(this.#next, 20);
      this.#next += 20;
      try {
        await this.#writer.append(records);
        for (const { key } of records) this.acknowledged.add(key);
      } catch (error) {
        this.refusals.push(error as Error);
      }
      await sleep(5);
    }
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#done;
  }

  /** Resolves when `count` more are acknowledged. */
  async more(count: number, timeoutMs = 30_000): Promise<void> {
    const goal = this.acknowledged.size + count;
    const deadline = Date.now() + timeoutMs;
    while (this.acknowledged.size < goal) {
      if (Date.now() > deadline) throw new Error(`not acknowledged in time; last: ${this.refusals.at(-1)}`);
      await sleep(20);
    }
  }
}
