/** A child that lived this long, in milliseconds, counts as healthy: its next restart is immediate again. */
const healthyAfterMs = 5_000;
const firstDelayMs = 100;
const longestDelayMs = 10_000;

/**
 * How long to wait before a child is started again: not at all after a healthy life, then 100 ms, doubling to 10 s, so
 * that a killed process is back at once and a broken one does not spin.
 */
export class RestartDelay {
  #failures = 0;

  /** @param uptimeMs how long the child lived @returns milliseconds to wait */
  next(uptimeMs: number): number {
    if (uptimeMs >= healthyAfterMs) this.#failures = 0;
    const delayMs = this.#failures === 0 ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (this.#failures - 1));
    this.#failures += 1;
    return delayMs;
  }
}
