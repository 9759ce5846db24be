/** Reads values of Thrift's compact protocol, as far as a Parquet footer needs it. */
class Compact {
  #at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new RangeError("the footer ends early");
    this.#at += 1;
    return value;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  zigzag(): bigint {
    const value = this.varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  skip(type: number): void {
    if (type === 1 || type === 2) return;
    if (type === 3) this.byte();
    else if (type <= 6) this.zigzag();
    else if (type === 7) this.#at += 8;
    else if (type === 8) {
      const length = Number(this.varint());
      this.#at += length;
    } else if (type === 9 || type === 10) this.#skipList();
    else if (type === 12) this.fields(() => false);
    else throw new RangeError(`the footer has a value of type ${type}`);
  }

  #skipList(): void {
    const head = this.byte();
    const size = head >> 4 === 15 ? Number(this.varint()) : head >> 4;
    for (let index = 0; index < size; index += 1) {
      if ((head & 15) <= 2) this.byte();
      else this.skip(head & 15);
    }
  }

  /** Goes through a structure's fields. @param read takes a field's value, or tells that it did not */
  fields(read: (id: number, type: number) => boolean): void {
    for (let id = 0; ; ) {
      const head = this.byte();
      if (head === 0) return;
      id = head >> 4 === 0 ? Number(this.zigzag()) : id + (head >> 4);
      if (!read(id, head & 15)) this.skip(head & 15);
    }
  }
}

/** Bytes at a Parquet file's end that are looked at: the footer with the schema, of few row groups. */
export const parquetTailBytes = 4 * 1024 * 1024;

/**
 * Rows of a Parquet file, from the footer that it ends with: `FileMetaData.num_rows`, field 3.
 * @param tail the file's last bytes @throws RangeError when it does not end like a Parquet file
 */
export function parquetRows(tail: Uint8Array): number {
  const view = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength);
  if (view.length < 12 || view.toString("latin1", view.length - 4) !== "PAR1") throw new RangeError("no Parquet file");
  const start = view.length - 8 - view.readUInt32LE(view.length - 8);
  if (start < 0) throw new RangeError("the footer is longer than what was kept of the file");
  const reader = new Compact(view.subarray(start, view.length - 8));
  let rows: bigint | undefined;
  reader.fields((id, type) => {
    if (id !== 3 || type !== 6) return false;
    rows = reader.zigzag();
    return true;
  });
  if (rows === undefined) throw new RangeError("the footer tells no number of rows");
  return Number(rows);
}
