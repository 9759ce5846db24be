import { intervalFor } from "./interval.js";
import { resolveRange } from "./range.js";
import type { ViewState } from "./view-state.js";

/** A view's period now, and its interval. */
export function periodsOf(view: ViewState, nowMs: number) {
  const period = resolveRange(view.range, view.zone, nowMs);
  return { period, interval: intervalFor(period, view.interval) };
}
