import { type Cell, csvLine as lineOf } from "@ecomind/csv";

/** A column of an export. Text is guarded against spreadsheets; numbers and times are not text. A wall time has no zone. */
export interface ExportColumn {
  readonly name: string;
  readonly kind: "text" | "number" | "wallTime";
  /** Its type in the engine, for Parquet. */
  readonly type: string;
}

/** Numbers come as such, or as text of their digits where they may have more than a number holds. */
export function typedCell(value: unknown, { kind }: ExportColumn): Cell {
  if (value === null || value === undefined) return undefined;
  if (kind === "number") return typeof value === "string" ? BigInt(value) : (value as number);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Ways to write CSV: RFC 4180 for programs; for Excel with a byte order mark, by the separator that its language splits at. */
export const csvDialects = ["rfc4180", "excel", "excel-semicolon"] as const;
export type CsvDialect = (typeof csvDialects)[number];

const separatorOf = (dialect: CsvDialect) => (dialect === "excel-semicolon" ? ";" : ",");

/** The header line. */
export const csvHeader = (columns: readonly ExportColumn[], dialect: CsvDialect = "rfc4180"): string =>
  (dialect === "rfc4180" ? "" : "\ufeff") +
  lineOf(
    columns.map(({ name }) => name),
    separatorOf(dialect),
  );

/** One line. */
export const csvLine = (
  row: Readonly<Record<string, unknown>>,
  columns: readonly ExportColumn[],
  dialect: CsvDialect = "rfc4180",
): string =>
  lineOf(
    columns.map((column) => typedCell(row[column.name], column)),
    separatorOf(dialect),
  );
