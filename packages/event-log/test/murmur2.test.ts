import { expect, test } from "vitest";
import { murmur2, partitionOf } from "../src/murmur2.js";

/** From the tests of Apache Kafka's Java client (org.apache.kafka.common.utils.UtilsTest). */
test.each([
  ["21", -973932308],
  ["foobar", -790332482],
  ["a-little-bit-long-string", -985981536],
  ["a-little-bit-longer-string", -1486304829],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
  ["abc", 479470107],
])("%s", (text, hash) => {
  expect(murmur2(Buffer.from(text))).toBe(hash);
});

test("a partition is within the range", () => {
  for (let index = 0; index < 1000; index += 1) {
    const partition = partitionOf(`key ${index}`, 7);
    expect(partition).toBeGreaterThanOrEqual(0);
    expect(partition).toBeLessThan(7);
  }
});
