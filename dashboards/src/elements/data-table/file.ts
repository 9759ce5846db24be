import { csvOf, separatorOf } from "../../files/csv.js";
import { saveCsv } from "../../files/save-csv.js";
import type { Column } from "./column.js";

/** Saves rows of a table as CSV, with the columns that only files have. @param locale whose spreadsheets read it */
export function saveTable<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  locale: string,
  filename: string,
): void {
  const all = columns.flatMap((column) => [column, ...(column.extra ?? [])]);
  const header = all.map(({ key }) => key);
  const lines = rows.map((row) => all.map(({ value }) => value(row)));
  saveCsv(csvOf(header, lines, separatorOf(locale)), filename);
}
