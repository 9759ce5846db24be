/** Columns of an answer, each a list of its values; of no rows there are none. */
export type NativeColumns = Readonly<Record<string, readonly (number | string)[]>>;

type Values = (number | string)[];

/**
 * Reads an answer in ClickHouse's Native format (https://clickhouse.com/docs/interfaces/formats/Native): numbers lie there as
 * they are used, and text that repeats comes once. It takes a quarter of the time of the same answer as JSON.
 *
 * Integers without a sign and text are read; integers from 2^53 on are the nearest number.
 * @throws Error for an answer that broke off, one that ends with an error of the engine, and for other types
 */
export function readNative(answer: Buffer): NativeColumns {
  const reader = new Reader(answer);
  const columns: Record<string, Values> = {};
  while (!reader.isAtEnd) {
    const width = reader.length();
    const rows = reader.length();
    for (let at = 0; at < width; at += 1) {
      const name = reader.text();
      const values = reader.column(reader.text(), rows);
      if (rows > 0) columns[name] = columns[name]?.concat(values) ?? values;
    }
  }
  return columns;
}

/** Bytes of an unsigned integer, by ClickHouse's name of it. */
const widths: Readonly<Record<string, number>> = { UInt8: 1, UInt16: 2, UInt32: 4, UInt64: 8 };
/** Layout of a column of repeated text, and what marks that its dictionary stands in the block itself. */
const dictionaryLayout = 1;
const ownKeys = 0x200;

class Reader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Seven bits a byte, the lowest first. */
  length(): number {
    let value = 0;
    for (let place = 1; place <= 2 ** 28; place *= 128) {
      const byte = this.#view.getUint8(this.#take(1));
      value += (byte & 127) * place;
      if (byte < 128) return value;
    }
    throw new Error("expected a length");
  }

  text(): string {
    const many = this.length();
    const from = this.#take(many);
    return this.#bytes.toString("utf8", from, from + many);
  }

  column(type: string, rows: number): Values {
    if (rows === 0) return [];
    const width = widths[type];
    if (width !== undefined) return this.#integers(width, rows);
    if (type === "Int64") return this.#signed(rows);
    if (type === "String") return this.#texts(rows);
    if (type === "LowCardinality(String)") return this.#repeated(rows);
    throw new Error(`no column of type ${type.slice(0, 64)} is read`);
  }

  #integers(width: number, many: number): number[] {
    const view = this.#view;
    const from = this.#take(width * many);
    const values = new Array<number>(many);
    // A loop for each width: half the time of one that asks for it at each value.
    if (width === 8)
      for (let row = 0, at = from; row < many; row += 1, at += 8)
        values[row] = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
    else if (width === 4)
      for (let row = 0, at = from; row < many; row += 1, at += 4) values[row] = view.getUint32(at, true);
    else if (width === 2)
      for (let row = 0, at = from; row < many; row += 1, at += 2) values[row] = view.getUint16(at, true);
    else for (let row = 0; row < many; row += 1) values[row] = view.getUint8(from + row);
    return values;
  }

  #signed(many: number): number[] {
    const view = this.#view;
    const from = this.#take(8 * many);
    const values = new Array<number>(many);
    for (let row = 0, at = from; row < many; row += 1, at += 8)
      values[row] = view.getUint32(at, true) + view.getInt32(at + 4, true) * 2 ** 32;
    return values;
  }

  #integer(): number {
    return this.#integers(8, 1)[0] as number;
  }

  #texts(many: number): string[] {
    const texts: string[] = [];
    while (texts.length < many) texts.push(this.text());
    return texts;
  }

  #repeated(rows: number): string[] {
    const layout = this.#integer();
    const flags = this.#integer();
    if (layout !== dictionaryLayout || (flags & ownKeys) === 0) throw new Error("expected a dictionary");
    const keys = this.#texts(this.#integer());
    const places = this.#integers(2 ** (flags & 3), this.#integer());
    const texts: string[] = [];
    for (const place of places) {
      const text = keys[place];
      if (text === undefined) throw new Error("expected a place in the dictionary");
      texts.push(text);
    }
    if (texts.length !== rows) throw new Error("expected as many texts as rows");
    return texts;
  }

  /** @returns where so many bytes begin, which are taken */
  #take(many: number): number {
    const from = this.#at;
    if (many > this.#bytes.length - from) throw new Error("the answer broke off");
    this.#at += many;
    return from;
  }
}
