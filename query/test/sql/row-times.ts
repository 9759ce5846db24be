const dayMs = 86_400_000;

/**
 * When an event of the analysts' engine was used, `2026-03-01 00:00:00.000` in UTC: the first moment of today, or of one of
 * the 19 days before it. Questions ask back from now, so that a fixed day would leave their range as time goes on; today's
 * first moment lies in this month on the month's first day as well, and is never ahead.
 */
export function rowTime(index: number, nowMs: number): string {
  const today = Math.floor(nowMs / dayMs) * dayMs;
  const at = today - (index % 20) * dayMs;
  return new Date(at).toISOString().replace("T", " ").replace("Z", "");
}
