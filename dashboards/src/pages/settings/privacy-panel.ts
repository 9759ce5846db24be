import { html } from "lit";
import type { OrgSettings } from "../../api/answers.js";
import { panelBody } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import "../../i18n/en-pages.js";
import { listSkeleton, SettingsPanel } from "./settings-panel.js";

/** Retention, and the minimum group size. */
export class PrivacyPanel extends SettingsPanel {
  /** Not live: an answer would change the fields under somebody's hands. */
  readonly #settings = new PanelController<OrgSettings>(this, { live: false });

  protected override willUpdate(): void {
    this.#settings.ask("settings", (signal) => this.app.api.get("/v1/settings", { signal }));
  }

  refresh(): void {
    this.#settings.retry();
  }

  readonly #put = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    /** Empty: for good. */
    const days = (name: string) => (data.get(name) === "" ? null : Number(data.get(name)));
    const settings: OrgSettings = {
      raw_retention_days: days("raw"),
      rollup_retention_days: days("rollups"),
      minimum_group_size: Number(data.get("minimum")),
    };
    void this.act(this.app.api.put("/v1/settings", { body: settings }), () =>
      this.app.announce(this.app.language.t("settings.privacy.saved")),
    );
  };

  #form({ raw_retention_days, rollup_retention_days, minimum_group_size }: OrgSettings) {
    const { t } = this.app.language;
    const days = (name: string, label: string, value: number | null) =>
      html`<label
        >${label}<input name=${name} type="number" min="32" max="36500" placeholder=${t("settings.privacy.forever")} .value=${value === null ? "" : String(value)}
      /></label>`;
    return html`<form @submit=${this.#put}>
      ${days("raw", t("settings.privacy.raw"), raw_retention_days)}
      ${days("rollups", t("settings.privacy.rollups"), rollup_retention_days)}
      <label
        >${t("settings.privacy.minimum")}<input name="minimum" type="number" min="1" max="1000" required .value=${String(minimum_group_size)}
      /></label>
      <button>${t("settings.privacy.save")}</button>
    </form>`;
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    return this.panel(
      t("settings.privacy"),
      html`<p class="prose lead">${t("settings.privacy.lead")}</p>
        ${panelBody(this.#settings.state, app, {
          retry: () => this.refresh(),
          skeleton: listSkeleton,
          content: (settings) => this.#form(settings),
        })}`,
    );
  }
}
customElements.define("privacy-panel", PrivacyPanel);
