import { guardFormulas } from "./guard-formulas.js";

/** Numbers and truth values are no text: they are written as they are, negative numbers too. */
export type Cell = string | number | bigint | boolean | null | undefined;

/** How a file is written: RFC 4180, or as spreadsheets of languages with decimal commas read it. */
export type Separator = "," | ";";

function cellText(cell: Cell, separator: Separator): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number" && separator === ";") return String(cell).replace(".", ",");
  if (typeof cell !== "string") return String(cell);
  const text = guardFormulas(cell);
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * One line of RFC 4180, its text guarded against formulas. @param separator where it is a semicolon, numbers have decimal commas
 */
export const csvLine = (cells: readonly Cell[], separator: Separator = ","): string =>
  `${cells.map((cell) => cellText(cell, separator)).join(separator)}\r\n`;
