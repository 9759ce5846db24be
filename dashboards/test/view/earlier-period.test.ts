import { dayOf } from "@ecomind/zoned-time";
import { describe, expect, test } from "vitest";
import { comparedPeriodOf, periodOf } from "../../../query/src/usage/period.js";
import { connect } from "../../src/api/connect.js";
import { askCompared, usageQuery } from "../../src/api/usage.js";
import { type CompareQuery, compareQuery } from "../../src/view/compare.js";
import { presets, type Range, resolveRange } from "../../src/view/range.js";
import { defaultView } from "../../src/view/view-state.js";

const zones = [
  "UTC",
  "Europe/Berlin",
  "Asia/Kathmandu",
  "America/St_Johns",
  "Pacific/Chatham",
  "America/Havana",
  "Australia/Lord_Howe",
];
const days = (from: string, to: string): Range => ({ from, to });
const ranges: readonly Range[] = [
  ...presets,
  days("2026-07-01", "2026-09-30"),
  days("2026-10-01", "2026-12-31"),
  days("2024-01-01", "2024-12-31"),
  days("2025-01-01", "2026-06-30"),
  days("2024-02-01", "2024-02-29"),
  days("2026-03-01", "2026-03-31"),
  days("2026-03-29", "2026-04-01"),
  days("2026-10-25", "2026-10-25"),
  days("2026-11-01", "2026-11-02"),
];
const nows = ["2026-11-23T15:41:10Z", "2026-03-29T00:31:00Z", "2026-12-31T22:59:59Z", "2028-02-29T12:00:00Z"];

const iso = (ms = Number.NaN) => new Date(ms).toISOString();

/** The period, and the earlier one, that the API answers a view with. @param compare parameters of the comparison */
function answered(range: Range, zone: string, nowMs: number, compare: CompareQuery) {
  const { from, to, tz } = usageQuery({ period: resolveRange(range, zone, nowMs), view: { filters: [] } });
  const parameters = { from, to, tz, ...compare };
  const period = periodOf({ nowMs, parameters });
  return { period, before: comparedPeriodOf({ nowMs, parameters }, period) };
}

const compares = ["previous", "year", "weekday"] as const;

describe.each(zones)("in %s", (zone) => {
  test("the page shows the period that the API answers with", () => {
    for (const nowMs of nows.map((text) => Date.parse(text)))
      for (const range of ranges) {
        const { endMs: _, ...page } = resolveRange(range, zone, nowMs);
        if (page.fromMs < nowMs) expect(answered(range, zone, nowMs, {}).period).toMatchObject(page);
      }
  });

  test.each(compares)("the page compares with what the API has for %s", (compare) => {
    for (const nowMs of nows.map((text) => Date.parse(text)))
      for (const range of ranges) {
        const period = resolveRange(range, zone, nowMs);
        if (period.fromMs >= nowMs) continue;
        const page = answered(range, zone, nowMs, compareQuery(period, compare, range)).before;
        // Days that begin with a month by chance are a month so far to the API, which does not know what is meant.
        const isChance =
          typeof range === "string" && /\d|day/.test(range) && dayOf(period.fromMs, zone).endsWith("-01");
        const by = compare === "weekday" ? ({ compare: "previous", match_weekday: true } as const) : { compare };
        const api = answered(range, zone, nowMs, by).before;
        if (compare !== "previous" || !isChance)
          expect([range, iso(page?.fromMs), iso(page?.toMs)]).toEqual([range, iso(api?.fromMs), iso(api?.toMs)]);
      }
  });
});

function at(range: Range, now: string) {
  const nowMs = Date.parse(now);
  const query = compareQuery(resolveRange(range, "UTC", nowMs), "previous", range);
  const { before } = answered(range, "UTC", nowMs, query);
  return [iso(before?.fromMs).slice(0, 16), iso(before?.toMs).slice(0, 16)];
}

test.each([
  ["a quarter", days("2026-07-01", "2026-09-30"), "2026-04-01T00:00", "2026-07-01T00:00"],
  ["a leap year", days("2024-01-01", "2024-12-31"), "2023-01-01T00:00", "2024-01-01T00:00"],
  ["a quarter that has not ended", days("2026-10-01", "2026-12-31"), "2026-07-01T00:00", "2026-08-23T15:30"],
  ["this month", "month", "2026-10-01T00:00", "2026-10-23T15:30"],
  ["this year", "year", "2025-01-01T00:00", "2025-11-23T15:30"],
] as const)("%s is preceded by whole months", (_, range, from, to) => {
  expect(at(range, "2026-11-23T15:41:10Z")).toEqual([from, to]);
});

test("days that roll on are preceded by days, also where they begin with a month", () => {
  expect(at("7d", "2026-11-07T09:07:00Z")).toEqual(["2026-10-25T00:00", "2026-10-31T09:00"]);
  expect(at("today", "2026-11-01T09:07:00Z")).toEqual(["2026-10-31T00:00", "2026-10-31T09:00"]);
});

test("the earlier period is the one that the API says it answered", async () => {
  const compared = {
    from: "2026-10-05T00:00:00Z",
    to: "2026-10-07T12:15:00Z",
    rows: [],
    total: {},
    shift: { minutes: 1440 },
  };
  const comparable = { to: "2026-11-23T15:30:00Z", total: {} };
  const api = connect({ fetch: async () => Response.json({ rows: [], total: {}, compared, comparable }) });
  const view = { ...defaultView("UTC"), range: "month", compare: "previous" } as const;
  const { before } = await askCompared(api, view, { nowMs: Date.parse("2026-11-23T15:41:10Z"), timed: false });
  expect([iso(before?.period.fromMs), iso(before?.period.toMs)]).toEqual([
    "2026-10-05T00:00:00.000Z",
    "2026-10-07T12:15:00.000Z",
  ]);
});
