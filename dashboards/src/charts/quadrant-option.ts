import type { EChartsOption } from "echarts";
import { median } from "../data/median.js";
import { chartFrame } from "./chart-frame.js";
import type { Palette } from "./palette.js";

export interface QuadrantPoint {
  readonly name: string;
  /** Tokens out: how much it is used. */
  readonly use: number;
  /** Wh per 1,000 tokens out: how much each costs. */
  readonly intensity: number;
  /** Energy, sets the area of the mark. */
  readonly energy: number;
}

export interface QuadrantInput {
  readonly points: readonly QuadrantPoint[];
  readonly useName: string;
  readonly intensityName: string;
  readonly say: (point: QuadrantPoint) => string;
  readonly number: (value: number) => string;
  readonly palette: Palette;
}

/** Use against intensity, both by magnitude: top right is where a change saves most. */
export function quadrantOption({ points, useName, intensityName, say, number, palette }: QuadrantInput): EChartsOption {
  const drawn = points.filter(({ use, intensity }) => use > 0 && intensity > 0);
  const [leastUse, mostUse] = [Math.min(...drawn.map(({ use }) => use)), Math.max(...drawn.map(({ use }) => use))];
  const most = Math.max(0, ...drawn.map(({ energy }) => energy)) || 1;
  /** A factor of two and some beyond the marks, to one digit, so that ends are numbers that one can read. */
  const bounds = (values: readonly number[]) => ({
    min: Number((Math.min(...values) / 2.2).toPrecision(1)),
    max: Number((Math.max(...values) * 2.2).toPrecision(1)),
  });
  const axis = {
    type: "log" as const,
    logBase: 10,
    nameLocation: "middle" as const,
    axisLine: { lineStyle: { color: palette.line } },
    axisLabel: { color: palette.inkSoft, showMinLabel: false, formatter: (value: number) => number(value) },
    splitLine: { lineStyle: { color: palette.line } },
    minorTick: { show: false },
    minorSplitLine: { show: false },
    nameTextStyle: { color: palette.inkSoft },
  };
  if (drawn.length === 0) return { ...chartFrame(palette), xAxis: axis, yAxis: axis, series: [] };
  const line = { color: palette.inkSoft, type: "dashed" as const, width: 1, opacity: 0.7 };
  return {
    ...chartFrame(palette),
    grid: { left: 28, right: 24, top: 16, bottom: 28, containLabel: true },
    tooltip: {
      ...chartFrame(palette).tooltip,
      trigger: "item",
      formatter: (parameters: unknown) => {
        const point = drawn[(parameters as { dataIndex?: number }).dataIndex ?? 0];
        return point === undefined ? "" : say(point);
      },
    },
    xAxis: {
      ...axis,
      name: useName,
      nameGap: 30,
      inverse: palette.rightToLeft,
      ...bounds(drawn.map(({ use }) => use)),
    },
    yAxis: {
      ...axis,
      name: intensityName,
      nameGap: 46,
      position: palette.rightToLeft ? "right" : "left",
      ...bounds(drawn.map(({ intensity }) => intensity)),
    },
    series: [
      {
        type: "scatter",
        data: drawn.map(({ use, intensity, energy, name }) => ({
          name,
          value: [use, intensity],
          // A name at the far end has no room but before its mark.
          label: {
            position:
              Math.log(mostUse / use) < Math.log(mostUse / leastUse) / 4 ? ("left" as const) : ("right" as const),
          },
          symbolSize: 8 + 34 * Math.sqrt(Math.max(0, energy) / most),
        })),
        itemStyle: {
          color: palette.series[0] ?? palette.ink,
          borderColor: palette.surface,
          borderWidth: 1,
        },
        label: {
          show: true,
          position: "right",
          formatter: ({ name }) => name,
          color: palette.ink,
          fontFamily: palette.font,
          fontSize: 11.5,
        },
        labelLayout: { hideOverlap: true, moveOverlap: "shiftY" },
        markLine: {
          silent: true,
          symbol: "none",
          label: { show: false },
          lineStyle: line,
          data: [
            { xAxis: median(drawn.map(({ use }) => use)) },
            { yAxis: median(drawn.map(({ intensity }) => intensity)) },
          ],
        },
      },
    ],
  };
}
