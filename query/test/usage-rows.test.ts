import { expect, test } from "vitest";
import { emptyMeasures } from "../src/measures.js";
import { groupsBeside, keepGroups, largestGroups, totalOf, type UsageRow } from "../src/usage-rows.js";

/** A row of each model, by its requests. */
const rows = (requests: Readonly<Record<string, number>>, startMs = 0): UsageRow[] =>
  Object.entries(requests).map(([model, many]) => ({
    startMs,
    group: [model],
    measures: { ...emptyMeasures(), requests: many },
  }));
const told = (some: readonly UsageRow[]) =>
  Object.fromEntries(some.map(({ group, measures }) => [group.join(), measures.requests]));

test("groups beyond the largest are one, of each interval, and rows stay the total", () => {
  const all = [...rows({ a: 5, b: 3, c: 1, d: 1 }), ...rows({ b: 9, c: 2 }, 900_000)];
  const kept = keepGroups(all, largestGroups(all, 2));
  expect(kept.map(({ startMs, group: [name], measures }) => [startMs, name, measures.requests])).toEqual([
    [0, "a", 5],
    [0, "b", 3],
    [0, "__other__", 2],
    [900_000, "b", 9],
    [900_000, "__other__", 2],
  ]);
  expect(totalOf(kept)).toEqual(totalOf(all));
  expect(keepGroups(all, largestGroups(all, 4))).toEqual(all);
});

test("the store's own group of others is one of the others, however large", () => {
  const all = rows({ a: 5, b: 3, __other__: 50, c: 1 });
  expect(told(keepGroups(all, largestGroups(all, 2)))).toEqual({ a: 5, b: 3, __other__: 51 });
});

test("an earlier range tells the same groups apart, whatever was large then", () => {
  const now = rows({ a: 5, b: 3, c: 1 });
  const before = rows({ a: 1, b: 1, c: 90 });
  const kept = largestGroups(now, 2);
  expect(told(keepGroups(now, kept))).toEqual({ a: 5, b: 3, __other__: 1 });
  expect(told(keepGroups(before, groupsBeside(now, kept, before, 2)))).toEqual({ a: 1, b: 1, __other__: 90 });
});

test("where all groups of a range are told, those of the earlier one that are not in it come last", () => {
  const now = rows({ a: 5, b: 3 });
  const before = rows({ a: 1, b: 1, c: 90, d: 7, e: 6 });
  const kept = largestGroups(now, 3);
  expect(kept).toBeUndefined();
  expect(told(keepGroups(before, groupsBeside(now, kept, before, 3)))).toEqual({ a: 1, b: 1, c: 90, __other__: 13 });
});
