import type { CustomSeriesRenderItem, EChartsOption, LineSeriesOption, SeriesOption } from "echarts";
import type { NumberStyle } from "../figures/number-style.js";
import type { Point, Series } from "../figures/series.js";
import { type Quantity, unitOf } from "../figures/units.js";
import type { TimeLabels } from "../view/time-labels.js";
import type { ChartKind } from "../view/view-state.js";
import { chartFrame } from "./chart-frame.js";
import { dashOf, hatch, type Palette, patternOf, seriesColour } from "./palette.js";

export interface TimeseriesInput {
  /** One series, or one a group. */
  readonly series: readonly Series[];
  readonly names: readonly string[];
  /** Points of the earlier period, beside those of the first series; undefined: there is none. */
  readonly before?: readonly (Point | undefined)[];
  readonly beforeName?: string;
  readonly quantity: Quantity;
  /** Draw low to high, as an area or as brackets on bars; of a single series only. */
  readonly band: boolean;
  /** The values are estimates: their plausible range is in the tooltip, drawn or not. @default what `band` says */
  readonly estimated?: boolean;
  readonly chart: ChartKind;
  readonly labels: TimeLabels;
  readonly style: NumberStyle;
  readonly palette: Palette;
  /** Index of the series that stands for all others. */
  readonly otherIndex?: number;
}

const largest = (series: readonly { readonly points: readonly (Point | undefined)[] }[], stacked: boolean): number => {
  const length = Math.max(0, ...series.map(({ points }) => points.length));
  let most = 0;
  for (let index = 0; index < length; index += 1) {
    const values = series.map(({ points }) => points[index]?.value?.central ?? 0);
    most = Math.max(most, stacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(0, ...values));
  }
  return most;
};

/** Low to high of a bar, as a bracket at its middle. */
const bracket =
  (colour: string): CustomSeriesRenderItem =>
  (_, api) => {
    const [x = 0, low = 0] = api.coord([api.value(0), api.value(1)]);
    const [, high = 0] = api.coord([api.value(0), api.value(2)]);
    const [width = 0] = api.size?.([1, 0]) as number[];
    const half = Math.min(5, width * 0.2);
    const line = (x1: number, y1: number, x2: number, y2: number) => ({
      type: "line" as const,
      shape: { x1, y1, x2, y2 },
      style: { stroke: colour, lineWidth: 1.25, opacity: 0.7 },
    });
    return {
      type: "group",
      children: [line(x, low, x, high), line(x - half, low, x + half, low), line(x - half, high, x + half, high)],
    };
  };

/** The highest value's name above it, where there are several to tell it from. */
function peakOf(
  points: Series["points"],
  { quantity, style, palette }: TimeseriesInput,
  unitSize: number,
): SeriesOption[] {
  const values = points.map(({ value }) => value?.central ?? 0);
  const peak = Math.max(0, ...values);
  if (peak === 0 || values.filter((value) => value > 0).length < 3) return [];
  return [
    {
      type: "scatter",
      name: "peak",
      silent: true,
      symbolSize: 0.01,
      tooltip: { show: false },
      z: 7,
      label: {
        show: true,
        position: "top",
        distance: 6,
        color: palette.ink,
        fontSize: 12,
        formatter: style.text(peak, quantity),
      },
      data: [[values.indexOf(peak), peak / unitSize]],
    },
  ];
}

/** Use over time. The interval that has not ended is drawn dashed, or as a hatched bar. */
export function timeseriesOption(input: TimeseriesInput): EChartsOption {
  const { series, names, before, quantity, chart, labels, style, palette } = input;
  const stacked = series.length > 1 && chart !== "line";
  const unit = unitOf(
    Math.max(largest(series, stacked), before === undefined ? 0 : largest([{ points: before }], false)),
    quantity,
    style.system,
  );
  const scaled = (value: number | undefined): number | null => (value === undefined ? null : value / unit.size);
  const points = series[0]?.points ?? [];
  const isSingle = series.length === 1;
  const drawBand = input.band && isSingle && quantity !== "count";
  const hasRange = (input.estimated ?? input.band) && isSingle && quantity !== "count";
  /** Of one series among several; the one for all others has its own colour and no pattern. */
  const pattern = (index: number) =>
    series.length > 1 && index !== input.otherIndex ? patternOf(palette, index) : undefined;
  const colour = (index: number) => (index === input.otherIndex ? palette.other : seriesColour(palette, index));
  const result: SeriesOption[] = [];
  if (drawBand && chart === "bar")
    result.push({
      type: "custom",
      name: "range",
      silent: true,
      tooltip: { show: false },
      z: 4,
      renderItem: bracket(palette.ink),
      encode: { x: 0, y: [1, 2] },
      data: points.flatMap(({ value }, at) =>
        value === null ? [] : [[at, value.low / unit.size, value.high / unit.size]],
      ),
    });
  if (drawBand && chart !== "bar") {
    const invisible: LineSeriesOption = {
      type: "line",
      stack: "band",
      symbol: "none",
      silent: true,
      lineStyle: { opacity: 0 },
      tooltip: { show: false },
      z: 1,
    };
    result.push(
      { ...invisible, name: "low", data: points.map(({ value }) => scaled(value?.low)) },
      {
        ...invisible,
        name: "high",
        data: points.map(({ value }) => (value === null ? null : scaled(value.high - value.low))),
        areaStyle: { color: colour(0), opacity: 0.13 },
      },
    );
  }
  if (before !== undefined)
    result.push({
      type: "line",
      name: input.beforeName ?? "",
      symbol: "none",
      silent: true,
      data: points.map((_, index) => scaled(before[index]?.value?.central)),
      lineStyle: { color: palette.inkSoft, width: 1.25, type: [2, 3], opacity: 0.8 },
      z: 2,
    });
  for (const [index, { points: own }] of series.entries()) {
    const name = names[index] ?? "";
    if (chart === "bar") {
      result.push({
        type: "bar",
        name,
        ...(series.length > 1 ? { stack: "all" } : {}),
        barCategoryGap: "28%",
        itemStyle: { color: colour(index), ...(isSingle ? { borderRadius: [3, 3, 0, 0] } : pattern(index)) },
        data: own.map(({ value, partial }) => ({
          value: scaled(value?.central) ?? Number.NaN,
          ...(partial
            ? {
                itemStyle: {
                  opacity: 0.6,
                  borderType: "dashed" as const,
                  borderColor: colour(index),
                  borderWidth: 1,
                  ...(isSingle ? hatch(palette.surface) : {}),
                },
              }
            : {}),
        })),
      });
      continue;
    }
    const firstPartial = own.findIndex(({ partial }, at) => partial && at > 0);
    const isSplit = firstPartial > 0 && own.slice(firstPartial).every(({ partial }) => partial);
    const whole = own.map(({ value }, at) => (isSplit && at >= firstPartial ? null : scaled(value?.central)));
    const line: LineSeriesOption = {
      type: "line",
      name,
      symbol: "circle",
      symbolSize: own.length > 60 ? 3 : 5,
      showSymbol: own.length <= 2,
      itemStyle: { color: colour(index) },
      lineStyle: {
        color: colour(index),
        width: 2,
        type: series.length > 1 && chart === "line" ? dashOf(index) : "solid",
      },
      emphasis: { disabled: true },
      ...(stacked ? { stack: "all" } : {}),
      ...(chart === "area" && (stacked || !drawBand)
        ? { areaStyle: { color: colour(index), opacity: stacked ? 0.55 : 0.12 } }
        : {}),
      z: 3,
    };
    if (stacked) {
      result.push({
        ...line,
        lineStyle: { color: colour(index), width: 1 },
        itemStyle: { color: colour(index), ...pattern(index) },
        data: own.map(({ value }) => scaled(value?.central)),
      });
      // A stack cannot be cut in two: what has not ended is faded, under a dashed outline of the whole.
      if (index === series.length - 1 && isSplit)
        result.push({
          type: "line",
          name: "outline",
          symbol: "none",
          silent: true,
          z: 6,
          itemStyle: { color: palette.ink },
          lineStyle: { color: palette.ink, width: 1.5, type: [4, 4] },
          data: own.map((_, at) =>
            at < firstPartial - 1
              ? null
              : scaled(series.reduce((sum, { points: each }) => sum + (each[at]?.value?.central ?? 0), 0)),
          ),
          markArea: {
            silent: true,
            z: 5,
            itemStyle: { color: palette.surface, opacity: 0.5 },
            data: [[{ xAxis: firstPartial - 1 }, { xAxis: own.length - 1 }]],
          },
        });
      continue;
    }
    result.push({ ...line, data: whole });
    if (isSplit)
      result.push({
        ...line,
        lineStyle: { color: colour(index), width: 2, type: [4, 4] },
        ...(line.areaStyle === undefined ? {} : { areaStyle: { color: colour(index), opacity: 0.06 } }),
        data: own.map(({ value }, at) => (at >= firstPartial - 1 ? scaled(value?.central) : null)),
      });
  }
  // A bracket would stand where its name does.
  if (isSingle && !drawBand) result.push(...peakOf(points, input, unit.size));
  if (points.some(({ unrecorded }) => unrecorded))
    result.push({
      type: "bar",
      name: "unrecorded",
      yAxisIndex: 1,
      barWidth: "100%",
      barGap: "-100%",
      silent: true,
      tooltip: { show: false },
      itemStyle: { color: palette.line, opacity: 0.45, ...hatch(palette.surface) },
      z: 0,
      data: points.map(({ unrecorded }) => (unrecorded ? 1 : Number.NaN)),
    });
  const text = (value: number | undefined) => (value === undefined ? "–" : style.text(value, quantity));
  return {
    ...chartFrame(palette),
    tooltip: {
      ...chartFrame(palette).tooltip,
      trigger: "axis",
      axisPointer: {
        type: chart === "bar" ? "shadow" : "line",
        lineStyle: { color: palette.inkSoft, type: "solid", width: 1 },
      },
      formatter: (parameters: unknown) => {
        const first = (Array.isArray(parameters) ? parameters[0] : parameters) as { dataIndex?: number } | undefined;
        const at = first?.dataIndex ?? 0;
        const point = points[at];
        if (point === undefined) return "";
        const lines = [labels.full(point.startMs)];
        for (const [index, { points: own }] of series.entries()) {
          const value = own[at]?.value;
          const range = hasRange && value ? `  (${style.range(value.low, value.high, quantity, value.central)})` : "";
          if (series.length === 1 || (value?.central ?? 0) > 0)
            lines.push(`${names[index] ?? ""}  ${text(value?.central)}${range}`);
        }
        const earlier = before?.[at];
        if (earlier !== undefined) lines.push(`${labels.full(earlier.startMs)}  ${text(earlier.value?.central)}`);
        return lines.join("\n");
      },
    },
    legend: { show: false },
    xAxis: {
      type: "category",
      data: points.map(({ startMs }) => labels.axis(startMs)),
      inverse: palette.rightToLeft,
      boundaryGap: chart === "bar",
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { color: palette.inkSoft, hideOverlap: true, margin: 10 },
    },
    yAxis: [
      {
        type: "value",
        name: unit.name,
        nameTextStyle: {
          color: palette.inkSoft,
          align: palette.rightToLeft ? "right" : "left",
          padding: [0, 0, 0, -24],
        },
        position: palette.rightToLeft ? "right" : "left",
        splitNumber: 4,
        axisLabel: {
          color: palette.inkSoft,
          formatter: (value: number) => style.tick(value * unit.size, quantity, unit),
        },
        splitLine: { lineStyle: { color: palette.line } },
      },
      { type: "value", show: false, min: 0, max: 1 },
    ],
    series: result,
  };
}
