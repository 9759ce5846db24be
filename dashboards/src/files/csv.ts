import { type Cell, csvLine, type Separator } from "@ecomind/csv";

export type { Cell };

/** What spreadsheets of a locale split a file at: semicolons where decimals have commas. */
export const separatorOf = (locale: string): Separator =>
  new Intl.NumberFormat(locale).formatToParts(1.5).some(({ type, value }) => type === "decimal" && value === ",")
    ? ";"
    : ",";

/**
 * A file of RFC 4180: numbers with every digit, text that no spreadsheet takes for a formula. With semicolons it begins with a
 * byte order mark, since it is for spreadsheets alone.
 */
export const csvOf = (
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  separator: Separator = ",",
): string => (separator === ";" ? "\ufeff" : "") + [columns, ...rows].map((row) => csvLine(row, separator)).join("");
