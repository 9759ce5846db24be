import { expect, test } from "vitest";
import { slicesOfRanges } from "../src/usage-slices.js";

const question = { interval: "day", groupBy: ["model"], filters: [] } as const;
const period = (from: string, to: string) => ({
  fromMs: Date.parse(from),
  toMs: Date.parse(to),
  zone: "Europe/Berlin",
  partial: false,
});
const march = period("2026-03-01T00:00Z", "2026-03-31T10:30Z");
const february = period("2026-02-01T00:00Z", "2026-02-28T10:30Z");

test("a range and an earlier one share their statements: one by the hour, one for what is left of an hour", () => {
  const slices = slicesOfRanges(question, [march, february]);
  expect(slices.map(({ parts }) => parts.map(({ range }) => range))).toEqual([
    [0, 1],
    [0, 1],
  ]);
  expect(new Set(slices.map(({ bucket }) => bucket)).size).toBe(2);
  expect(slices.flatMap(({ parts }) => parts.map(({ where }) => where)).every((where) => /_[01]:/.test(where))).toBe(
    true,
  );
});

test("ranges that overlap, or are the same, share none", () => {
  for (const other of [period("2026-03-30T00:00Z", "2026-04-02T10:30Z"), march])
    expect(slicesOfRanges(question, [march, other]).map(({ parts }) => parts.length)).toEqual([1, 1, 1, 1]);
});
