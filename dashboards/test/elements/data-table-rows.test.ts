import { describe, expect, test } from "vitest";
import { searchedRows, sortedRows } from "../../src/elements/data-table/rows.js";

describe("rows", () => {
  const rows = [
    { texts: { name: "Beta", count: 2 } },
    { texts: { name: "alpha 10", count: null } },
    { texts: { name: "alpha 9", count: 30 } },
  ];
  const names = (found: typeof rows) => found.map(({ texts }) => texts.name);

  test("are in order of numbers and of text with numbers, those without a value last either way", () => {
    expect(names(sortedRows(rows, { column: "count", descending: true }))).toEqual(["alpha 9", "Beta", "alpha 10"]);
    expect(names(sortedRows(rows, { column: "count", descending: false }))).toEqual(["Beta", "alpha 9", "alpha 10"]);
    expect(names(sortedRows(rows, { column: "name", descending: false }))).toEqual(["alpha 9", "alpha 10", "Beta"]);
    expect(names(sortedRows(rows, undefined))).toEqual(names(rows));
  });

  test("are found by every word", () => {
    expect(names(searchedRows(rows, "ALPHA 9"))).toEqual(["alpha 9"]);
    expect(names(searchedRows(rows, " "))).toEqual(names(rows));
    expect(searchedRows(rows, "gamma")).toEqual([]);
  });
});
