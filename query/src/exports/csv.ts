import { csvLine as lineOf } from "@ecomind/csv";

/** A column of an export. Text is guarded against spreadsheets; numbers and times are not text. */
export interface ExportColumn {
  readonly name: string;
  readonly kind: "text" | "number";
  /** Its type in the engine, for Parquet. */
  readonly type: string;
}

/** Numbers come as such, or as text of their digits where they may have more than a number holds. */
function cell(value: unknown, { kind }: ExportColumn) {
  if (value === null || value === undefined) return undefined;
  if (kind === "number") return typeof value === "string" ? BigInt(value) : (value as number);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The header line of RFC 4180. */
export const csvHeader = (columns: readonly ExportColumn[]): string => lineOf(columns.map(({ name }) => name));

/** One line of RFC 4180. */
export const csvLine = (row: Readonly<Record<string, unknown>>, columns: readonly ExportColumn[]): string =>
  lineOf(columns.map((column) => cell(row[column.name], column)));
