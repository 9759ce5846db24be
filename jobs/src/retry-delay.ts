const firstMs = 60_000;

/** How long a job waits after it failed: a minute, twice as long each time, and never longer than from run to run. */
export const retryDelayMs = (intervalMs: number, failures: number): number =>
  Math.min(intervalMs, firstMs * 2 ** Math.min(failures - 1, 30));
