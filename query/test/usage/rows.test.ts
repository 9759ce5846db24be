import { coefficients, loadDefaultFactorSet } from "@ecomind/footprint";
import { expect, test } from "vitest";
import { CellFootprints, kindOf } from "../../src/usage/cell-footprint.js";
import { groupOf, type UsageCell } from "../../src/usage/cells.js";
import { type CountedCells, groupedCells, groupsOf, largestGroups, totalOf, usageRows } from "../../src/usage/rows.js";

const footprints = new CellFootprints(coefficients(loadDefaultFactorSet()));

/** A cell of each model, by its requests; all of one kind. */
const cells = (requests: Readonly<Record<string, number>>, startMs = 0, more: Partial<UsageCell> = {}): UsageCell[] =>
  Object.entries(requests).map(([name, many]) => ({
    startMs,
    group: name,
    kind: kindOf("openai", "gpt-4o", ""),
    requests: many,
    requestsWithoutTokens: 0,
    tokensIn: 0,
    tokensCached: 0,
    tokensOut: 0,
    tokensOutRamp: 0,
    ...{ tokensInBelow: 0, tokensInAbove: 0, tokensOutBelow: 0, tokensOutAbove: 0, energyUwh: 0 },
    ...more,
  }));
const counted = (...some: UsageCell[][]): CountedCells[] => [{ cells: some.flat(), footprints }];
const told = (parts: CountedCells[], kept: ReadonlySet<string> | undefined) =>
  Object.fromEntries(usageRows(parts, { width: 1, kept }).map(({ group, sums }) => [group.join(), sums.requests]));
const largest = (parts: CountedCells[], top: number, first?: ReadonlySet<string>) => largestGroups(parts, top, first);

test("groups beyond the largest are one, of each interval and last in it, and rows stay the total", () => {
  const all = counted(cells({ c: 1, d: 1, a: 5, b: 3 }), cells({ b: 9, c: 2 }, 900_000));
  const rows = usageRows(all, { width: 1, kept: largest(all, 2) });
  expect(rows.map(({ startMs, group: [name], sums }) => [startMs, name, sums.requests])).toEqual([
    [0, "a", 5],
    [0, "b", 3],
    [0, "__other__", 2],
    [900_000, "b", 9],
    [900_000, "__other__", 2],
  ]);
  expect(totalOf(rows).measures()).toEqual(totalOf(usageRows(all, { width: 1, kept: undefined })).measures());
  expect(largest(all, 4)).toBeUndefined();
});

test("the largest are those of the most energy, whatever their requests", () => {
  const all = counted(
    cells({ many: 100, few: 2 }),
    cells({ heavy: 1 }, 0, { tokensOut: 1_000_000 }),
    cells({ image: 500 }, 0, { kind: kindOf("openai", "unsupported:x", ""), tokensOut: 9e9 }),
  );
  expect([...(largest(all, 2) ?? [])]).toEqual(["heavy", "image"]);
});

test("bands of the others are those of their sums, by kind", () => {
  const tokens = { tokensIn: 1000, tokensOut: 10 };
  const other = { tokensIn: 10, tokensOut: 5000 };
  const apart = counted(cells({ a: 9 }), cells({ b: 1 }, 0, tokens), cells({ c: 1 }, 0, other));
  const together = counted(cells({ x: 2 }, 0, { tokensIn: 1010, tokensOut: 5010 }));
  const [, others] = usageRows(apart, { width: 1, kept: new Set(["a"]) });
  const [sum] = usageRows(together, { width: 1, kept: undefined });
  expect(others?.sums.measures()).toEqual(sum?.sums.measures());
});

test("the store's own group of others is one of the others, however large", () => {
  const all = counted(cells({ a: 5, b: 3, __other__: 50, c: 1 }));
  expect(told(all, largest(all, 2))).toEqual({ a: 5, b: 3, __other__: 51 });
});

test("an earlier range tells the same groups apart, whatever was large then", () => {
  const now = counted(cells({ a: 5, b: 3, c: 1 }));
  const before = counted(cells({ a: 1, b: 1, c: 90 }));
  const kept = largest(now, 2);
  expect(told(now, kept)).toEqual({ a: 5, b: 3, __other__: 1 });
  expect(told(before, kept)).toEqual({ a: 1, b: 1, __other__: 90 });
});

test("where all groups of a range are told, those of the earlier one that are not in it come last", () => {
  const now = counted(cells({ a: 5, b: 3 }));
  const before = counted(cells({ a: 1, b: 1, c: 90, d: 7, e: 6 }));
  expect(largest(now, 3)).toBeUndefined();
  expect(told(before, largest(before, 3, groupsOf(now)))).toEqual({ a: 1, b: 1, c: 90, __other__: 13 });
});

test("a name that groups are told by makes one group of them", () => {
  const all = counted(cells({ a: 5, b: 3, c: 1 }));
  const named = all.map((part) =>
    groupedCells(part, { groupBy: ["team"], filters: [] }, (group) => (group[0] === "a" ? group : ["__withheld__"])),
  );
  expect(told(named, undefined)).toEqual({ a: 5, __withheld__: 4 });
});

test("the tier is a group and a filter of the factors' own", () => {
  const all = counted(cells({ a: 5 }), cells({ b: 3 }, 0, { kind: kindOf("openai", "house-model", "") }));
  const tiers = all[0]?.cells.map((cell) => footprints.tierOf(cell)) as [string, string];
  expect(new Set(tiers).size).toBe(2);
  const byTier = all.map((part) =>
    groupedCells(
      { ...part, cells: part.cells.map((cell) => ({ ...cell, group: groupOf([cell.group, ""]) })) },
      { groupBy: ["model", "tier"], filters: [] },
      undefined,
    ),
  );
  expect(usageRows(byTier, { width: 2, kept: undefined }).map(({ group }) => group)).toEqual([
    ["a", tiers[0]],
    ["b", tiers[1]],
  ]);
  const filters = [{ dimension: "tier", exclude: true, values: [tiers[0]] }];
  expect(
    told(
      all.map((part) => groupedCells(part, { groupBy: ["model"], filters }, undefined)),
      undefined,
    ),
  ).toEqual({ b: 3 });
});
