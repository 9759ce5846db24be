import { endOfInterval, intervalStarts, isDay, isZone, startOfInterval } from "@ecomind/zoned-time";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comparedPeriodOf, periodOf } from "../../../query/src/usage/period.js";
import { compareQuery } from "../../src/view/compare.js";
import { defaultInterval, type Interval } from "../../src/view/interval.js";
import { parseRange, presets, resolveRange, shortenedRange, stepRange } from "../../src/view/range.js";
import { viewFromSearch } from "../../src/view/view-state.js";

const berlin = "Europe/Berlin";
const nowMs = Date.parse("2026-11-23T15:41:10Z");
const iso = (ms: number) => new Date(ms).toISOString();
const zones = [
  "UTC",
  berlin,
  "Asia/Kathmandu",
  "America/St_Johns",
  "Pacific/Chatham",
  "America/New_York",
  "Australia/Lord_Howe",
];

describe("a range of days", () => {
  test("goes from midnight to midnight in its zone, or to the present quarter hour", () => {
    const period = resolveRange("14d", berlin, nowMs);
    expect([iso(period.fromMs), iso(period.toMs), period.partial]).toEqual([
      "2026-11-09T23:00:00.000Z",
      "2026-11-23T15:45:00.000Z",
      true,
    ]);
    const past = resolveRange({ from: "2026-10-24", to: "2026-10-25" }, berlin, nowMs);
    // Clocks go back in the night: 49 hours.
    expect([iso(past.fromMs), (past.toMs - past.fromMs) / 3_600_000, past.partial]).toEqual([
      "2026-10-23T22:00:00.000Z",
      49,
      false,
    ]);
  });

  test.each([
    ["today", "2026-11-23", "2026-11-23"],
    ["yesterday", "2026-11-22", "2026-11-22"],
    ["month", "2026-11-01", "2026-11-23"],
    ["last-month", "2026-10-01", "2026-10-31"],
    ["year", "2026-01-01", "2026-11-23"],
  ] as const)("%s", (range, from, to) => {
    const { fromMs, toMs } = resolveRange(range, "UTC", nowMs);
    expect([iso(fromMs).slice(0, 10), iso(toMs - 1).slice(0, 10)]).toEqual([from, to]);
  });

  test("steps by its own length, a month by a month", () => {
    expect(stepRange("7d", "UTC", nowMs, -1)).toEqual({ from: "2026-11-10", to: "2026-11-16" });
    expect(stepRange("last-month", "UTC", nowMs, -1)).toEqual({ from: "2026-09-01", to: "2026-09-30" });
    expect(stepRange({ from: "2026-01-01", to: "2026-01-31" }, "UTC", nowMs, 1)).toEqual({
      from: "2026-02-01",
      to: "2026-02-28",
    });
    expect(stepRange({ from: "2026-03-01", to: "2026-03-31" }, "UTC", nowMs, -1)).toEqual({
      from: "2026-02-01",
      to: "2026-02-28",
    });
  });

  test.each([
    "2026-02-30..2026-03-01",
    "2026-03-02..2026-03-01",
    "14",
    "2026-01-01",
    "2020-01-01..2026-01-01",
    "..",
    "a..b",
  ])("%s is none", (text) => expect(parseRange(text)).toBeUndefined());
});

describe("a range that is too long", () => {
  test.each([
    ["2020-01-01..2026-01-01", { from: "2023-10-25", to: "2026-01-01" }],
    ["2023-10-24..2026-01-01", { from: "2023-10-25", to: "2026-01-01" }],
    ["2023-10-25..2026-01-01", undefined],
    ["14d", undefined],
    ["a..b", undefined],
    [null, undefined],
  ] as const)("%s is shortened to its last 800 days", (text, expected) => {
    expect(shortenedRange(text)).toEqual(expected);
  });

  test("is what an address then means, never the default", () => {
    const view = viewFromSearch(new URLSearchParams("range=2020-01-01..2026-01-01"), "UTC");
    expect(view.range).toEqual({ from: "2023-10-25", to: "2026-01-01" });
    const period = resolveRange(view.range, "UTC", nowMs);
    expect((period.toMs - period.fromMs) / 86_400_000).toBe(800);
  });
});

describe("the earlier period", () => {
  const at = (range: Parameters<typeof resolveRange>[0], compare: Parameters<typeof compareQuery>[1], zone = "UTC") => {
    const period = resolveRange(range, zone, nowMs);
    const parameters = {
      ...{ from: iso(period.fromMs), to: iso(period.endMs), tz: zone },
      ...compareQuery(period, compare, range),
    };
    const before = comparedPeriodOf({ nowMs, parameters }, periodOf({ nowMs, parameters }));
    return before && [iso(before.fromMs), iso(before.toMs)];
  };

  test("is as long, and ends at the same time of day", () => {
    expect(at("14d", "previous")).toEqual(["2026-10-27T00:00:00.000Z", "2026-11-09T15:30:00.000Z"]);
    expect(at("today", "previous")).toEqual(["2026-11-22T00:00:00.000Z", "2026-11-22T15:30:00.000Z"]);
  });

  test("of an unfinished month is the same part of the month before", () => {
    expect(at("month", "previous")).toEqual(["2026-10-01T00:00:00.000Z", "2026-10-23T15:30:00.000Z"]);
  });

  test("of a whole month is a whole month", () => {
    expect(at("last-month", "previous")).toEqual(["2026-09-01T00:00:00.000Z", "2026-10-01T00:00:00.000Z"]);
    expect(at({ from: "2026-03-01", to: "2026-03-31" }, "previous")).toEqual([
      "2026-02-01T00:00:00.000Z",
      "2026-03-01T00:00:00.000Z",
    ]);
  });

  test("a year before, on the same weekdays, from a day", () => {
    expect(at("7d", "year")?.[0]).toBe("2025-11-17T00:00:00.000Z");
    expect(at({ from: "2026-11-10", to: "2026-11-12" }, "weekday")).toEqual([
      "2026-11-03T00:00:00.000Z",
      "2026-11-06T00:00:00.000Z",
    ]);
    expect(at("7d", { from: "2026-01-05" })?.[0]).toBe("2026-01-05T00:00:00.000Z");
    expect(at("7d", "none")).toBeUndefined();
  });

  test("a year before a leap day is a day as well", () => {
    expect(at({ from: "2024-02-29", to: "2024-02-29" }, "year")).toEqual([
      "2023-02-28T00:00:00.000Z",
      "2023-03-01T00:00:00.000Z",
    ]);
  });

  test("keeps wall times over a change of clocks", () => {
    expect(at({ from: "2026-10-26", to: "2026-11-01" }, "previous", berlin)).toEqual([
      "2026-10-18T22:00:00.000Z",
      "2026-10-25T23:00:00.000Z",
    ]);
  });
});

describe("intervals", () => {
  test("tile a period without gap or overlap, in every zone and over changes of clocks", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom<Interval>("hour", "day", "week", "month"),
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 1, max: 40 }),
        (zone, interval, startDay, days) => {
          const from = iso(Date.parse("2025-01-01") + startDay * 86_400_000).slice(0, 10);
          const to = iso(Date.parse(from) + days * 86_400_000).slice(0, 10);
          const period = resolveRange({ from, to }, zone, Date.parse("2028-01-01"));
          const starts = intervalStarts(period, interval);
          expect(starts[0]).toBeLessThanOrEqual(period.fromMs);
          for (const [index, start] of starts.entries()) {
            expect(startOfInterval(start, interval, zone)).toBe(start);
            const end = endOfInterval(start, interval, zone);
            expect(starts[index + 1] ?? end).toBe(end);
          }
          expect(endOfInterval(starts.at(-1) ?? 0, interval, zone)).toBeGreaterThanOrEqual(period.toMs);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("suit the length", () => {
    expect(presets.map((range) => defaultInterval(resolveRange(range, "UTC", nowMs)))).toEqual([
      "hour",
      "hour",
      "day",
      "day",
      "day",
      "day",
      "day",
      "day",
      "week",
    ]);
  });
});

test("days and zones are checked", () => {
  expect([isDay("2026-02-28"), isDay("2026-02-29"), isDay("x")]).toEqual([true, false, false]);
  expect([isZone("Europe/Berlin"), isZone("Mars/Base"), isZone("+01:00")]).toEqual([true, false, false]);
});
