import { expect, test } from "vitest";
import { fuzzReader } from "./fuzz-reader.js";

test("changed bodies are read or refused, and nothing else: two thousand of the same", () => {
  const { faults, read, refused } = fuzzReader(2_000, 7);
  expect(faults).toEqual([]);
  expect(read + refused).toBe(2_000);
  expect(Math.min(read, refused)).toBeGreaterThan(20);
});
