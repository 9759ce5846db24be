import { periodsOf } from "../view/periods.js";
import { type DayRange, stepRange } from "../view/range.js";
import type { ViewState } from "../view/view-state.js";

const isTyping = (target: EventTarget | undefined): boolean =>
  target instanceof HTMLElement && (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) || target.isContentEditable);

/** The range that a key leads to: `,` the earlier one, `.` the later one. Undefined: the key is not meant for that. */
export function rangeByKey(event: KeyboardEvent, view: ViewState, nowMs: number): DayRange | undefined {
  const steps = event.key === "," ? -1 : event.key === "." ? 1 : undefined;
  if (steps === undefined || event.metaKey || event.ctrlKey || event.altKey) return undefined;
  if (isTyping(event.composedPath()[0])) return undefined;
  // A period that has not ended has no later one.
  if (steps === 1 && periodsOf(view, nowMs).period.partial) return undefined;
  return stepRange(view.range, view.zone, nowMs, steps);
}
