import { html } from "lit";
import "../../elements/breakdown/element.js";
import "../../elements/table/element.js";
import type { Factors } from "../../api/answers.js";
import { factorsOf } from "../../api/reference.js";
import { PageElement } from "../../elements/page-element.js";
import { PanelController } from "../../elements/panel/controller.js";
import "../../i18n/en-pages.js";

export class RegionsPage extends PageElement {
  readonly #factors = new PanelController<Factors>(this, { live: false });

  protected override willUpdate(): void {
    this.#factors.ask("factors", () => factorsOf(this.app.api));
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    const names = new Map(this.#factors.state.data?.grids.map(({ grid, name }) => [grid, name]));
    return html`
      <div class="columns">
        ${(["energy", "co2e", "water"] as const).map(
          (metric) =>
            html`<section class="panel">
              <header><h2>${t("regions.by", { metric: t(`metric.${metric}`) })}</h2></header>
              <eco-breakdown .app=${app} dimension="region" .metric=${metric}></eco-breakdown>
            </section>`,
        )}
      </div>
      <section class="panel">
        <header><h2>${t("regions.table")}</h2></header>
        <p class="prose">${t("regions.lead")}</p>
        <eco-table
          .app=${app}
          .keepsView=${true}
          .names=${names}
          group="region,provider"
          columns="requests,energy,g_per_kwh,co2e,water,share"
        ></eco-table>
      </section>
    `;
  }
}
customElements.define("regions-page", RegionsPage);
