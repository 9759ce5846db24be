import { expect, test } from "vitest";
import { slicesOfRanges } from "../../src/usage/rollup-slices.js";

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
  expect(slices.map(({ ranges }) => ranges)).toEqual([
    [0, 1],
    [0, 1],
  ]);
  expect(new Set(slices.map(({ bucket }) => bucket)).size).toBe(2);
  for (const { where } of slices) expect(where).toMatch(/_0:.*_1:|_1:.*_0:/s);
});

test("what lies between two ranges is read with them where it is little, and told to be of neither", () => {
  const [hours, edges] = slicesOfRanges(question, [march, february]);
  const hour = "toStartOfHour(e.ts)";
  const at = (name: string) => `{${name}:DateTime('UTC')}`;
  expect(hours?.where).toBe(`${hour} >= ${at("from_hour_1")} AND ${hour} < ${at("to_hour_0")}`);
  expect(hours?.range).toBe(`multiIf(${hour} < ${at("to_hour_1")}, 1, ${hour} < ${at("from_hour_0")}, 2, 0)`);
  const quarter = "toStartOfFifteenMinutes(e.ts)";
  expect(edges?.where).toBe(
    `((${quarter} >= ${at("to_hour_1")} AND ${quarter} < ${at("to_1")}) OR (${quarter} >= ${at("to_hour_0")} AND ${quarter} < ${at("to_0")}))`,
  );
  expect(edges?.range).toBe(`multiIf(${quarter} < ${at("to_1")}, 1, 0)`);
});

test("a year lies between the same month of two, which is not read", () => {
  const [hours] = slicesOfRanges(question, [march, period("2025-03-01T00:00Z", "2025-03-31T10:30Z")]);
  expect(hours?.where).toContain(" OR ");
  expect(hours?.range).not.toContain("2,");
});

test("ranges that follow one another leave nothing between them", () => {
  const whole = period("2026-02-01T00:00Z", "2026-03-01T00:00Z");
  const [hours, ...others] = slicesOfRanges(question, [period("2026-03-01T00:00Z", "2026-03-31T00:00Z"), whole]);
  expect(others).toEqual([]);
  expect(hours?.where).not.toContain(" OR ");
  expect(hours?.range).toBe("multiIf(toStartOfHour(e.ts) < {to_hour_1:DateTime('UTC')}, 1, 0)");
});

test("a range without a whole hour is asked for once, by its quarter hours", () => {
  const some = period("2026-03-01T10:15Z", "2026-03-01T10:45Z");
  const slices = slicesOfRanges({ ...question, groupBy: ["user"] }, [some]);
  expect(slices.map(({ where, range }) => ({ where, range }))).toEqual([
    { where: "e.ts >= {from_0:DateTime('UTC')} AND e.ts < {to_0:DateTime('UTC')}", range: "0" },
  ]);
});

test("both ends of a range that has whole hours are one statement", () => {
  const [, edges] = slicesOfRanges(question, [period("2026-03-01T10:15Z", "2026-03-11T10:45Z")]);
  expect(edges?.where).toMatch(/_0:.* OR .*_0:/);
  expect(edges?.range).toBe("0");
});

test("ranges that overlap, or are the same, share none", () => {
  for (const other of [period("2026-03-30T00:00Z", "2026-04-02T10:30Z"), march])
    expect(slicesOfRanges(question, [march, other]).map(({ ranges }) => ranges.length)).toEqual([1, 1, 1, 1]);
});
