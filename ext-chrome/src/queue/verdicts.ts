/** What the edge said of each event of a batch, in the batch's order. */
export type Verdict = { readonly kind: "accepted" | "retry" } | { readonly kind: "refused"; readonly reason: string };

interface Result {
  readonly index?: unknown;
  readonly status?: unknown;
  readonly reason?: unknown;
  readonly retryable?: unknown;
}

/**
 * Reads a batch's answer. An event without a verdict, or with one that is not understood, is tried again: sending it twice is
 * harmless, losing it is not.
 * @param count events of the batch
 */
export function readVerdicts(answer: unknown, count: number): Verdict[] {
  const verdicts: Verdict[] = Array.from({ length: count }, () => ({ kind: "retry" }));
  const results = (answer as { results?: unknown } | null)?.results;
  if (!Array.isArray(results)) return verdicts;
  for (const { index, status, reason, retryable } of results as Result[]) {
    if (typeof index !== "number" || verdicts[index] === undefined) continue;
    if (status === "accepted") verdicts[index] = { kind: "accepted" };
    else if (status === "rejected" && retryable === false)
      verdicts[index] = { kind: "refused", reason: typeof reason === "string" ? reason.slice(0, 64) : "unknown" };
  }
  return verdicts;
}
