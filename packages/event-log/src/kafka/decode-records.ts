import { gunzipSync } from "node:zlib";
import { LogIntegrityError } from "../errors.js";
import type { LogRecord } from "../port.js";
import { crc32c } from "./crc32c.js";

const nothing = Buffer.alloc(0);
/** Bytes of a batch before its records, and of what precedes its own length. */
const headerBytes = 61;
const lengthEnd = 12;
const codecs = ["none", "gzip", "snappy", "lz4", "zstd"];

/** Where the next variable-length number is read. One record is decoded at a time, in one go. */
let at = 0;

/** A signed number of at most 53 bits, zigzag, seven bits a byte. */
function readNumber(bytes: Buffer): number {
  let byte = bytes[at++] as number;
  let value = byte & 127;
  for (let factor = 128; byte > 127; factor *= 128) {
    byte = bytes[at++] as number;
    value += (byte & 127) * factor;
  }
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** The bytes that a length precedes; none for a length of -1, which is how nothing is written. */
function readBytes(bytes: Buffer): Buffer {
  const length = readNumber(bytes);
  if (length <= 0) return nothing;
  at += length;
  return bytes.subarray(at - length, at);
}

/**
 * A record as it lies in its batch. Few readers look at keys and headers, and decoding them for everybody would cost as
 * much as all the rest.
 */
class FetchedRecord implements LogRecord {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly value: Buffer;
  readonly #bytes: Buffer;
  readonly #keyAt: number;
  readonly #headersAt: number;

  constructor(partition: number, offset: number, timestampMs: number, bytes: Buffer) {
    this.partition = partition;
    this.offset = offset;
    this.timestampMs = timestampMs;
    this.#bytes = bytes;
    this.#keyAt = at;
    const keyBytes = readNumber(bytes);
    if (keyBytes > 0) at += keyBytes;
    this.value = readBytes(bytes);
    this.#headersAt = at;
  }

  get key(): Buffer {
    at = this.#keyAt;
    return readBytes(this.#bytes);
  }

  /** Of a header that comes several times the last counts. */
  get headers(): Readonly<Record<string, Buffer>> {
    at = this.#headersAt;
    // Assigning to `__proto__` would be taken for the object's prototype; entries are always its own.
    const entries: [string, Buffer][] = [];
    for (let count = readNumber(this.#bytes); count > 0; count -= 1)
      entries.push([readBytes(this.#bytes).toString("utf8"), readBytes(this.#bytes)]);
    return Object.fromEntries(entries);
  }
}

/**
 * Records from record batches, format version 2 (https://kafka.apache.org/documentation/#recordbatch). The last batch
 * may be there in part, and is left out then.
 * @param from offset of the first record wanted; those before it in its batch are left out
 * @param most records wanted
 * @throws LogIntegrityError where the records do not follow upon one another from there, or their bytes are not those
 * that were stored
 */
export function decodeRecords(
  where: string,
  partition: number,
  batches: Buffer,
  from: number,
  most = Number.POSITIVE_INFINITY,
): LogRecord[] {
  const records: LogRecord[] = [];
  const fault = (what: string): never => {
    throw new LogIntegrityError(`${where}: ${what}`, partition);
  };
  let next = from;
  let start = 0;
  while (start + headerBytes <= batches.length) {
    const end = start + lengthEnd + batches.readInt32BE(start + 8);
    if (end > batches.length) break;
    const base = Number(batches.readBigInt64BE(start));
    if (batches[start + 16] !== 2) fault(`offset ${base} is in a batch of format ${batches[start + 16]}, not 2`);
    const attributes = batches.readInt16BE(start + 21);
    const last = base + batches.readInt32BE(start + 23);
    if (last >= next) {
      if (crc32c(batches, start + 21, end) !== batches.readUInt32BE(start + 17))
        fault(`the batch at offset ${base} is damaged`);
      if ((attributes & 32) !== 0)
        fault(`offset ${base} is no record: offsets must be contiguous (compaction, transactions?)`);
      const bytes = unpacked(batches, start + headerBytes, end, attributes & 7, fault);
      const baseMs = Number(batches.readBigInt64BE(start + 27));
      // Bit 3: one time for the whole batch, that at which the broker took it.
      const takenMs = (attributes & 8) === 0 ? undefined : Number(batches.readBigInt64BE(start + 35));
      at = 0;
      for (let count = batches.readInt32BE(start + 57); count > 0; count -= 1) {
        const length = readNumber(bytes);
        const recordEnd = at + length;
        at += 1; // attributes, unused
        const timestampMs = baseMs + readNumber(bytes);
        const offset = base + readNumber(bytes);
        if (offset >= from) {
          if (offset !== next)
            fault(`${next} is followed by ${offset}: offsets must be contiguous (compaction, transactions?)`);
          records.push(new FetchedRecord(partition, offset, takenMs ?? timestampMs, bytes));
          next = offset + 1;
          if (records.length >= most) return records;
        }
        at = recordEnd;
      }
      if (next !== last + 1) fault(`${next} is missing: offsets must be contiguous (compaction, transactions?)`);
    }
    start = end;
  }
  return records;
}

function unpacked(batches: Buffer, from: number, to: number, codec: number, fault: (what: string) => never): Buffer {
  const bytes = batches.subarray(from, to);
  if (codec === 0) return bytes;
  if (codec !== 1) return fault(`compressed by ${codecs[codec] ?? `codec ${codec}`}; only gzip can be read`);
  try {
    return gunzipSync(bytes);
  } catch (error) {
    return fault(`gzip: ${(error as Error).message}`);
  }
}
