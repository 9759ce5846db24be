import type { Measures } from "../api/answers.js";
import type { Period } from "../view/range.js";
import { centralOf, type Metric } from "./metrics.js";

/** Why no percentage is given. */
export type NotCompared = "no-earlier-data" | "earlier-incomplete" | "earlier-zero";

export interface Change {
  /** Relative, 0.1 is 10 % more; absent where it would not be like for like. */
  readonly ratio?: number;
  readonly notCompared?: NotCompared;
  /** Central value of the earlier period. */
  readonly before: number;
  /** The periods differ in length, so averages of a day are compared. */
  readonly perDay: boolean;
}

const hourMs = 3_600_000;

/**
 * Compares two periods like for like.
 * @param recordedFromMs the organisation's first event; an earlier period that began before it is not whole
 */
export function changeOf(
  metric: Metric,
  now: { readonly period: Period; readonly total: Measures },
  before: { readonly period: Period; readonly total: Measures },
  recordedFromMs: number | undefined,
): Change {
  const earlier = centralOf(metric, before.total);
  const lengthNow = now.period.toMs - now.period.fromMs;
  const lengthBefore = before.period.toMs - before.period.fromMs;
  // A change of clocks is not another length.
  const perDay = Math.abs(lengthNow - lengthBefore) > hourMs;
  if (recordedFromMs === undefined || recordedFromMs >= before.period.toMs)
    return { notCompared: "no-earlier-data", before: earlier, perDay };
  // The first event of a day comes some time after midnight: the day that recording began counts as whole.
  if (recordedFromMs > before.period.fromMs + 24 * hourMs)
    return { notCompared: "earlier-incomplete", before: earlier, perDay };
  if (earlier === 0) return { notCompared: "earlier-zero", before: 0, perDay };
  const scale = perDay ? lengthBefore / lengthNow : 1;
  return { ratio: (centralOf(metric, now.total) * scale) / earlier - 1, before: earlier, perDay };
}
