import { describe, expect, test } from "vitest";
import { sqlChart } from "../../src/figures/sql-result.js";

describe("a result of SQL", () => {
  const column = (name: string, type: string) => ({ name, type });
  test("is drawn by its first label and number", () => {
    expect(
      sqlChart({
        columns: [column("n", "UInt64"), column("day", "Date")],
        rows: [
          ["1", "2026-01-01"],
          ["2", "2026-01-02"],
        ],
        elapsed_ms: 1,
      }),
    ).toEqual({ labels: ["2026-01-01", "2026-01-02"], name: "n", values: [1, 2], isTime: true });
  });
  test.each([
    [[column("a", "String")], [["x"], ["y"]]],
    [[column("a", "String"), column("b", "UInt8")], [["x", 1]]],
    [
      [column("a", "String"), column("b", "Nullable(Float64)")],
      [
        ["x", "nan"],
        ["y", 1],
      ],
    ],
  ])("is not drawn where that says nothing", (columns, rows) => {
    expect(sqlChart({ columns, rows, elapsed_ms: 1 })).toBeUndefined();
  });
});
