import { gzipSync } from "node:zlib";
import { encodedOnce } from "../encoded-once.js";
import type { AppendRecord } from "../port.js";
import { crc32c } from "./crc32c.js";

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

/** Bytes of a part with its length before it. */
const partBytes = (part: Uint8Array | string): number => {
  const bytes = Buffer.byteLength(part);
  return sizeOf(bytes) + bytes;
};

function writePart(buffer: Buffer, at: number, part: Uint8Array | string): number {
  const bytes = Buffer.byteLength(part);
  const start = write(buffer, at, bytes);
  if (typeof part === "string") buffer.write(part, start);
  else buffer.set(part, start);
  return start + bytes;
}

/** The number of headers, then their names and values. */
const encodeHeaders = encodedOnce<NonNullable<AppendRecord["headers"]>>(
  (headers) => {
    const parts = Object.entries(headers).flat();
    const count = parts.length / 2;
    const encoded = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + partBytes(part), sizeOf(count)));
    let at = write(encoded, 0, count);
    for (const part of parts) at = writePart(encoded, at, part);
    return encoded;
  },
  Buffer.from([0]),
);

/** Bytes of a record without its length, with an offset delta of `index`. */
const bodyBytes = ({ key, value, headers }: AppendRecord, index: number): number =>
  2 + sizeOf(index) + partBytes(key) + partBytes(value) + encodeHeaders(headers).length;

/** Bytes that a record takes in a batch, at most. */
export const recordBytes = (record: AppendRecord): number => bodyBytes(record, 1_000_000) + 5;

/**
 * One record batch, format version 2, without a producer id (https://kafka.apache.org/documentation/#recordbatch).
 * @param timestampMs of every record, milliseconds since 1970
 */
export function encodeRecordBatch(
  records: readonly AppendRecord[],
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
  for (const [index, { key, value, headers }] of records.entries()) {
    at = write(batch, at, bodies[index] as number);
    batch[at++] = 0;
    batch[at++] = 0;
    at = write(batch, at, index);
    at = writePart(batch, at, key);
    at = writePart(batch, at, value);
    const encoded = encodeHeaders(headers);
    batch.set(encoded, at);
    at += encoded.length;
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
