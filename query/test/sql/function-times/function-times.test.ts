import { afterAll, beforeAll, expect, test } from "vitest";
import { callsOf, type FunctionCall } from "./function-calls.js";
import { slowCall, type Timed } from "./function-times.js";
import { startTimedEngine } from "./timed-engine.js";

/** A call whose statement is the length of its values, for a clock that computes from it. */
const call: FunctionCall = { name: "measured", statements: (n) => [String(n)] };
const takes =
  (ms: (n: number) => number): Timed =>
  async (statement) =>
    ms(Number(statement));

// The engine's own times are measured by `function-times.slow.ts`.
test("a call whose time grows by the square is slow, with the statement that shows it", async () => {
  const slow = await slowCall(
    call,
    takes((n) => (n / 4096) ** 2),
  );
  expect(slow).toEqual({ name: "measured", statement: "131072", ms: 1024, factor: 4 });
});

test("a call whose time grows with the length, or by n log n, is not slow", async () => {
  const linear = takes((n) => n / 256);
  const sorting = takes((n) => (n * Math.log2(n)) / 4096);
  expect(await slowCall(call, linear)).toBeUndefined();
  expect(await slowCall(call, sorting)).toBeUndefined();
});

test("a call that is quick at every length, or that the engine refuses, is not slow", async () => {
  expect(
    await slowCall(
      call,
      takes((n) => (n / 16_384) ** 2),
    ),
  ).toBeUndefined();
  expect(await slowCall(call, async () => undefined)).toBeUndefined();
});

let engine: Awaited<ReturnType<typeof startTimedEngine>>;
beforeAll(async () => {
  engine = await startTimedEngine();
});
afterAll(() => engine.stop());

test("calls that the engine accepts are found by trying", async () => {
  const calls = await callsOf("reverse", false, engine.attempt);
  expect(calls.length).toBeGreaterThan(2);
  expect(calls[0]?.statements(8)[0]).toContain("reverse(");
  expect(await callsOf("toYear", false, engine.attempt)).toEqual([]);
});
