import { html } from "lit";
import "../components/eco-table.js";
import "../components/eco-timeseries.js";
import { PageElement } from "../components/page-element.js";
import "../i18n/en-pages.js";

export class PeoplePage extends PageElement {
  override render() {
    const { app } = this;
    const { t } = app.language;
    const byTeam = { ...app, view: { ...app.view, group: ["team" as const], compare: "none" as const } };
    return html`
      <section class="panel">
        <header><h2>${t("people.trend", { metric: t(`metric.${app.view.metric}`) })}</h2></header>
        <eco-timeseries .app=${byTeam} grouped></eco-timeseries>
      </section>
      <section class="panel">
        <header><h2>${t("people.teams")}</h2></header>
        <eco-table .app=${app} group="team"></eco-table>
      </section>
      <section class="panel">
        <header><h2>${t("people.people")}</h2></header>
        <p class="prose">${t("people.pseudonyms")}</p>
        <eco-table .app=${app} group="user,team" columns="requests,tokens_in,tokens_out,energy,co2e,tier,share"></eco-table>
      </section>
    `;
  }
}
customElements.define("people-page", PeoplePage);
