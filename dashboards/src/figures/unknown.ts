import type { Compared } from "../api/usage.js";

/** Whether a period lies before the first event: its sums are not zero, but unknown. */
export const isUnrecorded = ({ toMs }: { readonly toMs: number }, recordedFromMs: number | undefined): boolean =>
  recordedFromMs !== undefined && recordedFromMs >= toMs;

/** Why sums of zero say nothing, as a state and its text; undefined where they were measured. */
export function unknownOf(
  { period, unmatched }: Pick<Compared, "period" | "unmatched">,
  recordedFromMs: number | undefined,
) {
  if (unmatched) return { state: "unmatched", text: "state.unmatched" } as const;
  return isUnrecorded(period, recordedFromMs) ? ({ state: "before", text: "state.notRecorded" } as const) : undefined;
}
