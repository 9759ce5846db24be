import { type ExportColumn, typedCell } from "./csv.js";
import { zip } from "./zip.js";

const dayMs = 86_400_000;
/** Day 0 of spreadsheets. */
const epochMs = Date.UTC(1899, 11, 30);
/** Place of the style of dates among the workbook's styles. */
const dateStyle = 1;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
const contentType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** The parts of a workbook besides its one sheet. */
const parts: Readonly<Record<string, string>> = {
  "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${contentType}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${contentType}.styles+xml"/></Types>`,
  "_rels/.rels": `<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="EcoMind" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
  "xl/styles.xml": `<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
};

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Text as a workbook holds it: what XML cannot, and what looks like that, as `_x0007_`. */
function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replace(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold
      /[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      (unit) => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
    )
    .replace(/[&<>]/g, (mark) => entities[mark] as string);
}

const textCell = (text: string): string => `<c t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;

function cellOf(value: unknown, column: ExportColumn): string {
  const cell = typedCell(value, column);
  if (cell === undefined || cell === "") return "<c/>";
  if (typeof cell !== "string") return `<c><v>${cell}</v></c>`;
  if (column.kind !== "wallTime") return textCell(cell);
  // Spreadsheets know no zones: the wall time is what is shown.
  return `<c s="${dateStyle}"><v>${(Date.parse(`${cell.replace(" ", "T")}Z`) - epochMs) / dayMs}</v></c>`;
}

const rowOf = (cells: readonly string[]): string => `<row>${cells.join("")}</row>`;

type Row = Readonly<Record<string, unknown>>;

async function* sheet(columns: readonly ExportColumn[], rows: AsyncIterable<readonly Row[]>) {
  yield Buffer.from(
    `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${rowOf(columns.map(({ name }) => textCell(name)))}`,
  );
  for await (const some of rows)
    yield Buffer.from(some.map((row) => rowOf(columns.map((column) => cellOf(row[column.name], column)))).join(""));
  yield Buffer.from("</sheetData></worksheet>");
}

/** Rows as a workbook of one sheet (Office Open XML), some bytes at a time. Text is text: no spreadsheet computes it. */
export function xlsx(columns: readonly ExportColumn[], rows: AsyncIterable<readonly Row[]>): AsyncIterable<Uint8Array> {
  return zip([
    ...Object.entries(parts).map(([name, text]) => ({ name, bytes: [Buffer.from(declaration + text)] })),
    { name: "xl/worksheets/sheet1.xml", bytes: sheet(columns, rows) },
  ]);
}
