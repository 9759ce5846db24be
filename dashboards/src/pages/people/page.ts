import { html, nothing } from "lit";
import "../../elements/table/element.js";
import "../../elements/timeseries/element.js";
import type { OrgSettings } from "../../api/answers.js";
import { PageElement } from "../../elements/page-element.js";
import { PanelController } from "../../elements/panel/controller.js";
import "../../i18n/en-pages.js";

export class PeoplePage extends PageElement {
  /** Not every role may read the settings; the minimum group size holds for all of them. */
  readonly #settings = new PanelController<OrgSettings>(this, { live: false });

  protected override willUpdate(): void {
    this.#settings.ask("settings", (signal) => this.app.api.get("/v1/settings", { signal }));
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    const { data, error } = this.#settings.state;
    const minimum = data?.minimum_group_size ?? 1;
    // With a minimum group size, the API does not say which team a pseudonym belongs to.
    const groups = minimum > 1 ? "user" : "user,team";
    // Lists of persons take no filters then; another month and coarser figures are the answer's own.
    const persons = minimum > 1 ? { ...app, view: { ...app.view, filters: [] } } : app;
    const byTeam = { ...app, view: { ...app.view, group: ["team" as const], compare: "none" as const } };
    return html`
      <section class="panel">
        <header><h2>${t("people.trend", { metric: t(`metric.${app.view.metric}`) })}</h2></header>
        <eco-timeseries .app=${byTeam} grouped></eco-timeseries>
      </section>
      <section class="panel">
        <header><h2>${t("people.teams")}</h2></header>
        ${minimum > 1 ? html`<p class="prose">${t("people.minimum", { count: minimum })}</p>` : nothing}
        <eco-table .app=${app} group="team"></eco-table>
      </section>
      <section class="panel">
        <header><h2>${t("people.people")}</h2></header>
        <p class="prose">${t("people.pseudonyms")}</p>
        ${minimum > 1 ? html`<p class="prose">${t("people.averaged", { count: minimum })}</p>` : nothing}
        ${
          data === undefined && error === undefined
            ? nothing
            : html`<eco-table .app=${persons} .keepsView=${true} group=${groups} columns="requests,tokens_in,tokens_out,energy,co2e,tier,share"></eco-table>`
        }
      </section>
    `;
  }
}
customElements.define("people-page", PeoplePage);
