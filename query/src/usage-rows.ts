import { addMeasures, type Measures, noMeasures } from "./measures.js";

/** Sums of one interval and group. */
export interface UsageRow {
  /** Begin of the interval, milliseconds since 1970; the period's begin where the interval is `total`. */
  readonly startMs: number;
  readonly group: readonly string[];
  readonly measures: Measures;
}

/** Sums over all rows. */
export function totalOf(rows: readonly UsageRow[]): Measures {
  const [first, ...others] = rows;
  if (first === undefined) return noMeasures();
  const total = structuredClone(first.measures);
  for (const { measures } of others) addMeasures(total, measures);
  return total;
}

/** Name of the row that stands for all groups beyond the first ones. */
export const otherGroup = "__other__";

/** Keeps the largest groups by energy, then requests; the others become one, so that groups always add up to the total. */
export function keepTop(rows: readonly UsageRow[], top: number): UsageRow[] {
  const weights = new Map<string, number>();
  for (const { group, measures } of rows) {
    const key = JSON.stringify(group);
    weights.set(key, (weights.get(key) ?? 0) + (measures.footprint.kwh_it?.central ?? 0) + measures.requests * 1e-12);
  }
  if (weights.size <= top) return [...rows];
  // The store's own group of that name, of values beyond its cap, is one of the others.
  weights.delete(JSON.stringify(rows[0]?.group.map(() => otherGroup)));
  const kept = new Set(
    [...weights]
      .sort(([, a], [, b]) => b - a)
      .slice(0, top)
      .map(([key]) => key),
  );
  const others = new Map<number, UsageRow>();
  const result: UsageRow[] = [];
  for (const row of rows) {
    if (kept.has(JSON.stringify(row.group))) {
      result.push(row);
      continue;
    }
    const other = others.get(row.startMs);
    if (other !== undefined) {
      addMeasures(other.measures, row.measures);
      continue;
    }
    const first = { ...row, group: row.group.map(() => otherGroup), measures: structuredClone(row.measures) };
    others.set(row.startMs, first);
    result.push(first);
  }
  return result;
}
