import { expect, test } from "vitest";
import { comparedPeriodOf, periodOf } from "../../src/usage/period.js";

/** The range that one is compared with, as a person would write it. */
function compared(parameters: Readonly<Record<string, unknown>>, now = "2026-11-10T09:07:00Z"): [string, string] {
  const context = { parameters, nowMs: Date.parse(now) };
  const period = comparedPeriodOf(context, periodOf(context));
  const iso = (ms: number | undefined) => new Date(ms ?? Number.NaN).toISOString().replace(":00.000Z", "Z");
  return [iso(period?.fromMs), iso(period?.toMs)];
}

test.each([
  ["by one's own range", { compare: "custom", compare_from: "2026-10-01", compare_to: "2026-10-31" }],
  ["by the one before", { compare: "previous" }],
])("a month that is going on is compared with the same part of another: %s", (_, compare) => {
  expect(compared({ from: "2026-11-01", to: "2026-11-30", ...compare })).toEqual([
    "2026-10-01T00:00Z",
    "2026-10-10T09:00Z",
  ]);
  expect(compared({ from: "2026-11-01", ...compare })).toEqual(["2026-10-01T00:00Z", "2026-10-10T09:00Z"]);
});

test("the same part is told by wall time, though clocks change in one of them", () => {
  expect(
    compared(
      {
        tz: "Europe/Berlin",
        from: "2026-04-25",
        compare: "custom",
        compare_from: "2026-03-28",
        compare_to: "2026-04-24",
      },
      "2026-04-27T08:00:00Z",
    ),
  ).toEqual(["2026-03-27T23:00Z", "2026-03-30T08:00Z"]);
});

test("one's own range of another length stays, unless it reaches beyond now or the range has not ended", () => {
  const own = { compare: "custom", compare_from: "2026-09-01", compare_to: "2026-09-30" };
  expect(compared({ from: "2026-10-01", to: "2026-10-10", ...own })).toEqual([
    "2026-09-01T00:00Z",
    "2026-10-01T00:00Z",
  ]);
  const future = { compare: "custom", compare_from: "2026-11-01", compare_to: "2026-11-30" };
  expect(compared({ from: "2026-10-01", to: "2026-10-31", ...future })).toEqual([
    "2026-11-01T00:00Z",
    "2026-11-10T09:15Z",
  ]);
});

test("a range of more than a year is compared with as long a one, a year before", () => {
  expect(compared({ from: "2025-01-01", to: "2026-06-30", compare: "year" })).toEqual([
    "2024-01-01T00:00Z",
    "2025-07-01T00:00Z",
  ]);
});

test.each([
  ["2024-02-29", "2024-02-29", ["2023-02-28T00:00Z", "2023-03-01T00:00Z"]],
  ["2024-02-29", "2024-03-04", ["2023-02-28T00:00Z", "2023-03-05T00:00Z"]],
  ["2024-02-01", "2024-02-29", ["2023-02-01T00:00Z", "2023-03-01T00:00Z"]],
])("from %s to %s, a leap year's, keeps its days a year before", (from, to, expected) => {
  expect(compared({ from, to, compare: "year" })).toEqual(expected);
});

test.each([
  ["the one before", { compare: "previous" }, "2025-10-25T00:30Z", "2025-10-25T01:00Z"],
  ["the one of a year before", { compare: "year" }, "2024-10-26T00:30Z", "2024-10-26T01:00Z"],
])("a range in the hour that clocks show twice is compared with one as long: %s", (_, compare, from, to) => {
  const range = { from: "2025-10-26T00:30:00Z", to: "2025-10-26T01:00:00Z" };
  expect(compared({ tz: "Europe/Berlin", ...range, ...compare })).toEqual([from, to]);
});

test("as long a one as well where the range has not ended, and is compared with one's own", () => {
  const own = { compare: "custom", compare_from: "2025-10-24T22:00:00Z", compare_to: "2025-10-25" };
  expect(compared({ tz: "Europe/Berlin", from: "2025-10-26T00:30:00Z", ...own }, "2025-10-26T00:50:00Z")).toEqual([
    "2025-10-24T22:00Z",
    "2025-10-24T22:15Z",
  ]);
});

test("while no quarter hour of a range has ended there is nothing to compare", () => {
  const context = (now: string, compare: object) => ({
    parameters: { from: "2026-11-10", ...compare },
    nowMs: Date.parse(now),
  });
  for (const compare of [
    { compare: "previous" },
    { compare: "year", match_weekday: true },
    { compare: "custom", compare_from: "2026-11-09", compare_to: "2026-11-09" },
  ]) {
    const early = context("2026-11-10T00:00:38Z", compare);
    expect(comparedPeriodOf(early, periodOf(early))).toBeUndefined();
    const later = context("2026-11-10T00:29:59Z", compare);
    const found = comparedPeriodOf(later, periodOf(later));
    expect((found?.toMs ?? 0) - (found?.fromMs ?? 0)).toBe(900_000);
    expect(found?.settledMs).toBe(Date.parse("2026-11-10T00:15:00Z"));
  }
});
