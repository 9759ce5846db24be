import { type Cell, csvLine } from "@ecomind/csv";

export type { Cell };

/** A file of RFC 4180: numbers with every digit, text that no spreadsheet takes for a formula. */
export const csvOf = (columns: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [columns, ...rows].map(csvLine).join("");
