import { type Cell, csvOf, separatorOf } from "../../files/csv.js";
import { saveCsv } from "../../files/save-csv.js";
import type { Column } from "./column.js";

/** What a whole file is about, by the names of columns that say so in each row. */
export type FileContext = Readonly<Record<string, string>>;

/** Rows of a table as CSV, with the columns that only files have, units in the header and what all of it is about. */
export function tableCsv<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  locale: string,
  about: FileContext = {},
): string {
  const all = columns.flatMap(({ key, value, unit, extra = [] }) =>
    [{ key, value }, ...extra].map((own) => ({
      header: unit === undefined || unit.name === "" ? own.key : `${own.key}_${unit.name}`,
      read: (row: T): Cell => {
        const cell = own.value(row);
        return unit !== undefined && typeof cell === "number" ? cell / unit.size : cell;
      },
    })),
  );
  return csvOf(
    [...all.map(({ header }) => header), ...Object.keys(about)],
    rows.map((row) => [...all.map(({ read }) => read(row)), ...Object.values(about)]),
    separatorOf(locale),
  );
}

/** Saves rows of a table as CSV. @param locale whose spreadsheets read it */
export const saveTable = <T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  locale: string,
  filename: string,
  about: FileContext = {},
): void => saveCsv(tableCsv(columns, rows, locale, about), filename);
