import type { EChartsOption } from "echarts";
import type { SqlChart } from "../figures/sql-result.js";
import { chartFrame, endWithin } from "./chart-frame.js";
import type { Palette } from "./palette.js";

/** A result's first number by its first text or time. */
export function sqlOption(chart: SqlChart, number: (value: number) => string, palette: Palette): EChartsOption {
  const colour = palette.series[0] ?? palette.ink;
  return {
    ...chartFrame(palette),
    tooltip: {
      ...chartFrame(palette).tooltip,
      trigger: "axis",
      axisPointer: { type: chart.isTime ? "line" : "shadow" },
      formatter: (parameters: unknown) => {
        const at = (Array.isArray(parameters) ? (parameters[0] as { dataIndex?: number }) : undefined)?.dataIndex ?? 0;
        return `${chart.labels[at] ?? ""}\n${chart.name}  ${number(chart.values[at] ?? 0)}`;
      },
    },
    xAxis: {
      type: "category",
      data: [...chart.labels],
      inverse: palette.rightToLeft,
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: {
        color: palette.inkSoft,
        hideOverlap: true,
        width: 110,
        overflow: "truncate",
        ...endWithin(palette),
      },
    },
    yAxis: {
      type: "value",
      name: chart.name,
      nameTextStyle: { color: palette.inkSoft, align: "left", padding: [0, 0, 0, -24] },
      position: palette.rightToLeft ? "right" : "left",
      axisLabel: { color: palette.inkSoft, formatter: (value: number) => number(value) },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      chart.isTime
        ? {
            type: "line",
            data: [...chart.values],
            symbol: "none",
            lineStyle: { color: colour, width: 2 },
            itemStyle: { color: colour },
          }
        : {
            type: "bar",
            data: [...chart.values],
            barMaxWidth: 36,
            itemStyle: { color: colour, borderRadius: [3, 3, 0, 0] },
          },
    ],
  };
}
