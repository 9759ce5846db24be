import { html, type TemplateResult } from "lit";
import type { PipelineMinute } from "../../api/answers.js";
import type { AppContext } from "../../elements/app-context.js";
import type { DrawOption } from "../../elements/chart/element.js";
import "../../elements/chart/element.js";
import "../../i18n/en-pages.js";

/** How long events took to reach the figures: the slowest of each minute, for three hours. */
export function freshnessChart(
  minutes: readonly PipelineMinute[],
  { language, style, view }: AppContext,
): TemplateResult {
  const { t, locale } = language;
  const time = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: view.zone,
  });
  // Every minute has its place, so that a pause is seen as one.
  const minuteMs = 60_000;
  const byMinute = new Map(minutes.map((row) => [Date.parse(row.minute), row]));
  const lastMs = Math.max(...byMinute.keys(), Math.floor(Date.now() / minuteMs) * minuteMs);
  const points = Array.from({ length: 181 }, (_, index) => {
    const atMs = lastMs - (180 - index) * minuteMs;
    const row = byMinute.get(atMs);
    const label = time.format(atMs);
    return {
      label,
      isHalfHour: /[03]0$/.test(label),
      seconds: (row?.freshness_ms_max ?? 0) / 1000,
      stored: row?.stored ?? 0,
    };
  });
  const say = (point: (typeof points)[number]) =>
    t(point.stored === 0 ? "quality.freshness.nothing" : "quality.freshness.point", {
      when: point.label,
      seconds: style.figure(point.seconds),
      count: style.exact(point.stored),
    });
  return html`<eco-chart
    .option=${(({ freshnessOption }, palette) => freshnessOption({ points, say, palette, number: (value) => style.figure(value) })) satisfies DrawOption}
    .points=${points.map(say)}
    .description=${t("quality.freshness.lead")}
    filename="ecomind-freshness"
  ></eco-chart>`;
}
