import type { Answer } from "@ecomind/agent-usage";
import { type Cell, cellsOf } from "./cells.js";

/** A span of local days that ends today. */
export interface Period {
  readonly name: "today" | "7 days" | "30 days";
  /** Its name in JSON. */
  readonly key: "today" | "last_7_days" | "last_30_days";
  /** The first day's local midnight, milliseconds since 1970. */
  readonly fromMs: number;
  readonly cells: readonly Cell[];
}

const spans = [
  ["today", "today", 1],
  ["7 days", "last_7_days", 7],
  ["30 days", "last_30_days", 30],
] as const;

/** Today, and the last 7 and 30 days with it. Days are those of this process's time zone, also where one has 23 hours. */
export function periodsOf(answers: readonly Answer[], nowMs: number): readonly Period[] {
  const now = new Date(nowMs);
  let cells: readonly Cell[] = [];
  let untilMs = Number.POSITIVE_INFINITY;
  return spans.map(([name, key, days]) => {
    const fromMs = new Date(now.getFullYear(), now.getMonth(), now.getDate() - (days - 1)).getTime();
    const endMs = untilMs;
    cells = [...cells, ...cellsOf(answers.filter(({ atMs }) => atMs >= fromMs && atMs < endMs))];
    untilMs = fromMs;
    return { name, key, fromMs, cells };
  });
}
