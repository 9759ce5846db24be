import { css, html, nothing } from "lit";
import { periodLabel, TimeLabels } from "../charts/time-labels.js";
import { type Cell, csvOf } from "../data/csv.js";
import { type MetricName, metrics } from "../data/metrics.js";
import { isPooled, seriesOf } from "../data/series.js";
import { askCompared, type Compared, comparedKey, periodsOf } from "../data/usage-question.js";
import { controls, tokens } from "../theme/tokens.js";
import type { AppContext } from "./app-context.js";
import { saveCsv } from "./csv-file.js";
import type { DrawOption, EcoChart } from "./eco-chart.js";
import "./eco-chart.js";
import { FigureElement } from "./figure-element.js";
import { groupNames } from "./group-name.js";
import { panelBody, panelStyles } from "./panel-body.js";

/** Of many series one metric is asked for: a sixth of the bytes of all. */
type Trend = Compared & { readonly metric?: MetricName };

/**
 * A figure over time, with its plausible range and the earlier period, or one series a group.
 * @element eco-timeseries
 */
export class EcoTimeseries extends FigureElement<Trend> {
  static override properties = { ...FigureElement.properties, grouped: { type: Boolean }, asTable: { state: true } };
  /** Draw a series for each value of `group`. */
  declare grouped: boolean;
  declare asTable: boolean;

  static override styles = [
    tokens,
    controls,
    panelStyles,
    css`
      :host {
        display: block;
        min-inline-size: 0;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 14px;
        align-items: center;
        justify-content: space-between;
        min-block-size: 30px;
        font-size: 12px;
        color: var(--ink-3);
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 14px;
        padding: 0;
        margin: 0;
        list-style: none;
      }
      .legend li {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .toggle {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-height: 24px;
        padding: 0 6px;
        margin-inline: -6px;
        font-size: inherit;
        font-weight: 400;
      }
      .toggle:disabled {
        opacity: 1;
      }
      .toggle[aria-pressed="false"] {
        text-decoration: line-through;
      }
      .legend i {
        inline-size: 14px;
        block-size: 0;
        border-block-start: 2px solid currentColor;
        forced-color-adjust: none;
      }
      .legend i.area {
        block-size: 10px;
        border: 0;
        border-radius: 2px;
        background-color: currentColor;
      }
      .legend i.p1 {
        background-image: repeating-linear-gradient(135deg, var(--surface) 0 1.5px, transparent 1.5px 5px);
      }
      .legend i.p2 {
        background-image: radial-gradient(var(--surface) 1.2px, transparent 1.5px);
        background-size: 5px 5px;
      }
      .legend i.p3 {
        background-image: repeating-linear-gradient(45deg, var(--surface) 0 1.5px, transparent 1.5px 5px);
      }
      .legend i.p4 {
        background-image: repeating-linear-gradient(0deg, var(--surface) 0 1.5px, transparent 1.5px 4px);
      }
      .legend i.p5 {
        background-image: repeating-linear-gradient(90deg, var(--surface) 0 1.5px, transparent 1.5px 4px);
      }
      .legend i.dotted {
        border-block-start-style: dotted;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 2px;
        margin-inline-start: auto;
      }
      .buttons button {
        min-height: 28px;
        padding: 0 8px;
        font-size: 12px;
      }
      .c0 { color: var(--series-1); }
      .c1 { color: var(--series-2); }
      .c2 { color: var(--series-3); }
      .c3 { color: var(--series-4); }
      .c4 { color: var(--series-5); }
      .c5 { color: var(--series-6); }
      .other { color: var(--series-other); }
      .faint { opacity: 0.3; }
      .before { color: var(--ink-3); }
      .box {
        block-size: 300px;
      }
      .scroll {
        max-block-size: 300px;
        overflow: auto;
      }
      table {
        border-collapse: collapse;
        inline-size: 100%;
        font-size: 13px;
      }
      th,
      td {
        padding: 5px 8px;
        text-align: end;
        font-variant-numeric: tabular-nums;
        border-block-end: 1px solid var(--line);
        white-space: nowrap;
      }
      th {
        color: var(--ink-3);
        font-weight: 550;
        font-size: 12px;
        position: sticky;
        inset-block-start: 0;
        background: var(--surface);
      }
      tbody th {
        position: static;
        color: var(--ink);
        font-size: 13px;
        font-weight: 400;
      }
      th:first-child {
        text-align: start;
      }
    `,
  ];

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

  protected async load({ api, view }: AppContext, signal: AbortSignal): Promise<Trend> {
    const timed = { nowMs: Date.now(), timed: true };
    if (!this.#isGrouped(view)) return await askCompared(api, view, timed, signal);
    const metric = this.metricName;
    // The earlier period has no place in it.
    return {
      metric,
      ...(await askCompared(api, { ...view, compare: "none" }, { ...timed, ...this.#series(view) }, signal)),
    };
  }

  #content(data: Trend) {
    const { style, language, view } = this.context;
    const { t, locale } = language;
    const metric = metrics[data.metric ?? this.metricName];
    const { period, interval, now, before } = data;
    const series = seriesOf(now, metric, period, interval);
    const isGrouped = now.group_by.length > 0;
    const earlier = before === undefined ? undefined : seriesOf(before.answer, metric, before.period, interval)[0];
    const names = isGrouped ? series.map(({ group }) => groupNames(group, t)) : [t(`metric.${metric.name}`)];
    const otherIndex = series.findIndex(({ group }) => isPooled(group));
    const labels = new TimeLabels(locale, period.zone, interval);
    const points = series[0]?.points ?? [];
    const value = (band: { central: number } | null | undefined) =>
      band === null || band === undefined ? "–" : style.text(band.central, metric.quantity);
    const said = points.map(({ startMs, partial }, index) =>
      t(partial ? "chart.point.partial" : "chart.point", {
        when: labels.full(startMs),
        value: series
          .map(({ points: own }, number) =>
            isGrouped ? `${names[number]} ${value(own[index]?.value)}` : value(own[index]?.value),
          )
          .join(", "),
      }),
    );
    const totals = points.map((_, index) =>
      series.reduce((sum, { points: own }) => sum + (own[index]?.value?.central ?? 0), 0),
    );
    const high = totals.indexOf(Math.max(...totals));
    const description = `${t(`trend.by.${interval}`, { metric: t(`metric.${metric.name}`) })}. ${t("chart.series", {
      count: series.length,
      from: labels.full(points[0]?.startMs ?? period.fromMs),
      to: labels.full(points.at(-1)?.startMs ?? period.toMs),
      high: style.text(totals[high] ?? 0, metric.quantity),
      when: labels.full(points[high]?.startMs ?? period.fromMs),
      low: style.text(Math.min(...totals), metric.quantity),
    })}`;
    const mayBand = metric.estimated && !isGrouped && view.chart !== "bar";
    const hasBand = mayBand && view.band;
    const hasPartial = points.some(({ partial }) => partial);
    const columns = [
      t("column.time"),
      ...names,
      ...(hasBand ? [t("column.range")] : []),
      ...(earlier === undefined ? [] : [t("trend.before")]),
    ];
    const table = html`<div class="scroll" tabindex="0" role="region" aria-label=${description}>
      <table>
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${points.map(({ startMs, value: band }, index) => {
            return html`<tr>
              <th scope="row">${labels.full(startMs)}</th>
              ${series.map(({ points: own }) => html`<td>${value(own[index]?.value)}</td>`)}
              ${hasBand ? html`<td>${band === null ? "–" : style.range(band.low, band.high, metric.quantity, band.central)}</td>` : nothing}
              ${earlier === undefined ? nothing : html`<td>${value(earlier.points[index]?.value)}</td>`}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
    const file = `ecomind-${metric.name}-${interval}`;
    const csv = () =>
      saveCsv(
        csvOf(
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
            { energy: "kWh", mass: "kg", volume: "L", count: "1" }[metric.quantity],
            String(partial),
          ]),
        ),
        file,
      );
    const chart = () => this.renderRoot.querySelector<EcoChart>("eco-chart");
    return html`<div class="tools">
        <ul class="legend">
          ${
            isGrouped
              ? names.map(
                  (name, index) =>
                    html`<li><i class="area ${index === otherIndex ? "other" : `c${index % 6}${view.chart === "line" ? "" : ` p${index % 6}`}`}"></i>${name}</li>`,
                )
              : html`<li><i class="c0"></i>${t("trend.now")}</li>
                ${
                  mayBand
                    ? html`<li>
                        <button
                          class="quiet toggle"
                          aria-pressed=${view.band}
                          ?disabled=${this.app === undefined}
                          @click=${() => this.context.change({ band: !view.band })}
                        >
                          <i class="area c0 faint"></i>${t("trend.band")}
                        </button>
                      </li>`
                    : nothing
                }
                ${
                  earlier === undefined || before === undefined
                    ? nothing
                    : html`<li><i class="before dotted"></i>${periodLabel(locale, before.period)}</li>`
                }`
          }
          ${hasPartial ? html`<li>${t("state.partial")}</li>` : nothing}
        </ul>
        <div class="buttons no-print">
          <button class="quiet" aria-pressed=${this.asTable} @click=${() => {
            this.asTable = !this.asTable;
          }}>
            ${t(this.asTable ? "action.chart" : "action.table")}
          </button>
          <button class="quiet" @click=${csv} aria-label=${t("action.export", { name: t("action.csv") })}>${t("action.csv")}</button>
          ${
            this.asTable
              ? nothing
              : (["png", "svg"] as const).map(
                  (kind) =>
                    html`<button
                    class="quiet"
                    aria-label=${t("action.export", { name: t(`action.${kind}`) })}
                    @click=${() => chart()?.save(kind)}
                  >
                    ${t(`action.${kind}`)}
                  </button>`,
                )
          }
        </div>
      </div>
      <div class="box">
        ${
          this.asTable
            ? table
            : html`<eco-chart
              .option=${
                (({ timeseriesOption }, palette) =>
                  timeseriesOption({
                    series,
                    names,
                    ...(earlier === undefined ? {} : { before: earlier }),
                    quantity: metric.quantity,
                    band: hasBand,
                    chart: view.chart,
                    labels,
                    style,
                    palette,
                    ...(otherIndex < 0 ? {} : { otherIndex }),
                  })) satisfies DrawOption
              }
              .points=${said}
              .description=${description}
              .filename=${file}
            ></eco-chart>`
        }
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
