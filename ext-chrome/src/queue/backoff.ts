/** First and longest pause after failures, milliseconds. */
export const firstPauseMs = 2_500;
export const longestPauseMs = 15 * 60_000;

/**
 * Pause after a failure: full jitter, so that many clients that failed together do not come back together.
 * @param failures in a row, 1 and more
 * @param random from 0 to below 1
 */
export function pauseMs(failures: number, random: number): number {
  const most = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 20));
  return Math.round(random * most);
}

/** Milliseconds of a Retry-After header: seconds or a date; 0 when there is none. */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const most = 24 * 3_600_000;
  if (/^\d{1,9}$/.test(header)) return Math.min(most, Number(header) * 1_000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.min(most, Math.max(0, at - nowMs));
}
