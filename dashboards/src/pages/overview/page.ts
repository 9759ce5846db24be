import { html, nothing } from "lit";
import "../../elements/breakdown/element.js";
import "../../elements/kpi/element.js";
import "../../elements/quality/element.js";
import "../../elements/timeseries/element.js";
import { askCompared, type Compared, comparedKey } from "../../api/usage.js";
import { PageElement } from "../../elements/page-element.js";
import { PanelController } from "../../elements/panel/controller.js";
import { equivalentsOf } from "../../figures/equivalents.js";
import { shownSums } from "../../figures/metrics.js";
import { unknownOf } from "../../figures/unknown.js";
import { metricNames } from "../../view/metric-name.js";
import { periodsOf } from "../../view/periods.js";
import { overviewStyles } from "./styles.js";

export class OverviewPage extends PageElement {
  static override styles = [...PageElement.styles, overviewStyles];

  /** One question gives the five figures and the trend. */
  readonly #usage = new PanelController<Compared>(this);

  protected override willUpdate(): void {
    const { api, view } = this.app;
    const nowMs = Date.now();
    const { interval } = periodsOf(view, nowMs);
    this.#usage.ask(comparedKey(view, nowMs, { interval, sums: shownSums }), (signal) =>
      askCompared(api, this.app.view, { nowMs: Date.now(), timed: true, sums: shownSums }, signal),
    );
  }

  #equivalents() {
    const { style, language } = this.app;
    const { t } = language;
    const { data } = this.#usage.state;
    if (data === undefined) return nothing;
    const unknown = unknownOf(data, this.app.recordedFromMs);
    if (unknown !== undefined) return html`<p class="muted">${t(unknown.text)}</p>`;
    const { total } = data.now;
    return html`<dl>
      ${equivalentsOf(total).map(
        ({ name, count }) =>
          html`<div><dt>${style.text(count, "count")}</dt><dd>${t(`equivalents.${name}`)}</dd></div>`,
      )}
    </dl>`;
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    const { state } = this.#usage;
    const retry = () => this.#usage.retry();
    return html`
      <section class="panel kpis" aria-label=${t("nav.overview")} @eco-retry=${retry}>
        ${metricNames.map((name) => html`<eco-kpi .app=${app} .state=${state} .metric=${name}></eco-kpi>`)}
      </section>
      <section class="panel" @eco-retry=${retry}>
        <header>
          <h2>
            ${t(`trend.by.${periodsOf(app.view, Date.now()).interval}`, { metric: t(`metric.${app.view.metric}`) })}
          </h2>
          <div class="segments no-print" role="group" aria-label=${t("trend.metric")}>
            ${metricNames.map(
              (name) =>
                html`<button aria-pressed=${name === app.view.metric} @click=${() => app.change({ metric: name })}>
                  ${t(`metric.${name}`)}
                </button>`,
            )}
          </div>
        </header>
        <eco-timeseries .app=${app} .state=${state}></eco-timeseries>
      </section>
      <div class="columns">
        ${(["model", "provider", "team"] as const).map(
          (dimension) =>
            html`<section class="panel">
              <header>
                <h2>${t(`top.${dimension}`)}</h2>
                <a class="no-print" href=${app.address("explore", { group: [dimension] })} aria-label="${t("top.all")}: ${t(`top.${dimension}`)}"
                  >${t("top.all")}</a
                >
              </header>
              <eco-breakdown .app=${app} dimension=${dimension}></eco-breakdown>
            </section>`,
        )}
      </div>
      <div class="foot">
        <section class="panel">
          <header><h2>${t("certainty.title")}</h2></header>
          <eco-quality .app=${app} .state=${state}></eco-quality>
        </section>
        <section class="panel">
          <header><h2>${t("equivalents.title")}</h2></header>
          ${this.#equivalents()}
          <small>${t("equivalents.note")}</small>
        </section>
      </div>
    `;
  }
}
customElements.define("overview-page", OverviewPage);
