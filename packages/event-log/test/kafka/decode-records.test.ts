import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LogIntegrityError } from "../../src/index.js";
import { crc32c } from "../../src/kafka/crc32c.js";
import { decodeRecords } from "../../src/kafka/decode-records.js";
import { encodeRecordBatch } from "../../src/kafka/record-batch.js";
import type { AppendRecord } from "../../src/port.js";

const require = createRequire(import.meta.url);
const { RecordBatch } = require("kafkajs/src/protocol/recordBatch/v0/index.js");
const Record = require("kafkajs/src/protocol/recordBatch/record/v0/index.js");

const nowMs = 1_790_000_000_123;

/** A batch as a broker stores it: from an offset, told in the header, which the checksum leaves out. */
function batchAt(base: number, records: readonly AppendRecord[], compression: "none" | "gzip" = "none"): Buffer {
  const batch = encodeRecordBatch(records, nowMs, compression);
  batch.writeBigInt64BE(BigInt(base), 0);
  return batch;
}
const numbered = (from: number, count: number): AppendRecord[] =>
  Array.from({ length: count }, (_, index) => ({ key: `${from + index}`, value: Buffer.from(`v${from + index}`) }));
const offsetsOf = (batches: Buffer, from: number) => decodeRecords("t/0", 0, batches, from).map(({ offset }) => offset);

/** Changes a batch and makes its checksum right again. */
function changed(batch: Buffer, change: (batch: Buffer) => void): Buffer {
  change(batch);
  batch.writeUInt32BE(crc32c(batch, 21), 17);
  return batch;
}

describe("what was encoded comes back", () => {
  const record = fc.record({
    key: fc.string(),
    value: fc.uint8Array({ maxLength: 300 }),
    headers: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3, noNullPrototype: true }),
  });
  test("a header that is named as an object's own machinery is", () => {
    const headers = Object.fromEntries([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
    const [record] = decodeRecords("t/0", 0, batchAt(0, [{ key: "", value: "", headers }]), 0);
    expect(Object.entries(record?.headers ?? {}).map(([name, bytes]) => [name, bytes.toString()])).toEqual(
      Object.entries(headers),
    );
  });

  test.each(["none", "gzip"] as const)("compression %s", (compression) => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), fc.nat({ max: 2 ** 40 }), (records, base) => {
        const found = decodeRecords("t/3", 3, batchAt(base, records, compression), base);
        const plain = found.map(({ partition, offset, timestampMs, key, value, headers }) => ({
          ...{ partition, offset, timestampMs, key: Buffer.from(key).toString(), value: [...value] },
          headers: Object.entries(headers).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
        }));
        expect(plain).toEqual(
          records.map(({ key, value, headers }, index) => ({
            ...{ partition: 3, offset: base + index, timestampMs: nowMs, key: Buffer.from(key).toString() },
            ...{ value: [...value], headers: Object.entries(headers) },
          })),
        );
      }),
    );
  });
});

test("what kafkajs encodes is read: times of each record, no key, no value, a header that comes twice", async () => {
  const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();
  const records = [
    Record({ offsetDelta: 0, timestampDelta: -5, key: null, value: null, headers: {} }),
    Record({ offsetDelta: 1, timestampDelta: 70_000, key: "k", value: "v", headers: { h: ["first", "last"] } }),
  ];
  const { buffer } = await RecordBatch({
    ...{ compression: 0, firstTimestamp: nowMs, maxTimestamp: nowMs + 70_000, lastOffsetDelta: 1 },
    records,
  });
  const [first, second] = decodeRecords("t/0", 0, buffer, 0);
  expect([first?.timestampMs, text(first?.key), text(first?.value), first?.headers]).toEqual([nowMs - 5, "", "", {}]);
  expect([second?.timestampMs, text(second?.key), text(second?.value)]).toEqual([nowMs + 70_000, "k", "v"]);
  expect(text(second?.headers.h)).toBe("last");
});

test("a batch that is there in part is left for the next time, and what lies before the position is left out", () => {
  const batches = Buffer.concat([batchAt(10, numbered(10, 5)), batchAt(15, numbered(15, 5))]);
  expect(offsetsOf(batches, 12)).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
  expect(offsetsOf(batches, 15)).toEqual([15, 16, 17, 18, 19]);
  for (let cut = 1; cut < 60; cut += 7) expect(offsetsOf(batches.subarray(0, -cut), 12)).toEqual([12, 13, 14]);
  expect(offsetsOf(Buffer.alloc(0), 12)).toEqual([]);
  expect(decodeRecords("t/0", 0, batches, 12, 1).map(({ offset }) => offset)).toEqual([12]);
});

test("the broker's own time counts where the topic says so", () => {
  const batch = changed(batchAt(0, numbered(0, 2)), (bytes) => {
    bytes.writeInt16BE(8, 21);
    bytes.writeBigInt64BE(BigInt(nowMs + 9_000), 35);
  });
  expect(decodeRecords("t/0", 0, batch, 0).map(({ timestampMs }) => timestampMs)).toEqual([
    nowMs + 9_000,
    nowMs + 9_000,
  ]);
});

test.each<[string, Buffer, RegExp]>([
  [
    "a gap between batches",
    Buffer.concat([batchAt(0, numbered(0, 2)), batchAt(3, numbered(3, 1))]),
    /2 is followed by 3/,
  ],
  ["a gap before the first", batchAt(1, numbered(1, 1)), /0 is followed by 1/],
  [
    "a batch that lost its last records",
    changed(batchAt(0, numbered(0, 2)), (b) => b.writeInt32BE(5, 23)),
    /2 is missing/,
  ],
  ["a transaction's marker", changed(batchAt(0, numbered(0, 1)), (b) => b.writeInt16BE(32, 21)), /0 is no record/],
  ["another codec", changed(batchAt(0, numbered(0, 1)), (b) => b.writeInt16BE(4, 21)), /zstd; only gzip/],
  ["bytes that are no gzip", changed(batchAt(0, numbered(0, 1)), (b) => b.writeInt16BE(1, 21)), /gzip: /],
  [
    "a flipped bit",
    Buffer.from(batchAt(0, numbered(0, 9)).map((byte, at) => (at === 90 ? byte ^ 1 : byte))),
    /damaged/,
  ],
])("%s is told of", (_, batches, message) => {
  expect(() => offsetsOf(batches, 0)).toThrow(LogIntegrityError);
  expect(() => offsetsOf(batches, 0)).toThrow(message);
});
