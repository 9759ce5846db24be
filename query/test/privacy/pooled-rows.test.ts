import { expect, test } from "vitest";
import { pooledRows } from "../../src/privacy/pooled-rows.js";
import type { RowPersons } from "../../src/privacy/row-persons.js";

const row = (start: number, group: string, other: string, many: number): RowPersons => ({
  start,
  group,
  other,
  persons: Array.from({ length: many }, (_, person) => 100 * group.charCodeAt(0) + person),
});
const othersOf = (rows: readonly RowPersons[]) =>
  [...pooledRows(rows, 5)].map(([start, { others }]) => [start, [...others].sort()]);

test("a value that the whole range withholds is withheld in each interval, with those that it is told with", () => {
  const rows = [
    row(1, "a", "rare", 1),
    ...[1, 2].flatMap((start) => [row(start, "a", "m", 6), row(start, "a", "n", 6)]),
  ];
  expect(othersOf(rows)).toEqual([
    [1, ["m", "rare"]],
    [2, ["m", "rare"]],
  ]);
});

test("what is told as one does not depend on the order of rows, nor on how many of enough persons they tell", () => {
  const rows = [
    ...[row(0, "a", "x", 1), row(0, "a", "m", 6), row(0, "a", "y", 6)],
    ...[row(0, "b", "y", 1), row(0, "b", "c", 6)],
  ];
  const more = rows.map((one) => (one.other === "m" ? row(0, "a", "m", 9) : one));
  expect(othersOf(rows)).toEqual([[0, ["c", "m", "x", "y"]]]);
  for (const some of [rows.toReversed(), more]) expect(othersOf(some)).toEqual(othersOf(rows));
});
