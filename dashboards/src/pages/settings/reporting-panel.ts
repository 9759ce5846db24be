import { html } from "lit";
import type { Reporting } from "../../api/answers.js";
import { panelBody } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import "../../i18n/en-pages.js";
import { fieldOf, listSkeleton, SettingsPanel } from "./settings-panel.js";

const languages = [
  ["en", "English"],
  ["de", "Deutsch"],
] as const;

/**
 * The organisation's time zone and language.
 * @element reporting-panel
 */
export class ReportingPanel extends SettingsPanel {
  /** Not live: an answer would change the fields under somebody's hands. */
  readonly #reporting = new PanelController<Reporting>(this, { live: false });

  protected override willUpdate(): void {
    this.#reporting.ask("reporting", (signal) => this.app.api.get("/v1/reporting", { signal }));
  }

  refresh(): void {
    this.#reporting.retry();
  }

  readonly #put = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const language = languages.find(([tag]) => tag === fieldOf(data, "language"))?.[0] ?? null;
    const body = { zone: fieldOf(data, "zone") || null, language };
    void this.act(this.app.api.put("/v1/reporting", { body }), () => this.app.language.t("settings.reporting.saved"));
  };

  #form({ zone, language }: Reporting) {
    const { t } = this.app.language;
    return html`<form @submit=${this.#put}>
      <label
        >${t("settings.reporting.zone")}<input name="zone" list="zones" maxlength="64" autocomplete="off" placeholder=${t("settings.reporting.browser")} .value=${zone ?? ""}
      /></label>
      <datalist id="zones">${Intl.supportedValuesOf("timeZone").map((name) => html`<option value=${name}></option>`)}</datalist>
      <label
        >${t("settings.reporting.language")}<select name="language">
          <option value="" ?selected=${language === null}>${t("settings.reporting.browser")}</option>
          ${languages.map(([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${tag === language}>${name}</option>`)}
        </select></label
      >
      <button>${t("settings.privacy.save")}</button>
    </form>`;
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    return this.panel(
      t("settings.reporting"),
      html`<p class="prose lead">${t("settings.reporting.lead")}</p>
        ${panelBody(this.#reporting.state, app, {
          retry: () => this.refresh(),
          skeleton: listSkeleton,
          content: (reporting) => this.#form(reporting),
        })}`,
    );
  }
}
customElements.define("reporting-panel", ReportingPanel);
