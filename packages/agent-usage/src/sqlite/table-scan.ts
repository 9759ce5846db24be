import type { DatabaseFile } from "./database-file.js";
import { SqliteFormatError } from "./sqlite-format-error.js";

export type SqliteValue = null | number | string | Buffer;

const interiorTable = 5;
const leafTable = 13;
/** SQLite's integers of 1 to 9 bytes. Larger ones than 2^53 lose digits; no length is one. @returns value and next offset */
function varint(bytes: Buffer, at: number): [number, number] {
  let value = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = bytes[at + index] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + index + 1];
  }
  return [value * 256 + (bytes[at + 8] ?? 0), at + 9];
}

/** The bytes of a row: those on its leaf, then those on its chain of overflow pages. */
function payloadOf(database: DatabaseFile, page: Buffer, cell: number): Buffer {
  const [size, afterSize] = varint(page, cell);
  const [, start] = varint(page, afterSize);
  const usable = database.usableBytes;
  const most = usable - 35;
  if (size <= most) return page.subarray(start, start + size);
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((size - least) % (usable - 4));
  const local = fitting <= most ? fitting : least;
  const parts = [page.subarray(start, start + local)];
  let left = size - local;
  let next = page.readUInt32BE(start + local);
  if (left > database.pageCount * database.pageBytes) throw new SqliteFormatError("a row is longer than the file");
  while (left > 0) {
    const overflow = database.page(next);
    const part = overflow.subarray(4, 4 + Math.min(left, usable - 4));
    parts.push(part);
    left -= part.length;
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

function columnValue(record: Buffer, type: number, at: number): [SqliteValue, number] {
  if (type === 0) return [null, 0];
  if (type === 8 || type === 9) return [type - 8, 0];
  if (type <= 4) return [record.readIntBE(at, type), type];
  if (type === 5) return [record.readIntBE(at, 6), 6];
  if (type === 6) return [Number(record.readBigInt64BE(at)), 8];
  if (type === 7) return [record.readDoubleBE(at), 8];
  if (type < 12) throw new SqliteFormatError("a column has an unknown type");
  const length = Math.floor((type - 12) / 2);
  const bytes = record.subarray(at, at + length);
  return [type % 2 === 1 ? bytes.toString("utf8") : bytes, length];
}

/** The wanted columns of a record. A column that was added after the row was written is null. */
function columnsOf(record: Buffer, wanted: readonly number[]): SqliteValue[] {
  const [headerSize, first] = varint(record, 0);
  const values: SqliteValue[] = wanted.map(() => null);
  let body = headerSize;
  for (let at = first, column = 0; at < headerSize; column += 1) {
    const [type, next] = varint(record, at);
    at = next;
    const index = wanted.indexOf(column);
    // Integers and real numbers by their length; text and blobs by their type.
    const length = type >= 12 ? Math.floor((type - 12) / 2) : ([0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type] ?? 0);
    if (index !== -1) values[index] = columnValue(record, type, body)[0];
    body += length;
  }
  return values;
}

/** Every row of a table's tree, in order of rowid, as the wanted columns. */
function* rowsBelow(
  database: DatabaseFile,
  root: number,
  wanted: readonly number[],
  visited = new Set<number>(),
): Generator<SqliteValue[]> {
  // A page is in one place of a tree; in a damaged file it may be its own child.
  if (visited.has(root)) throw new SqliteFormatError("its pages form a loop");
  visited.add(root);
  const page = database.page(root);
  const header = root === 1 ? 100 : 0;
  const kind = page.readUInt8(header);
  const cells = page.readUInt16BE(header + 3);
  if (kind === leafTable) {
    for (let index = 0; index < cells; index += 1) {
      const cell = page.readUInt16BE(header + 8 + 2 * index);
      yield columnsOf(payloadOf(database, page, cell), wanted);
    }
  } else if (kind === interiorTable) {
    for (let index = 0; index < cells; index += 1) {
      const cell = page.readUInt16BE(header + 12 + 2 * index);
      yield* rowsBelow(database, page.readUInt32BE(cell), wanted, visited);
    }
    yield* rowsBelow(database, page.readUInt32BE(header + 8), wanted, visited);
  } else throw new SqliteFormatError(`page ${root} is no table's`);
}

/** Names of the columns in a `CREATE TABLE`, in order; constraints of the table are none. */
export function columnNames(createTable: string): string[] {
  const inside = createTable.slice(createTable.indexOf("(") + 1, createTable.lastIndexOf(")"));
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let part = "";
  for (const letter of inside) {
    if (quote !== "") quote = letter === quote ? "" : quote;
    else if (letter === "'" || letter === '"' || letter === "`") quote = letter;
    else if (letter === "[") quote = "]";
    else if (letter === "(") depth += 1;
    else if (letter === ")") depth -= 1;
    if (letter === "," && depth === 0 && quote === "") {
      parts.push(part);
      part = "";
    } else part += letter;
  }
  return [...parts, part]
    .map((text) => text.trim())
    .filter((text) => !/^(constraint|primary\s+key|foreign\s+key|unique|check)\b/i.test(text))
    .map((text) => /^(?:"([^"]*)"|`([^`]*)`|\[([^\]]*)\]|([^\s(]+))/.exec(text)?.slice(1).find(Boolean) ?? "");
}

/**
 * The rows of a table; reads its own pages and no other table's.
 * @param columns those that are wanted
 * @returns nothing when there is no such table
 * @throws SqliteFormatError, also when the table lacks a column
 */
export function* tableRows(
  database: DatabaseFile,
  table: string,
  columns: readonly string[],
): Generator<readonly SqliteValue[]> {
  for (const [type, name, root, sql] of rowsBelow(database, 1, [0, 1, 3, 4])) {
    if (type !== "table" || name !== table || typeof root !== "number" || typeof sql !== "string") continue;
    const names = columnNames(sql);
    const wanted = columns.map((column) => names.indexOf(column));
    if (wanted.includes(-1)) throw new SqliteFormatError(`table ${table} has other columns`);
    yield* rowsBelow(database, root, wanted);
    return;
  }
}
