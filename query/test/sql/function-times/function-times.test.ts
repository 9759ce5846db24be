import { afterAll, beforeAll, expect, test } from "vitest";
import { callOf, callsOf } from "./function-calls.js";
import { slowCall } from "./function-times.js";
import { startTimedEngine } from "./timed-engine.js";

let engine: Awaited<ReturnType<typeof startTimedEngine>>;
beforeAll(async () => {
  engine = await startTimedEngine();
});
afterAll(() => engine.stop());

// A sample of `function-times.slow.ts`, which times them all.
test("a function that takes time by the square is found, and one that does not is none", {
  timeout: 120_000,
}, async () => {
  const slow = await slowCall(callOf("hasAll", ["texts", "texts"]), engine.timed);
  expect(slow?.name).toBe("hasAll");
  expect(slow?.factor).toBeGreaterThan(3);
  expect(await slowCall(callOf("arrayDistinct", ["integers"]), engine.timed)).toBeUndefined();
});

test("calls that the engine accepts are found by trying", async () => {
  const calls = await callsOf("reverse", false, engine.attempt);
  expect(calls.length).toBeGreaterThan(2);
  expect(calls[0]?.statements(8)[0]).toContain("reverse(");
  expect(await callsOf("toYear", false, engine.attempt)).toEqual([]);
});
