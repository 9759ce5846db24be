import type { EChartsOption } from "echarts";
import { chartFrame, endWithin } from "./chart-frame.js";
import type { Palette } from "./palette.js";

export interface FreshnessPoint {
  readonly label: string;
  /** The axis names half hours alone: 11:30, 12:00. */
  readonly isHalfHour: boolean;
  /** From an event's arrival to its place in the rollup, the slowest of the minute. */
  readonly seconds: number;
  readonly stored: number;
}

export interface FreshnessInput {
  readonly points: readonly FreshnessPoint[];
  readonly say: (point: FreshnessPoint) => string;
  readonly number: (value: number) => string;
  readonly palette: Palette;
}

/** The slowest event of each minute, in seconds. */
export function freshnessOption({ points, say, number, palette }: FreshnessInput): EChartsOption {
  return {
    ...chartFrame(palette),
    tooltip: {
      ...chartFrame(palette).tooltip,
      trigger: "axis",
      axisPointer: { type: "shadow" },
      formatter: (parameters: unknown) => {
        const first = (Array.isArray(parameters) ? parameters[0] : parameters) as { dataIndex?: number } | undefined;
        const point = points[first?.dataIndex ?? 0];
        return point === undefined ? "" : say(point);
      },
    },
    xAxis: {
      type: "category",
      data: points.map(({ label }) => label),
      inverse: palette.rightToLeft,
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: {
        color: palette.inkSoft,
        hideOverlap: true,
        interval: (index: number) => points[index]?.isHalfHour === true,
        ...endWithin(palette),
      },
    },
    yAxis: {
      type: "value",
      name: "s",
      nameTextStyle: { color: palette.inkSoft, align: "left", padding: [0, 0, 0, -24] },
      position: palette.rightToLeft ? "right" : "left",
      splitNumber: 3,
      axisLabel: { color: palette.inkSoft, formatter: (value: number) => number(value) },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        type: "bar",
        data: points.map(({ seconds }) => seconds),
        itemStyle: { color: palette.series[0] ?? palette.ink, borderRadius: [2, 2, 0, 0] },
        barMaxWidth: 18,
      },
    ],
  };
}
