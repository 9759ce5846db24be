import { intervalTexts, rangeFileName } from "@ecomind/zoned-time";
import { type Cell, csvOf, separatorOf } from "../../files/csv.js";
import type { Trend } from "./trend.js";

const baseUnits = { energy: "kWh", mass: "kg", volume: "L", count: "1" } as const;

/** Name of the files of a trend, without their ending. */
export const trendFileName = ({ metric, interval, period: { fromMs, toMs, zone } }: Trend): string =>
  rangeFileName(`${metric.name}-${interval}`, fromMs, toMs, zone);

/** Every point as CSV, with all digits, in base units. @param locale whose spreadsheets read it */
export function trendCsv({ metric, points, series, period: { zone } }: Trend, locale = "en"): string {
  return csvOf(
    [
      "start",
      "end",
      "start_local",
      "end_local",
      "utc_offset",
      "timezone",
      ...series.flatMap(({ group }) =>
        ["low", "central", "high"].map((bound) => [...group, metric.name, bound].join("_")),
      ),
      "unit",
      "partial",
    ],
    points.map(({ startMs, endMs, partial }, index) => [
      ...Object.values(intervalTexts(startMs, endMs, zone)),
      ...series.flatMap(({ points: own }): Cell[] => {
        const band = own[index]?.value;
        return band === null || band === undefined ? ["", "", ""] : [band.low, band.central, band.high];
      }),
      baseUnits[metric.quantity],
      String(partial),
    ]),
    separatorOf(locale),
  );
}
