import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tierCell, tierText } from "../../src/elements/tier-text.js";
import { changeOf } from "../../src/figures/change.js";
import { methodSteps } from "../../src/figures/method-steps.js";
import { metrics, tierShares, whPer1kOutput } from "../../src/figures/metrics.js";
import { NumberStyle } from "../../src/figures/number-style.js";
import { besidePoints, groupTotals, otherGroup, seriesOf } from "../../src/figures/series.js";
import { metricNames } from "../../src/view/metric-name.js";
import { resolveRange } from "../../src/view/range.js";
import { measures, row } from "../usage-fixture.js";

const nowMs = Date.parse("2026-11-23T15:41:10Z");
const period = resolveRange({ from: "2026-11-01", to: "2026-11-10" }, "UTC", nowMs);

describe("series", () => {
  test("nothing used is zero, nothing covered is a gap", () => {
    const uncovered = {
      ...row("2026-11-02T00:00:00.000Z", [], 1),
      footprint: { ...measures(1).footprint, kwh_facility: null },
    };
    const [series] = seriesOf(
      { rows: [row("2026-11-01T00:00:00.000Z", [], 5), uncovered] },
      metrics.energy,
      period,
      "day",
    );
    expect(series?.points.map(({ value }) => value?.central ?? null)).toEqual([5, null, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("before the first event nothing was recorded: a gap, not zero", () => {
    const rows = [row("2026-11-04T00:00:00.000Z", [], 5)];
    const values = (recordedFromMs?: number) =>
      seriesOf({ rows }, metrics.energy, period, "day", recordedFromMs)[0]?.points.map(
        ({ value }) => value?.central ?? null,
      );
    expect(values(Date.parse("2026-11-03T08:00:00Z"))).toEqual([null, null, 0, 5, 0, 0, 0, 0, 0, 0]);
    expect(values()).toEqual([0, 0, 0, 5, 0, 0, 0, 0, 0, 0]);
  });

  test("what is drawn adds up to what was answered, also rows at odd times", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            day: fc.integer({ min: 1, max: 10 }),
            odd: fc.boolean(),
            group: fc.constantFrom("a", "b", otherGroup),
            kwh: fc.integer({ min: 0, max: 1000 }),
          }),
          { maxLength: 30 },
        ),
        (entries) => {
          const unique = new Map(entries.map((entry) => [`${entry.day} ${entry.odd} ${entry.group}`, entry]));
          const rows = [...unique.values()].map(({ day, odd, group, kwh }) =>
            row(`2026-11-${String(day).padStart(2, "0")}T0${odd ? 7 : 0}:00:00.000Z`, [group], kwh),
          );
          const series = seriesOf({ rows }, metrics.energy, period, "day");
          const drawn = series
            .flatMap(({ points }) => points)
            .reduce((sum, { value }) => sum + (value?.central ?? 0), 0);
          expect(drawn).toBeCloseTo(
            rows.reduce((sum, { footprint }) => sum + (footprint.kwh_facility?.central ?? 0), 0),
            6,
          );
          expect(new Set(series.map(({ points }) => points.length)).size).toBe(1);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("the largest group is first, the one for all others last", () => {
    const rows = [
      row("2026-11-01T00:00:00.000Z", [otherGroup], 90),
      row("2026-11-01T00:00:00.000Z", ["small"], 1),
      row("2026-11-01T00:00:00.000Z", ["large"], 5),
    ];
    expect(seriesOf({ rows }, metrics.energy, period, "day").map(({ group }) => group[0])).toEqual([
      "large",
      "small",
      otherGroup,
    ]);
    expect(groupTotals({ rows }, metrics.energy).map(({ group }) => group[0])).toEqual(["large", "small", otherGroup]);
  });

  test("points stand beside those of the same wall time, over a change of clocks", () => {
    const day = (from: string) => resolveRange({ from, to: from }, "Europe/Berlin", nowMs);
    const beside = (now: string, earlier: string, at: readonly number[]) => {
      const [period, before] = [day(now), day(earlier)];
      const points = (of: typeof period) => seriesOf({ rows: [] }, metrics.energy, of, "hour")[0]?.points ?? [];
      const shift = { wallMs: 86_400_000 };
      const found = besidePoints(points(period), points(before), "hour", { period, before, shift });
      return at.map((index) => found[index] && new Date(found[index].startMs).toISOString().slice(11, 16));
    };
    // 25 hours meet 24: the second 02:00 meets nothing, and 03:00 meets 03:00.
    expect(beside("2026-10-25", "2026-10-24", [1, 2, 3, 4, 24])).toEqual([
      "23:00",
      "00:00",
      undefined,
      "01:00",
      "21:00",
    ]);
    // 24 hours meet 25: 02:00 meets the first one.
    expect(beside("2026-10-26", "2026-10-25", [2, 3, 23])).toEqual(["00:00", "02:00", "22:00"]);
    // 24 hours meet 23: 02:00 meets nothing.
    expect(beside("2026-03-30", "2026-03-29", [1, 2, 3])).toEqual(["00:00", undefined, "01:00"]);
  });

  test("the interval that has not ended is partial", () => {
    const open = resolveRange("7d", "UTC", nowMs);
    const [series] = seriesOf({ rows: [] }, metrics.energy, open, "day");
    expect(series?.points.map(({ partial }) => partial)).toEqual([false, false, false, false, false, false, true]);
  });
});

describe("a change", () => {
  const days = (from: string, to: string) => resolveRange({ from, to }, "UTC", nowMs);
  const now = { period: days("2026-11-08", "2026-11-14"), total: measures(12) };
  const before = { period: days("2026-11-01", "2026-11-07"), total: measures(10) };

  test("is relative to the earlier period", () => {
    const change = changeOf(metrics.energy, now, before, Date.parse("2026-01-01"));
    expect(change.ratio).toBeCloseTo(0.2, 12);
    expect(change.perDay).toBe(false);
  });

  test.each([
    ["no-earlier-data", undefined],
    ["no-earlier-data", "2026-11-08T00:00:00Z"],
    ["earlier-incomplete", "2026-11-03T00:00:00Z"],
  ])("is not computed: %s, recorded from %s", (notCompared, from) => {
    const change = changeOf(metrics.energy, now, before, from === undefined ? undefined : Date.parse(from));
    expect(change).toMatchObject({ notCompared });
    expect(change.ratio).toBeUndefined();
  });

  test("is withheld where there was nothing", () => {
    expect(changeOf(metrics.energy, now, { ...before, total: measures(0) }, 0)).toMatchObject({
      notCompared: "earlier-zero",
    });
  });

  test("of months that differ in length is one of a day", () => {
    const october = { period: days("2026-10-01", "2026-10-31"), total: measures(31) };
    const september = { period: days("2026-09-01", "2026-09-30"), total: measures(30) };
    const change = changeOf(metrics.energy, october, september, 0);
    expect(change.perDay).toBe(true);
    expect(change.ratio).toBeCloseTo(0, 12);
  });
});

describe("figures", () => {
  test("water is both waters, bound by bound", () => {
    expect(metrics.water.read(measures(10))).toEqual({ low: 27 / 4, central: 27, high: 27 * 6 });
  });

  test("shares of tiers add up to one, the main tier is the largest", () => {
    const mixed = measures(1, { kwh_it_by_tier: { A: 1, D: 3 } });
    expect(tierShares(mixed)).toEqual([
      { tier: "A", share: 0.25 },
      { tier: "D", share: 0.75 },
    ]);
    // A mixed group is never named by its main tier alone.
    expect(tierText(mixed, new NumberStyle("en"))).toBe("D\u00a075%");
    expect(tierCell(mixed)).toBe("D 75%, A 25%");
    expect(tierText(measures(1, { kwh_it_by_tier: { A: 2 } }), new NumberStyle("en"))).toBe("A");
    expect(tierText(measures(1, { kwh_it_by_tier: {} }), new NumberStyle("en"))).toBeUndefined();
    expect(tierShares(measures(1, { kwh_it_by_tier: {} }))).toEqual([]);
  });

  test("intensity is IT energy over output tokens, null without any", () => {
    expect(whPer1kOutput(measures(10))?.central).toBeCloseTo(8e6 / 20_000, 9);
    expect(whPer1kOutput(measures(10, { tokens_out: 0 }))).toBeNull();
  });

  test("each step of the method gives its result from its input and factor", () => {
    const total = measures(10);
    const steps = methodSteps(total);
    expect(steps.map(({ name }) => name)).toEqual(["it", "facility", "co2e", "onsite", "offsite", "embodied"]);
    const input = { it: total.footprint.kwh_it?.central ?? 0, facility: total.footprint.kwh_facility?.central ?? 0 };
    for (const { from, factor, unit, result } of steps) {
      if (from === "tokens") continue;
      expect((input[from] * (factor ?? Number.NaN)) / (unit === "g/kWh" ? 1000 : 1)).toBeCloseTo(result.central, 9);
    }
  });

  test("a market-based figure of a part of the requests says of how many", () => {
    const { footprint } = measures(10);
    const market = (requests_without_mb: number) =>
      methodSteps(
        measures(10, {
          footprint: { ...footprint, kgco2e_mb: { low: 1, central: 2, high: 3 } },
          requests: 1_000,
          requests_without_mb,
        }),
      ).find(({ name }) => name === "market");
    expect(market(900)).toMatchObject({ result: { central: 2 }, requests: 100 });
    expect(market(0)).not.toHaveProperty("requests");
  });
});

test.each(metricNames)("what a chart of many series asks for to show %s is enough, and no more", (metric) => {
  const full = measures(3);
  const { kwh_it_by_tier: _, footprint, ...counts } = full;
  const asked = (names: readonly string[]) =>
    ({
      ...Object.fromEntries(Object.entries(counts).filter(([name]) => names.includes(name))),
      footprint: Object.fromEntries(Object.entries(footprint).filter(([name]) => names.includes(name))),
    }) as unknown as typeof full;
  const isEnough = (names: readonly string[]) => {
    try {
      return isDeepStrictEqual(metrics[metric].read(asked(names)), metrics[metric].read(full));
    } catch {
      return false;
    }
  };
  const { sums } = metrics[metric];
  expect(isEnough(sums)).toBe(true);
  expect(sums.filter((name) => isEnough(sums.filter((other) => other !== name)))).toEqual([]);
});
