/**
 * Writes the first of what may happen thousands of times a second at once, then one line per interval with the number since
 * the last: an outage of the log would otherwise fill the disk with lines about it.
 */
export class ThrottledLog {
  readonly #everyMs: number;
  #count = 0;
  #writtenMs = Number.NEGATIVE_INFINITY;

  /** @param everyMs least time between two lines, milliseconds */
  constructor(everyMs = 1_000) {
    this.#everyMs = everyMs;
  }

  /** @param write is given how often it happened since the last line */
  note(write: (times: number) => void, nowMs: number = performance.now()): void {
    this.#count += 1;
    if (nowMs - this.#writtenMs < this.#everyMs) return;
    this.#writtenMs = nowMs;
    const times = this.#count;
    this.#count = 0;
    write(times);
  }
}
