import { encodedOnce } from "../encoded-once.js";
import type { AppendRecord, LogRecord } from "../port.js";

/**
 * A block is what one append wrote to one partition: a header (records u32, time f64), the end of each record (u32), then
 * the records (key length u16, headers length u16, key, headers as JSON, value). One B-tree entry an append and partition
 * keeps the tree small and an append cheap; the index makes any record reachable.
 */
const headerBytes = 12;
const recordHeaderBytes = 4;
const noHeaders: Readonly<Record<string, Uint8Array>> = {};

const longestPart = 65_535;
const encodeHeaders = encodedOnce<NonNullable<AppendRecord["headers"]>>(
  (headers) => Buffer.from(JSON.stringify(headers)),
  Buffer.alloc(0),
);

/** The key or the headers of a record do not fit. */
class RecordTooLargeError extends Error {
  override readonly name = "RecordTooLargeError";
}

/** @param timestampMs when the log takes them @throws RecordTooLargeError for a key or headers of 64 KiB and more */
export function encodeBlock(records: readonly AppendRecord[], timestampMs: number): Buffer {
  let bytes = headerBytes + records.length * (4 + recordHeaderBytes);
  for (const { key, value, headers } of records) {
    const keyLength = Buffer.byteLength(key);
    const headersLength = encodeHeaders(headers).length;
    if (keyLength > longestPart || headersLength > longestPart)
      throw new RecordTooLargeError("a record's key and its headers are limited to 65,535 bytes each");
    bytes += keyLength + headersLength + Buffer.byteLength(value);
  }
  const block = Buffer.allocUnsafe(bytes);
  block.writeUInt32LE(records.length, 0);
  block.writeDoubleLE(timestampMs, 4);
  let indexAt = headerBytes;
  let at = headerBytes + records.length * 4;
  for (const { key, value, headers } of records) {
    const encoded = encodeHeaders(headers);
    const keyLength = block.write(key, at + recordHeaderBytes);
    block.writeUInt16LE(keyLength, at);
    block.writeUInt16LE(encoded.length, at + 2);
    at += recordHeaderBytes + keyLength;
    block.set(encoded, at);
    at += encoded.length;
    if (typeof value === "string") at += block.write(value, at);
    else {
      block.set(value, at);
      at += value.length;
    }
    block.writeUInt32LE(at, indexAt);
    indexAt += 4;
  }
  return block;
}

export const blockCount = (block: Buffer): number => block.readUInt32LE(0);
export const blockTimestampMs = (block: Buffer): number => block.readDoubleLE(4);

function decodeHeaders(bytes: Buffer): Readonly<Record<string, Uint8Array>> {
  const text = JSON.parse(bytes.toString("utf8")) as Record<string, string>;
  return Object.fromEntries(Object.entries(text).map(([name, value]) => [name, Buffer.from(value)]));
}

/**
 * A record within its block. Its bytes are views that are made when they are asked for: a batch holds tens of thousands of
 * records at once, and three buffers for each of them kept the garbage collector busier than all other work.
 */
class BlockRecord implements LogRecord {
  readonly partition: number;
  readonly offset: number;
  readonly #block: Buffer;
  readonly #start: number;
  readonly #end: number;

  constructor(block: Buffer, partition: number, offset: number, start: number, end: number) {
    this.partition = partition;
    this.offset = offset;
    this.#block = block;
    this.#start = start;
    this.#end = end;
  }

  get #keyAt(): number {
    return this.#start + recordHeaderBytes;
  }
  get #headersAt(): number {
    return this.#keyAt + this.#block.readUInt16LE(this.#start);
  }
  get #valueAt(): number {
    return this.#headersAt + this.#block.readUInt16LE(this.#start + 2);
  }

  get timestampMs(): number {
    return blockTimestampMs(this.#block);
  }
  get key(): Uint8Array {
    return this.#block.subarray(this.#keyAt, this.#headersAt);
  }
  get value(): Uint8Array {
    return this.#block.subarray(this.#valueAt, this.#end);
  }
  get headers(): Readonly<Record<string, Uint8Array>> {
    const [from, to] = [this.#headersAt, this.#valueAt];
    return from === to ? noHeaders : decodeHeaders(this.#block.subarray(from, to));
  }
}

/** The record at `index` of a block whose first offset is `firstOffset`; its bytes are views into the block. */
export function decodeRecord(block: Buffer, partition: number, firstOffset: number, index: number): LogRecord {
  const start = index === 0 ? headerBytes + blockCount(block) * 4 : block.readUInt32LE(headerBytes + (index - 1) * 4);
  const end = block.readUInt32LE(headerBytes + index * 4);
  return new BlockRecord(block, partition, firstOffset + index, start, end);
}
