import { html } from "lit";
import "../../elements/table/element.js";
import "../../elements/timeseries/element.js";
import type { DimensionValues } from "../../api/answers.js";
import { dimensionValuesOf } from "../../api/reference.js";
import { dimensionName } from "../../elements/group-name.js";
import { PageElement } from "../../elements/page-element.js";
import { PanelController } from "../../elements/panel/controller.js";
import { type Dimension, dimensionOf, dimensions } from "../../view/filters.js";
import { metricNames } from "../../view/metric-name.js";
import { chartKinds } from "../../view/view-state.js";
import "../../i18n/en-pages.js";
import { fileLinks } from "./file-links.js";
import { exploreStyles } from "./styles.js";

export class ExplorePage extends PageElement {
  static override styles = [...PageElement.styles, exploreStyles];

  readonly #values = new PanelController<DimensionValues>(this, { live: false });

  protected override willUpdate(): void {
    this.#values.ask("dimensions", () => dimensionValuesOf(this.app.api));
  }

  #choose(place: 0 | 1, value: string): void {
    const chosen = dimensionOf(value);
    const group: (Dimension | undefined)[] = [...this.app.view.group];
    group[place] = chosen;
    const next = [...new Set(group)].flatMap((name) => name ?? []);
    this.app.change({ group: next.length === 0 ? ["model"] : next, sort: undefined, search: "" });
  }

  override render() {
    const { app } = this;
    const { view, language } = app;
    const { t } = language;
    const select = (
      label: string,
      chosen: string,
      options: readonly (readonly [string, string])[],
      change: (value: string) => void,
    ) =>
      html`<label
        >${label}<select @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}>
          ${options.map(([value, text]) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`)}
        </select></label
      >`;
    const labels = (this.#values.state.data?.labels ?? []).map((name) => `label:${name}`);
    // What an address names is offered too, whether or not any use of the last months has it.
    const names = [...new Set([...dimensions, ...labels, ...view.group])].map(
      (name) => [name, dimensionName(name, t)] as const,
    );
    return html`
      <section class="panel">
        <div class="choices no-print">
          ${select(t("explore.group"), view.group[0] ?? "", names, (value) => this.#choose(0, value))}
          ${select(t("explore.then"), view.group[1] ?? "", [["", t("explore.nothing")], ...names], (value) => this.#choose(1, value))}
          ${select(
            t("trend.metric"),
            view.metric,
            metricNames.map((name) => [name, t(`metric.${name}`)] as const),
            (value) => {
              const metric = metricNames.find((name) => name === value);
              if (metric !== undefined) app.change({ metric });
            },
          )}
          ${select(
            t("explore.chart"),
            view.chart,
            chartKinds.map((name) => [name, t(`chart.${name}`)] as const),
            (value) => {
              const chart = chartKinds.find((name) => name === value);
              if (chart !== undefined) app.change({ chart });
            },
          )}
        </div>
      </section>
      <section class="panel">
        <header>
          <h2>
            ${t("explore.title", {
              metric: t(`metric.${view.metric}`),
              group: view.group.map((name) => dimensionName(name, t)).join(" × "),
            })}
          </h2>
        </header>
        <eco-timeseries .app=${app} grouped></eco-timeseries>
      </section>
      <section class="panel">
        <eco-table .app=${app} .keepsView=${true} columns="requests,tokens_in,tokens_out,energy,co2e,water,wh_per_1k_out,tier,share"></eco-table>
        ${fileLinks(app)}
      </section>
    `;
  }
}
customElements.define("explore-page", ExplorePage);
