import { type Cell, csvOf } from "../../files/csv.js";
import type { Trend } from "./trend.js";

const baseUnits = { energy: "kWh", mass: "kg", volume: "L", count: "1" } as const;

/** Name of the files of a trend, without their ending. */
export const trendFileName = ({ metric, interval }: Trend): string => `ecomind-${metric.name}-${interval}`;

/** Every point as CSV, with all digits, in base units. */
export function trendCsv({ metric, points, series }: Trend): string {
  return csvOf(
    [
      "start",
      ...series.flatMap(({ group }) =>
        ["low", "central", "high"].map((bound) => [...group, metric.name, bound].join("_")),
      ),
      "unit",
      "partial",
    ],
    points.map(({ startMs, partial }, index) => [
      new Date(startMs).toISOString(),
      ...series.flatMap(({ points: own }): Cell[] => {
        const band = own[index]?.value;
        return band === null || band === undefined ? ["", "", ""] : [band.low, band.central, band.high];
      }),
      baseUnits[metric.quantity],
      String(partial),
    ]),
  );
}
