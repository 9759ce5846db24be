import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import { type CellFootprints, separator } from "./cell-footprint.js";
import { groupOf, namesOf, otherGroup, type UsageCell } from "./cells.js";
import { type Filter, tier } from "./dimensions.js";
import { everyMetric, GroupSums, type Metrics } from "./measures.js";

/** Sums of one interval and group. */
export interface UsageRow {
  /** Begin of the interval, milliseconds since 1970; the range's begin where the interval is `total`. */
  readonly startMs: number;
  readonly group: readonly string[];
  readonly sums: GroupSums;
}

/** Cells, and the factors that their footprints are computed with. */
export interface CountedCells {
  readonly cells: readonly UsageCell[];
  readonly footprints: CellFootprints;
}

const mostRows = 50_000;

/** What a group is told as, in an interval that begins at a time in milliseconds since 1970. */
export type GroupName = (group: readonly string[], startMs: number) => readonly string[];

/**
 * Cells by the groups that are told: with their tier, if that is asked for, and under another name where `nameOf` gives
 * one.
 */
export function groupedCells(
  { cells, footprints }: CountedCells,
  { groupBy, filters }: { readonly groupBy: readonly string[]; readonly filters: readonly Filter[] },
  nameOf: GroupName | undefined,
): CountedCells {
  const tierAt = groupBy.indexOf(tier);
  const tiers = filters.filter(({ dimension }) => dimension === tier);
  if (tierAt < 0 && tiers.length === 0 && nameOf === undefined) return { cells, footprints };
  const grouped: UsageCell[] = [];
  for (const cell of cells) {
    const cellTier = footprints.tierOf(cell);
    if (tiers.some(({ exclude, values }) => values.includes(cellTier) === exclude)) continue;
    const names = namesOf(cell.group, groupBy.length);
    const group = tierAt < 0 ? names : names.with(tierAt, cellTier);
    grouped.push({ ...cell, group: groupOf(nameOf?.(group, cell.startMs) ?? group) });
  }
  return { cells: grouped, footprints };
}

/** Groups that parts of a range have. */
export function groupsOf(parts: readonly CountedCells[]): ReadonlySet<string> {
  const groups = new Set<string>();
  let last: string | undefined;
  for (const { cells } of parts)
    for (const { group } of cells) {
      // Cells of one group come one after another.
      if (group !== last) groups.add(group);
      last = group;
    }
  return groups;
}

/** Values of a dimension that cells are grouped by; of one that they are not, "" for all of them. */
export function valuesOf(
  dimension: string,
  groupBy: readonly string[],
  parts: readonly CountedCells[],
): ReadonlySet<string> {
  const at = groupBy.indexOf(dimension);
  return new Set([...groupsOf(parts)].map((group) => namesOf(group, groupBy.length)[at] ?? ""));
}

/** How much a group weighs among others: its energy, then its requests. */
export const weightOf = (kwh: number, requests: number): number => kwh + requests * 1e-12;

function groupWeights(parts: readonly CountedCells[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { cells, footprints } of parts)
    for (const cell of cells) {
      const { group } = cell;
      weights.set(group, (weights.get(group) ?? 0) + weightOf(footprints.energyOf(cell), cell.requests));
    }
  return weights;
}

/**
 * The largest groups of a range; undefined where all of them are few enough.
 * @param first groups that go before larger ones
 */
export function largestGroups(
  parts: readonly CountedCells[],
  top: number,
  first: ReadonlySet<string> = new Set(),
): ReadonlySet<string> | undefined {
  if (groupsOf(parts).size <= top) return undefined;
  return new Set(
    [...groupWeights(parts)]
      // The store's own group of that name, of values beyond its cap, is one of the others.
      .filter(([group]) => !isOther(group.split(separator)))
      .sort(([a, one], [b, two]) => Number(first.has(b)) - Number(first.has(a)) || two - one)
      .slice(0, top)
      .map(([group]) => group),
  );
}

const isOther = (group: readonly string[]): boolean => group.length > 0 && group.every((name) => name === otherGroup);

interface Row extends UsageRow {
  /** Cells that are still to be given a footprint, by kind: bands are computed on the sums of each. */
  kinds: Map<string, UsageCell>;
}

/** How rows are made of cells. */
export interface Rows {
  /** Dimensions of a group. */
  readonly width: number;
  /** Groups to tell apart; undefined: all. */
  readonly kept: ReadonlySet<string> | undefined;
  /** Sums that will be told. @default all */
  readonly metrics?: Metrics;
}

/**
 * Rows of a range, in order of time, then of names, others last. What is not told apart is one group, so that groups
 * always add up to the total.
 * @param parts of the range, each with factors of its own: a row of an interval in which factors changed is their sum
 */
export function usageRows(parts: readonly CountedCells[], { width, kept, metrics = everyMetric }: Rows): UsageRow[] {
  const others = groupOf(Array.from({ length: width }, () => otherGroup));
  const starts = new Map<number, Map<string, Row>>();
  const rows: Row[] = [];
  const rowOf = (startMs: number, group: string): Row => {
    let ofStart = starts.get(startMs);
    if (ofStart === undefined) {
      ofStart = new Map();
      starts.set(startMs, ofStart);
    }
    let row = ofStart.get(group);
    if (row === undefined) {
      if (rows.length === mostRows)
        throw new ProblemError(
          problem("too_much", { detail: "More than 50,000 rows; ask for a longer interval or fewer groups." }),
        );
      row = { startMs, group: namesOf(group, width), sums: new GroupSums(), kinds: new Map() };
      ofStart.set(group, row);
      rows.push(row);
    }
    return row;
  };
  for (const { cells, footprints } of parts) {
    const touched: Row[] = [];
    // Cells of one row come one after another.
    let last: UsageCell | undefined;
    let row: Row | undefined;
    for (const cell of cells) {
      if (row === undefined || last?.startMs !== cell.startMs || last.group !== cell.group)
        row = rowOf(cell.startMs, kept === undefined || kept.has(cell.group) ? cell.group : others);
      last = cell;
      if (row.kinds.size === 0) touched.push(row);
      const sum = row.kinds.get(cell.kind);
      row.kinds.set(cell.kind, sum === undefined ? cell : added(sum, cell));
    }
    for (const row of touched) {
      for (const cell of row.kinds.values()) footprints.add(row.sums, cell, metrics);
      row.kinds = new Map();
    }
  }
  return rows.sort(inOrder);
}

const added = (one: UsageCell, two: UsageCell): UsageCell => ({
  ...one,
  requests: one.requests + two.requests,
  requestsWithoutTokens: one.requestsWithoutTokens + two.requestsWithoutTokens,
  tokensIn: one.tokensIn + two.tokensIn,
  tokensCached: one.tokensCached + two.tokensCached,
  tokensOut: one.tokensOut + two.tokensOut,
  tokensOutRamp: one.tokensOutRamp + two.tokensOutRamp,
  tokensInBelow: one.tokensInBelow + two.tokensInBelow,
  tokensInAbove: one.tokensInAbove + two.tokensInAbove,
  tokensOutBelow: one.tokensOutBelow + two.tokensOutBelow,
  tokensOutAbove: one.tokensOutAbove + two.tokensOutAbove,
  energyUwh: one.energyUwh + two.energyUwh,
});

/** In order of time, then of names, others last. */
export function inOrder(a: UsageRow, b: UsageRow): number {
  if (a.startMs !== b.startMs) return a.startMs - b.startMs;
  const last = Number(isOther(a.group)) - Number(isOther(b.group));
  if (last !== 0) return last;
  for (const [at, name] of a.group.entries()) {
    const other = b.group[at] ?? "";
    if (name !== other) return name < other ? -1 : 1;
  }
  return 0;
}

/** Sums over all rows. */
export function totalOf(rows: readonly UsageRow[]): GroupSums {
  const total = new GroupSums();
  for (const { sums } of rows) total.add(sums);
  return total;
}
