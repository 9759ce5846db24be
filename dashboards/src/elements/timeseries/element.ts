import { dayOf } from "@ecomind/zoned-time";
import { html, nothing } from "lit";
import { askCompared, comparedKey } from "../../api/usage.js";
import { metrics } from "../../figures/metrics.js";
import { periodsOf } from "../../view/periods.js";
import { periodLabel } from "../../view/time-labels.js";
import type { AppContext } from "../app-context.js";
import type { DrawOption, EcoChart } from "../chart/element.js";
import { figureStyles } from "../figure/styles.js";
import "../chart/element.js";
import { FigureElement } from "../figure/figure-element.js";
import { panelBody } from "../panel/body.js";
import { trendLegend } from "./legend.js";
import { spokenPoints, spokenSummary } from "./spoken.js";
import { timeseriesStyles } from "./styles.js";
import { trendTable } from "./table.js";
import { type Trend, type TrendData, trendFileName, trendOf } from "./trend.js";

/**
 * A figure over time, with its plausible range and the earlier period, or one series a group.
 * @element eco-timeseries
 */
export class EcoTimeseries extends FigureElement<TrendData> {
  static override properties = { ...FigureElement.properties, grouped: { type: Boolean }, asTable: { state: true } };
  /** Draw a series for each value of `group`. */
  declare grouped: boolean;
  declare asTable: boolean;

  static override styles = [...figureStyles, timeseriesStyles];

  constructor() {
    super();
    this.grouped = false;
    this.asTable = false;
  }

  protected question({ view }: AppContext): string {
    const nowMs = Date.now();
    const { interval } = periodsOf(view, nowMs);
    return this.#isGrouped(view)
      ? comparedKey({ ...view, compare: "none" }, nowMs, { interval, ...this.#series(view) })
      : comparedKey(view, nowMs, { interval });
  }

  #isGrouped({ group }: AppContext["view"]): boolean {
    return this.grouped && group.length > 0;
  }

  #series({ group }: AppContext["view"]) {
    return { group, top: 5, sums: metrics[this.metricName].sums };
  }

  protected async load({ api, view }: AppContext, signal: AbortSignal): Promise<TrendData> {
    const timed = { nowMs: Date.now(), timed: true };
    if (!this.#isGrouped(view)) return await askCompared(api, view, timed, signal);
    const metric = this.metricName;
    // The earlier period has no place in it.
    return {
      metric,
      ...(await askCompared(api, { ...view, compare: "none" }, { ...timed, ...this.#series(view) }, signal)),
    };
  }

  #tools(trend: Trend) {
    const { context } = this;
    const { t } = context.language;
    const chart = () => this.renderRoot.querySelector<EcoChart>("eco-chart");
    // Without the dashboards around it there is no view to change.
    const toggleBand = this.app === undefined ? undefined : () => context.change({ band: !context.view.band });
    const exported = (kind: "csv" | "png" | "svg", save: () => void) =>
      html`<button class="quiet" aria-label=${t("action.export", { name: t(`action.${kind}`) })} @click=${save}>
        ${t(`action.${kind}`)}
      </button>`;
    return html`<div class="tools">
      ${trendLegend(trend, context, toggleBand)}
      <div class="buttons no-print">
        <button class="quiet" aria-pressed=${this.asTable} @click=${() => {
          this.asTable = !this.asTable;
        }}>
          ${t(this.asTable ? "action.chart" : "action.table")}
        </button>
        ${exported("csv", async () => {
          const { saveTrend } = await import("./file.js");
          saveTrend(trend, context.style);
        })}
        ${this.asTable ? nothing : (["png", "svg"] as const).map((kind) => exported(kind, () => chart()?.save(kind)))}
      </div>
    </div>`;
  }

  /** Shows the days of a part of the chart. */
  #zoom({ points, period: { zone } }: Trend, { first, last }: { first: number; last: number }): void {
    const from = points[first]?.startMs;
    const to = points[last]?.endMs;
    if (from === undefined || to === undefined) return;
    this.context.change({ range: { from: dayOf(from, zone), to: dayOf(to - 1, zone) }, interval: undefined });
  }

  #chart(trend: Trend, description: string) {
    const { context } = this;
    const { series, names, earlier, metric, hasBand, labels, otherIndex } = trend;
    const option: DrawOption = ({ timeseriesOption }, palette) =>
      timeseriesOption({
        ...{ series, names, quantity: metric.quantity, band: hasBand, labels, palette },
        estimated: metric.estimated,
        ...{ chart: context.view.chart, style: context.style },
        ...(earlier === undefined ? {} : { before: earlier.points }),
        ...(otherIndex < 0 ? {} : { otherIndex }),
      });
    return html`<eco-chart
      .option=${option}
      .points=${spokenPoints(trend, context)}
      .description=${description}
      .filename=${trendFileName(trend)}
      .heading=${this.#heading(trend)}
      ?zoomable=${this.app !== undefined && trend.points.length > 1}
      @eco-zoom=${({ detail }: CustomEvent<{ first: number; last: number }>) => this.#zoom(trend, detail)}
    ></eco-chart>`;
  }

  /** What a picture of the chart says above it: figure, groups, period, zone and factor set. */
  #heading({ metric, names, isGrouped, earlier, factorSets, period }: Trend): readonly string[] {
    const { t, locale } = this.context.language;
    return [
      [t(`metric.${metric.name}`), ...(isGrouped ? names : [])].join(" · "),
      [
        `${periodLabel(locale, period)}, ${period.zone}`,
        ...(earlier === undefined ? [] : [t("context.versus", { period: earlier.label })]),
        ...(metric.estimated ? [t("factorset", { name: factorSets })] : []),
      ].join(" · "),
    ];
  }

  #content(data: TrendData) {
    const trend = trendOf(data, this.metricName, this.context);
    const summary = spokenSummary(trend, this.context);
    return html`${this.#tools(trend)}
      <div class="box">
        ${this.asTable ? trendTable(trend, summary, this.context) : this.#chart(trend, summary)}
      </div>`;
  }

  override render() {
    return panelBody(this.shown, this.context, {
      retry: () => this.retry(),
      skeleton: html`<div class="tools"></div><div class="box skeleton"></div>`,
      isEmpty: ({ now }) => now.rows.length === 0,
      content: (data) => this.#content(data),
    });
  }
}
customElements.define("eco-timeseries", EcoTimeseries);
