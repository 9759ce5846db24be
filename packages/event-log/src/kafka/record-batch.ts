import { gzipSync } from "node:zlib";
import type { AppendRecord } from "../port.js";
import { crc32c } from "./crc32c.js";

/** A record with its key's bytes, which choosing the partition has made already. */
export interface KeyedRecord {
  readonly key: Buffer;
  readonly record: AppendRecord;
}

/** Bytes of a batch before its records. */
const headerBytes = 61;

/** Bytes of a length or count of 0 to 2^30, zigzag and variable. */
const sizeOf = (value: number) =>
  value < 64 ? 1 : value < 8_192 ? 2 : value < 1_048_576 ? 3 : value < 134_217_728 ? 4 : 5;

function write(buffer: Buffer, at: number, value: number): number {
  let rest = value << 1;
  let to = at;
  for (; rest > 127; rest >>>= 7) buffer[to++] = (rest & 127) | 128;
  buffer[to++] = rest;
  return to;
}

/** Bytes of a record without its length, with an offset delta of `index`. */
function bodyBytes({ key, record }: KeyedRecord, index: number): number {
  const { value, headers } = record;
  let bytes = 2 + sizeOf(index) + sizeOf(key.length) + key.length + sizeOf(value.length) + value.length;
  let count = 0;
  if (headers !== undefined)
    for (const name in headers) {
      const nameBytes = Buffer.byteLength(name);
      const valueBytes = Buffer.byteLength(headers[name] as string);
      bytes += sizeOf(nameBytes) + nameBytes + sizeOf(valueBytes) + valueBytes;
      count += 1;
    }
  return bytes + sizeOf(count);
}

/** Bytes that a record takes in a batch, at most. */
export const recordBytes = (record: KeyedRecord): number => bodyBytes(record, 1_000_000) + 5;

function writeText(buffer: Buffer, at: number, text: string): number {
  const start = write(buffer, at, Buffer.byteLength(text));
  return start + buffer.write(text, start);
}

/**
 * One record batch, format version 2, without a producer id (https://kafka.apache.org/documentation/#recordbatch).
 * @param timestampMs of every record, milliseconds since 1970
 */
export function encodeRecordBatch(
  records: readonly KeyedRecord[],
  timestampMs: number,
  compression: "none" | "gzip" = "none",
): Buffer {
  const bodies = new Int32Array(records.length);
  let total = headerBytes;
  for (const [index, record] of records.entries()) {
    const bytes = bodyBytes(record, index);
    bodies[index] = bytes;
    total += sizeOf(bytes) + bytes;
  }
  let batch = Buffer.allocUnsafe(total);
  let at = headerBytes;
  for (const [index, { key, record }] of records.entries()) {
    at = write(batch, at, bodies[index] as number);
    batch[at++] = 0;
    batch[at++] = 0;
    at = write(batch, at, index);
    at = write(batch, at, key.length);
    batch.set(key, at);
    at = write(batch, at + key.length, record.value.length);
    batch.set(record.value, at);
    at += record.value.length;
    const { headers } = record;
    let count = 0;
    if (headers !== undefined) for (const _ in headers) count += 1;
    at = write(batch, at, count);
    if (headers !== undefined)
      for (const name in headers) at = writeText(batch, writeText(batch, at, name), headers[name] as string);
  }
  if (compression === "gzip") {
    const body = gzipSync(batch.subarray(headerBytes), { level: 1 });
    batch = Buffer.concat([batch.subarray(0, headerBytes), body]);
  }
  batch.writeBigInt64BE(0n, 0);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(-1, 12);
  batch[16] = 2;
  batch.writeInt16BE(compression === "gzip" ? 1 : 0, 21);
  batch.writeInt32BE(records.length - 1, 23);
  batch.writeBigInt64BE(BigInt(timestampMs), 27);
  batch.writeBigInt64BE(BigInt(timestampMs), 35);
  batch.writeBigInt64BE(-1n, 43);
  batch.writeInt16BE(-1, 51);
  batch.writeInt32BE(-1, 53);
  batch.writeInt32BE(records.length, 57);
  batch.writeUInt32BE(crc32c(batch, 21), 17);
  return batch;
}
