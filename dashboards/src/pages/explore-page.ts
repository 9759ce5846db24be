import { css, html } from "lit";
import "../components/eco-table.js";
import "../components/eco-timeseries.js";
import { PageElement } from "../components/page-element.js";
import { metricNames } from "../data/metrics.js";
import { chartKinds, type Dimension, dimensions } from "../data/view-state.js";

export class ExplorePage extends PageElement {
  static override styles = [
    ...PageElement.styles,
    css`
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 16px;
        align-items: end;
      }
      label {
        display: grid;
        gap: 3px;
        font-size: 12px;
        color: var(--ink-3);
      }
      label select {
        color: var(--ink);
        font-size: 14px;
      }
    `,
  ];

  #choose(place: 0 | 1, value: string): void {
    const chosen = dimensions.find((name) => name === value);
    const group: (Dimension | undefined)[] = [...this.app.view.group];
    group[place] = chosen;
    const next = [...new Set(group)].flatMap((name) => name ?? []);
    this.app.change({ group: next.length === 0 ? ["model"] : next, sort: undefined });
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
    const names = dimensions.map((name) => [name, t(`dimension.${name}`)] as const);
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
              group: view.group.map((name) => t(`dimension.${name}`)).join(" × "),
            })}
          </h2>
        </header>
        <eco-timeseries .app=${app} grouped></eco-timeseries>
      </section>
      <section class="panel">
        <eco-table .app=${app} columns="requests,tokens_in,tokens_out,energy,co2e,water,wh_per_1k_out,tier,share"></eco-table>
      </section>
    `;
  }
}
customElements.define("explore-page", ExplorePage);
