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
  const totals = points.map((_, index) =>
    series.reduce((sum, { points: own }) => sum + (own[index]?.value?.central ?? 0), 0),
  );
  const high = totals.indexOf(Math.max(...totals));
  return `${t(`trend.by.${interval}`, { metric: t(`metric.${metric.name}`) })}. ${t("chart.series", {
    count: series.length,
    from: labels.full(points[0]?.startMs ?? period.fromMs),
    to: labels.full(points.at(-1)?.startMs ?? period.toMs),
    high: style.text(totals[high] ?? 0, metric.quantity),
    when: labels.full(points[high]?.startMs ?? period.fromMs),
    low: style.text(Math.min(...totals), metric.quantity),
  })}`;
}
