import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32c } from "../../src/kafka/crc32c.js";
import { partitionedBatches } from "../../src/kafka/partitioned-batches.js";
import { encodeRecordBatch } from "../../src/kafka/record-batch.js";
import { partitionOf } from "../../src/murmur2.js";

const require = createRequire(import.meta.url);
const Decoder = require("kafkajs/src/protocol/decoder.js");
const decodeRecordBatch = require("kafkajs/src/protocol/recordBatch/v0/decoder.js");

interface Decoded {
  readonly records: readonly {
    readonly offset: string;
    readonly timestamp: string;
    readonly key: Buffer;
    readonly value: Buffer;
    readonly headers: Readonly<Record<string, Buffer>>;
  }[];
}
const decode = (batch: Buffer): Promise<Decoded> => decodeRecordBatch(new Decoder(batch));

test("crc32c gives the published values, from any start", () => {
  // RFC 3720, appendix B.4.
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 255))).toBe(0x62a8ab43);
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
  expect(crc32c(Buffer.from("xx123456789y"), 2, 11)).toBe(0xe3069283);
});

describe("a record batch", () => {
  const text = fc.string({ unit: "binary", maxLength: 200 });
  // kafkajs decodes into plain objects: a header called valueOf comes with what objects inherit.
  const headers = fc.dictionary(
    fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 20 }).filter((name) => !(name in {})),
    text,
    { maxKeys: 4, noNullPrototype: true },
  );
  const record = fc.record(
    { key: text, value: fc.oneof(fc.uint8Array({ maxLength: 9_000 }), text), headers },
    { requiredKeys: ["key", "value"] },
  );

  test.each(["none", "gzip"] as const)("decodes to what was encoded (compression: %s)", async (compression) => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 100 }), async (records) => {
        const { records: decoded } = await decode(encodeRecordBatch(records, 1_700_000_000_123, compression));
        expect(decoded).toHaveLength(records.length);
        for (const [index, each] of records.entries()) {
          const found = decoded[index] as Decoded["records"][number];
          expect(found.offset).toBe(String(index));
          expect(found.timestamp).toBe("1700000000123");
          expect(found.key.equals(Buffer.from(each.key))).toBe(true);
          expect(found.value.equals(Buffer.from(each.value as Uint8Array))).toBe(true);
          const expected = Object.entries(each.headers ?? {}).map(([name, value]) => [
            name,
            Buffer.from(value).toString(),
          ]);
          expect(Object.entries(found.headers).map(([name, value]) => [name, value.toString()])).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("records by partition", () => {
  const limits = { maxBatchBytes: 1_000_000, compression: "none" } as const;
  const record = (index: number, bytes: number) => ({ key: `org/${index}`, value: Buffer.alloc(bytes, 97) });

  test("lie where murmur2 puts their keys, one batch each", async () => {
    const records = Array.from({ length: 500 }, (_, index) => record(index, 300));
    const rounds = partitionedBatches(records, 8, limits);
    expect(rounds).toHaveLength(1);
    let count = 0;
    for (const [partition, batch] of rounds[0] ?? [])
      for (const { key } of (await decode(batch)).records) {
        expect(partitionOf(key.toString(), 8)).toBe(partition);
        count += 1;
      }
    expect(count).toBe(500);
  });

  test("are divided when a partition gets more than a broker takes at once", async () => {
    const records = Array.from({ length: 40 }, (_, index) => record(index, 100_000));
    const rounds = partitionedBatches(records, 1, limits);
    expect(rounds.length).toBeGreaterThan(3);
    let count = 0;
    for (const round of rounds)
      for (const batch of round.values()) {
        expect(batch.length).toBeLessThanOrEqual(1_000_061);
        count += (await decode(batch)).records.length;
      }
    expect(count).toBe(40);
  });

  test("a record that fits nowhere is refused", () => {
    expect(() => partitionedBatches([record(1, 1_000_001)], 1, limits)).toThrow(RangeError);
  });
});
