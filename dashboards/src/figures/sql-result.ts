import type { SqlResult } from "../api/answers.js";

const numeric = /^(Nullable\()?(U?Int|Float|Decimal)/;

export const isNumeric = (type: string): boolean => numeric.test(type);

export interface SqlChart {
  readonly labels: readonly string[];
  readonly name: string;
  readonly values: readonly number[];
  /** Time goes on: a line. Otherwise bars. */
  readonly isTime: boolean;
}

/** The first column that is no number against the first that is one; undefined where there is no such pair or too much. */
export function sqlChart({ columns, rows }: SqlResult): SqlChart | undefined {
  const label = columns.findIndex(({ type }) => !isNumeric(type));
  const value = columns.findIndex(({ type }) => isNumeric(type));
  if (label < 0 || value < 0 || rows.length < 2 || rows.length > 500) return undefined;
  const values = rows.map((row) => Number(row[value]));
  if (values.some((number) => !Number.isFinite(number))) return undefined;
  return {
    labels: rows.map((row) => String(row[label])),
    name: columns[value]?.name ?? "",
    values,
    isTime: /Date/.test(columns[label]?.type ?? ""),
  };
}
