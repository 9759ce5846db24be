import { rangeFileName } from "@ecomind/zoned-time";
import type { Band } from "../../api/answers.js";
import { type Compared, setNames } from "../../api/usage.js";
import { type Metric, metrics } from "../../figures/metrics.js";
import { besidePoints, isPooled, type Point, type Series, seriesOf } from "../../figures/series.js";
import type { MetricName } from "../../view/metric-name.js";
import { periodLabel, TimeLabels } from "../../view/time-labels.js";
import type { AppContext } from "../app-context.js";
import { groupNames } from "../group-name.js";

/** Name of the files of a trend, without their ending. */
export const trendFileName = ({ metric, interval, period: { fromMs, toMs, zone } }: Trend): string =>
  rangeFileName(`${metric.name}-${interval}`, fromMs, toMs, zone);

/** Of many series one metric is asked for: a sixth of the bytes of all. */
export type TrendData = Compared & { readonly metric?: MetricName };

/** A figure over time, as the chart, its table, its file and its spoken text show it. */
export interface Trend {
  readonly metric: Metric;
  readonly series: readonly Series[];
  readonly names: readonly string[];
  /** One series a group, not one of all. */
  readonly isGrouped: boolean;
  /** Index of the series that stands for all other groups; negative without one. */
  readonly otherIndex: number;
  /** The earlier period, beside the points of the same wall time; undefined: there is none. */
  readonly earlier?: { readonly points: readonly (Point | undefined)[]; readonly label: string };
  readonly points: readonly Point[];
  readonly labels: TimeLabels;
  /** The factor sets of the period, in order. */
  readonly factorSets: string;
  readonly period: Compared["period"];
  readonly interval: Compared["interval"];
  /** A band may be shown, and is. */
  readonly mayBand: boolean;
  readonly hasBand: boolean;
  value(band: Band | null | undefined): string;
}

export function trendOf(data: TrendData, metricName: MetricName, context: AppContext): Trend {
  const { style, language, view, recordedFromMs } = context;
  const { t, locale } = language;
  const metric = metrics[data.metric ?? metricName];
  const { period, interval, now, before } = data;
  const series = seriesOf(now, metric, period, interval, recordedFromMs);
  const isGrouped = now.group_by.length > 0;
  const [earlier] =
    before === undefined ? [] : seriesOf(before.answer, metric, before.period, interval, recordedFromMs);
  const points = series[0]?.points ?? [];
  const mayBand = metric.estimated && !isGrouped;
  return {
    metric,
    series,
    names: isGrouped ? series.map(({ group }) => groupNames(group, t)) : [t(`metric.${metric.name}`)],
    isGrouped,
    otherIndex: series.findIndex(({ group }) => isPooled(group)),
    ...(earlier &&
      before && {
        earlier: {
          points: besidePoints(points, earlier.points, interval, {
            period,
            before: before.period,
            shift: before.shift,
          }),
          label: periodLabel(locale, before.period),
        },
      }),
    points,
    labels: new TimeLabels(locale, period.zone, interval),
    factorSets: setNames(now),
    period,
    interval,
    mayBand,
    hasBand: mayBand && view.band,
    value: (band) => (band === null || band === undefined ? "–" : style.text(band.central, metric.quantity)),
  };
}
