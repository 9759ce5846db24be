import type { EChartsOption } from "echarts";
import { median } from "../figures/median.js";
import { chartFrame } from "./chart-frame.js";
import { labelPlaces } from "./label-places.js";
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
  /** Pixels of the whole chart: where names find room follows from it. */
  readonly size: { readonly width: number; readonly height: number };
}

/** Pixels around the plot. */
const margin = { left: 66, right: 24, top: 16, bottom: 50 };

/** Use against intensity, both by magnitude: top right is where a change saves most. */
export function quadrantOption(input: QuadrantInput): EChartsOption {
  const { points, useName, intensityName, say, number, palette } = input;
  const drawn = points.filter(({ use, intensity }) => use > 0 && intensity > 0);
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
  const across = bounds(drawn.map(({ use }) => use));
  const up = bounds(drawn.map(({ intensity }) => intensity));
  const size = {
    width: Math.max(1, input.size.width - margin.left - margin.right),
    height: Math.max(1, input.size.height - margin.top - margin.bottom),
  };
  const share = (value: number, { min, max }: typeof across) => Math.log(value / min) / Math.log(max / min);
  const diameter = (energy: number) => 8 + 34 * Math.sqrt(Math.max(0, energy) / most);
  const places = labelPlaces(
    drawn.map(({ use, intensity, energy, name }) => ({
      x: size.width * (palette.rightToLeft ? 1 - share(use, across) : share(use, across)),
      y: size.height * (1 - share(intensity, up)),
      radius: diameter(energy) / 2,
      name,
    })),
    size,
  );
  /** An end that is no power of ten is not named beside those that are. */
  const labels = ({ min, max }: typeof across) => ({ ...axis.axisLabel, showMaxLabel: Math.log10(max / min) < 1.5 });
  const line = { color: palette.inkSoft, type: "dashed" as const, width: 1, opacity: 0.7 };
  return {
    ...chartFrame(palette),
    grid: palette.rightToLeft ? { ...margin, left: margin.right, right: margin.left } : margin,
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
      axisLabel: labels(across),
      ...across,
    },
    yAxis: {
      ...axis,
      name: intensityName,
      nameGap: 44,
      position: palette.rightToLeft ? "right" : "left",
      axisLabel: labels(up),
      ...up,
    },
    series: [
      {
        type: "scatter",
        data: drawn.map(({ use, intensity, energy, name }, index) => {
          const place = places[index];
          return {
            name,
            value: [use, intensity],
            label: place === undefined ? { show: false } : { position: place.position, offset: [place.shiftX, 0] },
            symbolSize: diameter(energy),
          };
        }),
        itemStyle: {
          color: palette.series[0] ?? palette.ink,
          borderColor: palette.surface,
          borderWidth: 1,
        },
        label: {
          show: true,
          formatter: ({ name }) => name,
          color: palette.ink,
          fontFamily: palette.font,
          fontSize: 11.5,
        },
        labelLayout: { hideOverlap: true },
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
