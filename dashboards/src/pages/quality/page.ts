import { html, nothing } from "lit";
import "../../elements/data-table/element.js";
import "../../elements/breakdown/element.js";
import "../../elements/chart/element.js";
import "../../elements/quality/element.js";
import { administers } from "../../api/administers.js";
import type { Accounting, DeadLetterReason, PipelineMinute } from "../../api/answers.js";
import { PageElement } from "../../elements/page-element.js";
import { panelBody, panelStyles } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import "../../i18n/en-pages.js";
import { accountingSum } from "./accounting-sum.js";
import { deadLetterTable } from "./dead-letter-table.js";
import { freshnessChart } from "./freshness-chart.js";
import { qualityPageStyles } from "./styles.js";
import "../names/unrecognised-names.js";

export class QualityPage extends PageElement {
  static override styles = [...PageElement.styles, panelStyles, qualityPageStyles];
  readonly #accounting = new PanelController<Accounting>(this);
  readonly #pipeline = new PanelController<readonly PipelineMinute[]>(this);
  readonly #letters = new PanelController<readonly DeadLetterReason[]>(this);

  protected override willUpdate(): void {
    const { api, me } = this.app;
    this.#accounting.ask("accounting", (signal) => api.get("/v1/accounting", { signal }));
    if (administers(me)) {
      this.#pipeline.ask("pipeline", async (signal) => (await api.get("/v1/pipeline", { signal })).minutes);
      this.#letters.ask("letters", async (signal) => (await api.get("/v1/dead-letters", { signal })).dead_letters);
    }
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    const skeleton = html`<div class="box skeleton"></div>`;
    return html`
      <section class="panel">
        <header><h2>${t("quality.accounting")}</h2></header>
        ${panelBody(this.#accounting.state, app, {
          retry: () => this.#accounting.retry(),
          skeleton: html`<div class="skeleton">&nbsp;<br />&nbsp;<br />&nbsp;</div>`,
          content: (accounting) => accountingSum(accounting, app),
        })}
      </section>
      ${
        administers(app.me)
          ? html`<section class="panel">
            <header><h2>${t("quality.freshness")}</h2></header>
            <p class="prose">${t("quality.freshness.lead")}</p>
            ${panelBody(this.#pipeline.state, app, {
              retry: () => this.#pipeline.retry(),
              skeleton,
              isEmpty: (minutes) => minutes.length === 0,
              empty: html`<p class="muted" data-state="empty">${t("quality.freshness.none")}</p>`,
              content: (minutes) => freshnessChart(minutes, app),
            })}
          </section>`
          : nothing
      }
      <div class="columns">
        <section class="panel">
          <header><h2>${t("certainty.title")}</h2></header>
          <eco-quality .app=${app}></eco-quality>
        </section>
        <div class="stack">
          <section class="panel">
            <header><h2>${t("quality.basis")}</h2></header>
            <p class="prose">${t("quality.basis.lead")}</p>
            <eco-breakdown .app=${app} dimension="basis" .metric=${"requests"}></eco-breakdown>
          </section>
          ${
            administers(app.me)
              ? html`<section class="panel">
                <header><h2>${t("quality.letters")}</h2></header>
                ${panelBody(this.#letters.state, app, {
                  retry: () => this.#letters.retry(),
                  skeleton,
                  isEmpty: (rows) => rows.length === 0,
                  empty: html`<p class="muted" data-state="empty">${t("quality.letters.none")}</p>`,
                  content: (rows) => deadLetterTable(rows, app),
                })}
              </section>`
              : nothing
          }
        </div>
      </div>
      <unrecognised-names .app=${app}></unrecognised-names>
    `;
  }
}
customElements.define("quality-page", QualityPage);
