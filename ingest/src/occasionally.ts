/**
 * Lets the first of what may come by the thousand a second be told at once, and the rest once in a while with their number:
 * an outage of the log would else fill the disk with lines about it.
 */
export class Occasionally {
  readonly #everyMs: number;
  #count = 0;
  #toldMs = Number.NEGATIVE_INFINITY;

  /** @param everyMs least time between two lines, milliseconds */
  constructor(everyMs = 1_000) {
    this.#everyMs = everyMs;
  }

  /** @param tell is given how often it came since it was told last */
  note(tell: (times: number) => void, nowMs: number = performance.now()): void {
    this.#count += 1;
    if (nowMs - this.#toldMs < this.#everyMs) return;
    this.#toldMs = nowMs;
    const times = this.#count;
    this.#count = 0;
    tell(times);
  }
}
