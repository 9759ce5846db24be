import type { AppContext } from "../app-context.js";
import type { Trend } from "./trend.js";

/** What is said of each point, in order. */
export function spokenPoints(trend: Trend, { language: { t } }: AppContext): string[] {
  const { points, series, names, isGrouped, labels, value } = trend;
  return points.map(({ startMs, partial }, index) =>
    t(partial ? "chart.point.partial" : "chart.point", {
      when: labels.full(startMs),
      value: series
        .map(({ points: own }, number) =>
          isGrouped ? `${names[number]} ${value(own[index]?.value)}` : value(own[index]?.value),
        )
        .join(", "),
    }),
  );
}

/** What the chart shows, in two sentences: its span, its highest and its lowest value. */
export function spokenSummary(trend: Trend, { style, language: { t } }: AppContext): string {
  const { metric, points, series, labels, period, interval } = trend;
  // What was not recorded, or is not covered, is neither high nor low.
  const totals = points.flatMap(({ startMs }, index) => {
    const values = series.flatMap(({ points: own }) => own[index]?.value ?? []);
    return values.length === 0 ? [] : [{ startMs, total: values.reduce((sum, { central }) => sum + central, 0) }];
  });
  const none = { startMs: period.fromMs, total: 0 };
  const high = totals.reduce((most, point) => (point.total > most.total ? point : most), totals[0] ?? none);
  const low = totals.reduce((least, point) => (point.total < least.total ? point : least), totals[0] ?? none);
  return `${t(`trend.by.${interval}`, { metric: t(`metric.${metric.name}`) })}. ${t("chart.series", {
    count: series.length,
    from: labels.full(points[0]?.startMs ?? period.fromMs),
    to: labels.full(points.at(-1)?.startMs ?? period.toMs),
    high: style.text(high.total, metric.quantity),
    when: labels.full(high.startMs),
    low: style.text(low.total, metric.quantity),
  })}`;
}
