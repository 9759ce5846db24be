import { footprintMeasures } from "@ecomind/clickhouse";
import type { Interval } from "@ecomind/zoned-time";
import type { SummedRow } from "../reports/usage-report.js";
import { counts, type Measures } from "../usage/measures.js";
import { integer, measured, textColumn } from "./columns.js";
import type { ExportColumn } from "./csv.js";
import { intervalCells, intervalColumns } from "./interval-columns.js";

const tiers = ["S", "A", "B", "C", "D"];

/** Counts that are a set's to say: which models and places it knows. */
const countsBySet = ["requests_unknown_model", "requests_region_assumed", "requests_without_mb"] as const;

/** What comes after a column's name where it is computed with the set of `restate_with`. */
const restatedMark = "_restated";

/** Rows that are made at a time. */
export const pageRows = 500;

/** A report, as far as its rows go: restated ones are the same rows in the same order. */
export interface SummedReport {
  readonly interval: Interval | "total";
  readonly timezone: string;
  /** End of the range, RFC 3339. */
  readonly to: string;
  readonly group_by: readonly string[];
  readonly rows: readonly SummedRow[];
  readonly restated?: { readonly rows: readonly SummedRow[] } | undefined;
}

const figureColumns = (mark: "" | typeof restatedMark) => [
  ...footprintMeasures.flatMap((measure) =>
    ["low", "central", "high"].map((bound) => measured(`${measure}_${bound}${mark}`)),
  ),
  ...tiers.map((tier) => measured(`kwh_it_tier_${tier}${mark}`)),
];

const figuresOf = ({ footprint, kwh_it_by_tier }: Measures, mark: "" | typeof restatedMark) =>
  Object.fromEntries([
    ...footprintMeasures.flatMap((measure) =>
      (["low", "central", "high"] as const).map((bound) => [
        `${measure}_${bound}${mark}`,
        footprint[measure]?.[bound] ?? null,
      ]),
    ),
    ...tiers.map((tier) => [`kwh_it_tier_${tier}${mark}`, kwh_it_by_tier[tier] ?? 0]),
  ]);

export const usageColumns = ({ group_by: groupBy, restated }: SummedReport): readonly ExportColumn[] => [
  ...intervalColumns,
  ...groupBy.map(textColumn),
  ...counts.map(integer),
  ...figureColumns(""),
  ...(restated === undefined
    ? []
    : [...countsBySet.map((name) => integer(`${name}${restatedMark}`)), ...figureColumns(restatedMark)]),
];

/** A report's rows as flat rows of a file, some at a time: each is made when its page is asked for. */
export function* usagePages({ group_by: groupBy, rows, restated, interval, timezone, to }: SummedReport) {
  const flat = ({ start, group, sums }: SummedRow, again: SummedRow | undefined) => {
    const own = sums.measures();
    const other = again?.sums.measures();
    return {
      ...intervalCells(start, interval, timezone, to),
      ...Object.fromEntries(groupBy.map((name, index) => [name, group[index] ?? ""])),
      ...Object.fromEntries(counts.map((name) => [name, own[name]])),
      ...figuresOf(own, ""),
      ...(other === undefined
        ? {}
        : {
            ...Object.fromEntries(countsBySet.map((name) => [`${name}${restatedMark}`, other[name]])),
            ...figuresOf(other, restatedMark),
          }),
    };
  };
  for (let at = 0; at < rows.length; at += pageRows)
    yield rows.slice(at, at + pageRows).map((row, index) => flat(row, restated?.rows[at + index]));
}
