import { expect, test } from "vitest";
import { usageColumns, usagePages } from "../../src/exports/usage-pages.js";
import { GroupSums } from "../../src/usage/measures.js";

/** A report of many rows, and how many of them have been made. */
function reportOf(count: number) {
  let made = 0;
  const rowOf = (index: number) => {
    const sums = new GroupSums();
    sums.requests = index + 1;
    const measures = () => {
      made += 1;
      return sums.measures();
    };
    return { start: "2026-01-01T00:00:00.000Z", group: [`team-${index}`], sums: { measures } };
  };
  const rows = Array.from({ length: count }, (_, index) => rowOf(index));
  const range = { interval: "total" as const, timezone: "UTC", to: "2026-02-01T00:00:00.000Z" };
  return { report: { ...range, group_by: ["team"], rows, restated: { rows } }, made: () => made };
}

test("rows of a file are made when they are asked for, a page at a time", () => {
  const { report, made } = reportOf(2_250);
  const pages = usagePages(report);
  expect(made()).toBe(0);
  const first = pages.next().value ?? [];
  expect([first.length, made()]).toEqual([500, 1_000]);
  let rows = first.length;
  for (const page of pages) {
    rows += page.length;
    expect(made()).toBe(2 * rows);
  }
  expect(rows).toBe(2_250);
  expect(Object.keys(first[0] ?? {})).toEqual(usageColumns(report).map(({ name }) => name));
  expect(first[7]).toMatchObject({ team: "team-7", requests: 8 });
});
