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

const keyOf = ({ group }: Pick<UsageRow, "group">): string => JSON.stringify(group);

/**
 * The largest groups by energy, then requests; undefined where all of them are few enough.
 * @param first groups that go before larger ones
 */
export function largestGroups(
  rows: readonly UsageRow[],
  top: number,
  first: ReadonlySet<string> = new Set(),
): ReadonlySet<string> | undefined {
  const weights = new Map<string, number>();
  for (const row of rows) {
    const { measures } = row;
    const key = keyOf(row);
    weights.set(key, (weights.get(key) ?? 0) + (measures.footprint.kwh_it?.central ?? 0) + measures.requests * 1e-12);
  }
  if (weights.size <= top) return undefined;
  // The store's own group of that name, of values beyond its cap, is one of the others.
  weights.delete(JSON.stringify(rows[0]?.group.map(() => otherGroup)));
  return new Set(
    [...weights]
      .sort(([a, one], [b, two]) => Number(first.has(b)) - Number(first.has(a)) || two - one)
      .slice(0, top)
      .map(([key]) => key),
  );
}

/**
 * The groups of an earlier range that stand beside those of a range. What is one of the others in one of them is so in
 * both: else a group would seem to have come or gone where only its rank changed.
 */
export function groupsBeside(
  rows: readonly UsageRow[],
  kept: ReadonlySet<string> | undefined,
  earlier: readonly UsageRow[],
  top: number,
): ReadonlySet<string> | undefined {
  return kept ?? largestGroups(earlier, top, new Set(rows.map(keyOf)));
}

/** Rows of the kept groups; the others become one, so that groups always add up to the total. */
export function keepGroups(rows: readonly UsageRow[], kept: ReadonlySet<string> | undefined): UsageRow[] {
  if (kept === undefined) return [...rows];
  const others = new Map<number, UsageRow>();
  const result: UsageRow[] = [];
  for (const row of rows) {
    if (kept.has(keyOf(row))) {
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
