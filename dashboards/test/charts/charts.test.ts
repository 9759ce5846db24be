import type { EChartsOption, SeriesOption } from "echarts";
import { describe, expect, test } from "vitest";
import { labelPlaces } from "../../src/charts/label-places.js";
import { dashOf, type Palette } from "../../src/charts/palette.js";
import { quadrantOption } from "../../src/charts/quadrant-option.js";
import { timeseriesOption } from "../../src/charts/timeseries-option.js";
import { metrics } from "../../src/figures/metrics.js";
import { NumberStyle } from "../../src/figures/number-style.js";
import { seriesOf } from "../../src/figures/series.js";
import { resolveRange } from "../../src/view/range.js";
import { TimeLabels } from "../../src/view/time-labels.js";
import { row } from "../usage-fixture.js";

const palette: Palette = {
  ink: "#000",
  inkSoft: "#555",
  line: "#ddd",
  surface: "#fff",
  series: ["#111", "#222", "#333", "#444", "#555", "#666"],
  other: "#999",
  font: "sans-serif",
  reducedMotion: false,
  rightToLeft: false,
};
const nowMs = Date.parse("2026-11-23T15:41:10Z");
const period = resolveRange("7d", "UTC", nowMs);
const style = new NumberStyle("en");
const labels = new TimeLabels("en", "UTC", "day");
const input = (rows: ReturnType<typeof row>[], extra: object = {}) => {
  const series = seriesOf({ rows }, metrics.energy, period, "day");
  return {
    series,
    names: series.map(({ group }) => group.join() || "Energy"),
    quantity: "energy" as const,
    band: true,
    chart: "line" as const,
    labels,
    style,
    palette,
    ...extra,
  };
};
const seriesIn = (option: EChartsOption) =>
  option.series as (SeriesOption & {
    data: unknown[];
    lineStyle?: { type?: unknown };
    itemStyle?: unknown;
    name?: string;
  })[];
const rows = ["17", "18", "19", "20", "21", "22", "23"].map((day, index) =>
  row(`2026-11-${day}T00:00:00.000Z`, [], index + 1),
);
const say = (option: EChartsOption, dataIndex: number) => {
  const { formatter } = option.tooltip as { formatter: (parameters: unknown) => string };
  return formatter([{ dataIndex }]).replaceAll("\u00a0", " ");
};

describe("a figure over time", () => {
  test("is dashed where the interval has not ended, and joined to what has", () => {
    const [low, high, whole, open] = seriesIn(timeseriesOption(input(rows)));
    expect([low?.name, high?.name]).toEqual(["low", "high"]);
    expect(whole?.data).toEqual([1, 2, 3, 4, 5, 6, null]);
    expect(open?.data).toEqual([null, null, null, null, null, 6, 7]);
    expect(open?.lineStyle?.type).toEqual([4, 4]);
  });

  test("has its plausible range between low and high", () => {
    const [low, high] = seriesIn(timeseriesOption(input(rows)));
    expect(low?.data[3]).toBe(1);
    expect(high?.data[3]).toBe(4 * 6 - 1);
    expect(seriesIn(timeseriesOption(input(rows, { band: false }))).some(({ name }) => name === "low")).toBe(false);
  });

  test("is told with its range and the earlier period", () => {
    const [before] = seriesOf(
      { rows: [row("2026-11-12T00:00:00.000Z", [], 3)] },
      metrics.energy,
      resolveRange({ from: "2026-11-10", to: "2026-11-16" }, "UTC", nowMs),
      "day",
    );
    expect(say(timeseriesOption(input(rows, { before: before?.points, beforeName: "earlier" })), 2)).toBe(
      "Thu, Nov 19, 2026\nEnergy  3.00 kWh  (0.750–18.0 kWh)\nThu, Nov 12, 2026  3.00 kWh",
    );
  });

  test("has a gap where the earlier period has no counterpart", () => {
    const [before] = seriesOf({ rows }, metrics.energy, period, "day");
    const points = (before?.points ?? []).map((point, index) => (index === 2 ? undefined : point));
    const option = timeseriesOption(input(rows, { before: points, beforeName: "earlier" }));
    const drawn = seriesIn(option).find(({ name }) => name === "earlier")?.data;
    expect(drawn?.slice(1, 4).map((value) => value === null)).toEqual([false, true, false]);
    expect(say(option, 2)).not.toContain("\nThu, Nov 19, 2026  ");
  });

  test("tells the two hours apart that clocks show twice", () => {
    const berlin = new TimeLabels("en", "Europe/Berlin", "hour");
    const axis = [0, 1, 2].map((hour) => berlin.axis(Date.parse("2026-10-25T00:00:00Z") + hour * 3_600_000));
    expect(axis).toEqual(["02:00", "02:00 GMT+1", "03:00"]);
    const howe = new TimeLabels("en", "Australia/Lord_Howe", "15m");
    const at = (text: string) => howe.axis(Date.parse(text));
    expect([at("2026-04-05T01:30:00+11:00"), at("2026-04-05T01:30:00+10:30")]).toEqual(["01:30", "01:30 GMT+10:30"]);
    expect(new TimeLabels("en", "Europe/Berlin", "day").axis(Date.parse("2026-10-25T01:00:00Z"))).toBe("Oct 25");
  });

  test("is told in one unit, that of its largest value", () => {
    const small = rows.map((each, index) => row(each.start, [], (index + 1) / 1e6));
    const option = timeseriesOption(input(small, { band: false }));
    expect((option.yAxis as { name: string }[])[0]?.name).toBe("mWh");
    expect(seriesIn(option)[0]?.data[0]).toBeCloseTo(1, 9);
  });

  test("of groups stacks, with a dashed outline over what has not ended", () => {
    const grouped = rows.flatMap((each, index) => [row(each.start, ["a"], index + 1), row(each.start, ["b"], 1)]);
    const drawn = seriesIn(timeseriesOption(input(grouped, { chart: "area" })));
    expect(drawn.map(({ name }) => name)).toEqual(["a", "b", "outline"]);
    expect(drawn[2]?.data).toEqual([null, null, null, null, null, 7, 8]);
  });

  test.each(["area", "bar"] as const)("of groups as %ss tells them by patterns as well as by colour", (chart) => {
    const grouped = ["a", "b", "c", "d"].flatMap((group) => rows.map((each) => row(each.start, [group], 1)));
    const decals = seriesIn(timeseriesOption(input(grouped, { chart, otherIndex: 3 })))
      .filter(({ name }) => name !== "outline")
      .map(({ itemStyle }) => JSON.stringify((itemStyle as { decal?: unknown } | undefined)?.decal ?? null));
    expect(new Set(decals.slice(0, 3)).size).toBe(3);
    expect([decals[0], decals[3]]).toEqual(["null", "null"]);
  });

  test("of groups as lines tells them by dashes as well as by colour", () => {
    expect(new Set([0, 2, 4].map(dashOf)).size).toBe(3);
    const grouped = ["a", "b", "c", "d", "e"].flatMap((group) => rows.map((each) => row(each.start, [group], 1)));
    const styles = seriesIn(timeseriesOption(input(grouped))).map(
      ({ lineStyle, name }) => `${name} ${JSON.stringify(lineStyle?.type)}`,
    );
    expect(new Set(styles.map((text) => text.slice(2))).size).toBeGreaterThan(2);
  });

  test("as bars: what has not ended and what was not recorded is hatched, and the highest value is named", () => {
    const recordedFromMs = Date.parse("2026-11-18T09:00:00Z");
    const series = seriesOf({ rows: rows.slice(1) }, metrics.energy, period, "day", recordedFromMs);
    const drawn = seriesIn(timeseriesOption(input(rows, { series, chart: "bar", band: false })));
    expect(drawn.map(({ name }) => name)).toEqual(["Energy", "peak", "unrecorded"]);
    const bars = drawn[0]?.data as { value: number; itemStyle?: { decal?: unknown } }[];
    expect(bars.map(({ itemStyle }) => itemStyle?.decal !== undefined)).toEqual([...Array(6).fill(false), true]);
    expect(bars[0]?.value).toBeNaN();
    expect(drawn[1]?.data).toEqual([[6, 7]]);
    expect(drawn[2]?.data.map((value) => value === 1)).toEqual([true, ...Array(6).fill(false)]);
  });

  test("as bars has its range as brackets where it is asked for, and in the tooltip always", () => {
    const bars = (band: boolean) => timeseriesOption(input(rows, { chart: "bar", band, estimated: true }));
    expect(seriesIn(bars(true))[0]?.data[3]).toEqual([3, 1, 24]);
    expect(seriesIn(bars(false)).map(({ name }) => name)).toEqual(["Energy", "peak"]);
    for (const band of [true, false]) expect(say(bars(band), 3)).toContain("4.00 kWh  (1.00–24.0 kWh)");
  });

  test("has no tooltip of HTML and no description by the library", () => {
    const option = timeseriesOption(input(rows));
    expect(option.tooltip).toMatchObject({ renderMode: "richText" });
    expect(option.aria).toEqual({ enabled: false });
    expect(option.animation).toBe(false);
  });

  test("runs from right to left where the language does", () => {
    const option = timeseriesOption(input(rows, { palette: { ...palette, rightToLeft: true } }));
    expect(option.xAxis).toMatchObject({ inverse: true });
    expect((option.yAxis as object[])[0]).toMatchObject({ position: "right" });
  });
});

describe("use and intensity", () => {
  const point = (name: string, use: number, intensity: number, energy: number) => ({ name, use, intensity, energy });
  const option = (points: ReturnType<typeof point>[]) =>
    quadrantOption({
      points,
      useName: "use",
      intensityName: "intensity",
      say: ({ name }) => name,
      number: String,
      palette,
      size: { width: 1000, height: 380 },
    });

  test("has the medians as lines and marks by energy", () => {
    const [scatter] = option([
      point("a", 10, 1, 4),
      point("b", 1000, 9, 16),
      point("c", 100, 3, 1),
      point("none", 0, 1, 1),
    ]).series as [{ data: { name: string; symbolSize: number }[]; markLine: { data: unknown[] } }];
    expect(scatter.data.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(scatter.data[1]?.symbolSize).toBe(42);
    expect(scatter.markLine.data).toEqual([{ xAxis: 100 }, { yAxis: 3 }]);
  });

  test("has names that cover neither marks nor each other, and the largest mark's for certain", () => {
    const size = { width: 400, height: 300 };
    const mark = (name: string, x: number, y: number, radius = 6) => ({ name, x, y, radius });
    const positions = (...marks: Parameters<typeof labelPlaces>[0]) =>
      labelPlaces(marks, size).map((place) => place?.position);
    expect(
      positions(mark("wide-name", 380, 100), mark("a", 100, 100), mark("b", 115, 100), mark("c", 130, 100)),
    ).toEqual(["left", "left", "top", "right"]);
    // Without room on either side it stands above, moved in from the end.
    const [place] = labelPlaces([mark("wide-name", 390, 100), mark("a", 350, 100)], size);
    expect([place?.position, place && place.shiftX < 0]).toEqual(["top", true]);
    const crowd = Array.from({ length: 30 }, (_, index) => mark(`model-${index}`, 100 + index, 150, 4));
    const places = labelPlaces([...crowd, mark("largest", 200, 150, 20)], size);
    expect(places.at(-1)?.position).toBe("right");
    expect(places.filter((place) => place === undefined).length).toBeGreaterThan(20);
  });

  test("of nothing draws nothing", () => {
    expect(option([]).series).toEqual([]);
  });
});
