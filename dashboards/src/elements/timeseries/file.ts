import { intervalTexts } from "@ecomind/zoned-time";
import type { Band } from "../../api/answers.js";
import type { Point } from "../../figures/series.js";
import { fileUnit, type UnitSystem } from "../../figures/units.js";
import { type Cell, csvOf, separatorOf } from "../../files/csv.js";
import { saveCsv } from "../../files/save-csv.js";
import { type Trend, trendFileName } from "./trend.js";

const bounds = ["low", "central", "high"] as const;

/**
 * Every point as CSV, with all digits: the series, the earlier period beside it, and what all of it was computed with.
 * @param style whose spreadsheets read it, and the units of the page
 */
export function trendCsv(
  { metric, points, series, earlier, factorSets, period: { zone } }: Trend,
  { locale = "en", system = "metric" }: { readonly locale?: string; readonly system?: UnitSystem } = {},
): string {
  const { name: unit, size } = fileUnit(metric.quantity, system);
  const mark = unit === "" ? "" : `_${unit}`;
  const cells = (band: Band | null | undefined): Cell[] =>
    band === null || band === undefined ? ["", "", ""] : bounds.map((bound) => band[bound] / size);
  const state = ({ partial, unrecorded }: Point): string =>
    unrecorded ? "not_recorded" : partial ? "partial" : "complete";
  return csvOf(
    [
      "start",
      "end",
      "start_local",
      "end_local",
      "utc_offset",
      "timezone",
      ...series.flatMap(({ group }) => bounds.map((bound) => [...group, metric.name, bound].join("_") + mark)),
      ...(earlier === undefined
        ? []
        : ["earlier_start", ...bounds.map((bound) => `earlier_${metric.name}_${bound}${mark}`)]),
      "state",
      "factor_set",
    ],
    points.map((point, index) => {
      const beside = earlier?.points[index];
      return [
        ...Object.values(intervalTexts(point.startMs, point.endMs, zone)),
        ...series.flatMap(({ points: own }) => cells(own[index]?.value)),
        ...(earlier === undefined
          ? []
          : [beside === undefined ? "" : new Date(beside.startMs).toISOString(), ...cells(beside?.value)]),
        state(point),
        factorSets,
      ];
    }),
    separatorOf(locale),
  );
}

/** Saves a trend as CSV. @param style as of {@link trendCsv} */
export const saveTrend = (trend: Trend, style: Parameters<typeof trendCsv>[1]): void =>
  saveCsv(trendCsv(trend, style), trendFileName(trend));
