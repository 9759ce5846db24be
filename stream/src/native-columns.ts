/**
 * Columns in ClickHouse's Native format (https://clickhouse.com/docs/interfaces/formats/Native), which the store takes in a
 * twentieth of the time that text takes: values lie as it keeps them, and repeated text is sent once. Little-endian machines
 * only, as every machine that Node runs on.
 */
export interface NativeColumn {
  readonly name: string;
  /** ClickHouse's name of it. */
  readonly type: string;
  /** The values of some rows. @param rows positions, in the order to be sent */
  encode(rows: Uint32Array): readonly Uint8Array[];
}

const bytesOf = (values: Uint8Array | Uint16Array | Uint32Array | BigUint64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Writes a length of up to 2^31 in as many bytes as it needs. @returns where it ends */
function writeLength(buffer: Buffer, at: number, length: number): number {
  let to = at;
  let rest = length;
  for (; rest > 127; rest >>>= 7) buffer[to++] = (rest & 127) | 128;
  buffer[to++] = rest;
  return to;
}

const longestLength = 5;

/** Text, each with its length in bytes before it. */
function strings(texts: readonly string[]): Uint8Array {
  let most = 0;
  // UTF-8 takes at most three bytes for a UTF-16 unit.
  for (const text of texts) most += longestLength + text.length * 3;
  const buffer = Buffer.allocUnsafe(most);
  let at = 0;
  for (const text of texts) {
    at = writeLength(buffer, at, Buffer.byteLength(text));
    at += buffer.write(text, at);
  }
  return buffer.subarray(0, at);
}

const counts = (...values: readonly number[]): Uint8Array => bytesOf(BigUint64Array.from(values, BigInt));

/** Numbers of one width. */
export class NumberColumn implements NativeColumn {
  readonly name: string;
  readonly type: string;
  readonly values: Uint8Array | Uint16Array | Uint32Array;

  constructor(name: string, type: string, values: Uint8Array | Uint16Array | Uint32Array) {
    this.name = name;
    this.type = type;
    this.values = values;
  }

  encode(rows: Uint32Array): readonly Uint8Array[] {
    const { values } = this;
    const chosen = new (values.constructor as new (length: number) => typeof values)(rows.length);
    for (let at = 0; at < rows.length; at += 1) chosen[at] = values[rows[at] as number] as number;
    return [bytesOf(chosen)];
  }
}

/** Values of several 32-bit words, the lowest first: 64-bit integers, UUIDs. */
export class WordsColumn implements NativeColumn {
  readonly name: string;
  readonly type: string;
  readonly #width: number;
  readonly #words: Uint32Array;

  constructor(name: string, type: string, width: number, rows: number) {
    this.name = name;
    this.type = type;
    this.#width = width;
    this.#words = new Uint32Array(rows * width);
  }

  /** A whole number from 0 to 2^53. */
  setInteger(row: number, value: number): void {
    this.#words[row * 2] = value % 2 ** 32;
    this.#words[row * 2 + 1] = value / 2 ** 32;
  }

  /** @param digits 16 hex digits of a 64-bit number */
  setHex(row: number, digits: string): void {
    this.#words[row * 2] = hexOf(digits, 8, 8);
    this.#words[row * 2 + 1] = hexOf(digits, 0, 8);
  }

  /** @param id 36 characters in lower case */
  setUuid(row: number, id: string): void {
    const at = row * 4;
    this.#words[at + 1] = hexOf(id, 0, 8);
    this.#words[at] = hexOf(id, 9, 4) * 65_536 + hexOf(id, 14, 4);
    this.#words[at + 3] = hexOf(id, 19, 4) * 65_536 + hexOf(id, 24, 4);
    this.#words[at + 2] = hexOf(id, 28, 8);
  }

  encode(rows: Uint32Array): readonly Uint8Array[] {
    const width = this.#width;
    const words = this.#words;
    const chosen = new Uint32Array(rows.length * width);
    for (let at = 0; at < rows.length; at += 1)
      for (let word = 0; word < width; word += 1)
        chosen[at * width + word] = words[(rows[at] as number) * width + word] as number;
    return [bytesOf(chosen)];
  }
}

function hexOf(text: string, from: number, length: number): number {
  let value = 0;
  for (let at = from; at < from + length; at += 1) {
    const code = text.charCodeAt(at);
    value = value * 16 + (code > 96 ? code - 87 : code - 48);
  }
  return value;
}

/** Layout of a LowCardinality column: a dictionary of its own for each block. */
const dictionaryLayout = 1;
const ownKeys = 512;
const newDictionary = 1_024;

/** Text that repeats: each different one once, and for every row which one. */
export class DictionaryColumn implements NativeColumn {
  readonly name: string;
  readonly type = "LowCardinality(String)";
  readonly #codes: Uint32Array;
  readonly #byText = new Map<string, number>();
  readonly #texts: string[] = [];

  constructor(name: string, rows: number) {
    this.name = name;
    this.#codes = new Uint32Array(rows);
  }

  set(row: number, text: string): void {
    let code = this.#byText.get(text);
    if (code === undefined) {
      code = this.#texts.length;
      this.#byText.set(text, code);
      this.#texts.push(text);
    }
    this.#codes[row] = code;
  }

  encode(rows: Uint32Array): readonly Uint8Array[] {
    // Only what these rows hold, so that a value that the store refuses is found by leaving its rows out.
    const places = new Int32Array(this.#texts.length).fill(-1);
    const texts: string[] = [];
    const indexes = new Uint32Array(rows.length);
    for (let at = 0; at < rows.length; at += 1) {
      const code = this.#codes[rows[at] as number] as number;
      if (places[code] === -1) places[code] = texts.push(this.#texts[code] as string) - 1;
      indexes[at] = places[code] as number;
    }
    const width = texts.length <= 256 ? 0 : texts.length <= 65_536 ? 1 : 2;
    const narrowed = [Uint8Array, Uint16Array, Uint32Array][width] ?? Uint32Array;
    return [
      counts(dictionaryLayout, width | ownKeys | newDictionary, texts.length),
      strings(texts),
      counts(rows.length),
      bytesOf(narrowed.from(indexes)),
    ];
  }
}

/** Text by name; most rows have none. */
export class MapColumn implements NativeColumn {
  readonly name: string;
  readonly type = "Map(String, String)";
  readonly #entries = new Map<number, readonly (readonly [string, string])[]>();

  constructor(name: string) {
    this.name = name;
  }

  set(row: number, labels: Readonly<Record<string, string>>): void {
    this.#entries.set(row, Object.entries(labels));
  }

  encode(rows: Uint32Array): readonly Uint8Array[] {
    const ends = new Uint32Array(rows.length * 2);
    const all: (readonly [string, string])[] = [];
    for (let at = 0; at < rows.length; at += 1) {
      const entries = this.#entries.get(rows[at] as number);
      if (entries !== undefined) all.push(...entries);
      ends[at * 2] = all.length;
    }
    return [bytesOf(ends), strings(all.map(([key]) => key)), strings(all.map(([, value]) => value))];
  }
}

/** One block of some rows. */
export function nativeBlock(columns: readonly NativeColumn[], rows: Uint32Array): Uint8Array {
  const head = Buffer.allocUnsafe(2 * longestLength);
  const parts: Uint8Array[] = [head.subarray(0, writeLength(head, writeLength(head, 0, columns.length), rows.length))];
  for (const column of columns) parts.push(strings([column.name, column.type]), ...column.encode(rows));
  return Buffer.concat(parts);
}
