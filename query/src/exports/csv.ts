/** A column of an export. Text is guarded against spreadsheets; numbers and times are not text. */
export interface ExportColumn {
  readonly name: string;
  readonly kind: "text" | "number";
  /** Its type in the engine, for Parquet. */
  readonly type: string;
}

/** What a spreadsheet takes for the begin of a formula, also behind blanks. */
const formula = /^[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** A text cell: where a spreadsheet would compute it, an apostrophe makes it text. */
export function guarded(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

function cell(value: unknown, { kind }: ExportColumn): string {
  if (value === null || value === undefined) return "";
  if (kind === "number") return String(value);
  const text = guarded(typeof value === "string" ? value : JSON.stringify(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The header line of RFC 4180. */
export function csvHeader(columns: readonly ExportColumn[]): string {
  return `${columns.map(({ name }) => cell(name, { name, kind: "text", type: "String" })).join(",")}\r\n`;
}

/** One line of RFC 4180. */
export function csvLine(row: Readonly<Record<string, unknown>>, columns: readonly ExportColumn[]): string {
  return `${columns.map((column) => cell(row[column.name], column)).join(",")}\r\n`;
}
