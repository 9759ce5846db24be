import { html } from "lit";
import type { OrgSettings, SettingsPreview } from "../../api/answers.js";
import { panelBody } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import "../../i18n/en-pages.js";
import { listSkeleton, SettingsPanel } from "./settings-panel.js";

/** Retention, and the minimum group size. */
export class PrivacyPanel extends SettingsPanel {
  static override properties = { ...SettingsPanel.properties, pending: { state: true } };
  /** Settings that wait for an answer, and what they would do. */
  declare pending: { readonly settings: OrgSettings; readonly preview: SettingsPreview } | undefined;
  /** Not live: an answer would change the fields under somebody's hands. */
  readonly #settings = new PanelController<OrgSettings>(this, { live: false });

  protected override willUpdate(): void {
    this.#settings.ask("settings", (signal) => this.app.api.get("/v1/settings", { signal }));
  }

  refresh(): void {
    this.#settings.retry();
  }

  readonly #ask = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    /** Empty: for good. */
    const days = (name: string) => (data.get(name) === "" ? null : Number(data.get(name)));
    const settings: OrgSettings = {
      raw_retention_days: days("raw"),
      rollup_retention_days: days("rollups"),
      minimum_group_size: Number(data.get("minimum")),
    };
    void this.#preview(settings);
  };

  /** Asks first where something would be deleted, or hidden. */
  async #preview(settings: OrgSettings): Promise<void> {
    try {
      const query = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
      const preview = await this.app.api.get("/v1/settings/preview", { query });
      this.pending = { settings, preview };
      if (this.#effects(preview).length === 0) this.#put();
      else {
        await this.updateComplete;
        this.openQuestion();
      }
    } catch (error) {
      this.refused(error);
    }
  }

  readonly #put = (): void => {
    const { pending } = this;
    if (pending === undefined) return;
    void this.act(this.app.api.put("/v1/settings", { body: pending.settings }), () =>
      this.app.language.t("settings.privacy.saved"),
    );
  };

  /** What the settings would take away, a sentence each. */
  #effects({ events, history_requests, teams, teams_combined, people, answers_suppressed }: SettingsPreview): string[] {
    const { style, language } = this.app;
    const { t } = language;
    return [
      ...(events > 0 ? [t("settings.privacy.events", { count: style.exact(events) })] : []),
      ...(history_requests > 0 ? [t("settings.privacy.history", { count: style.exact(history_requests) })] : []),
      ...(answers_suppressed
        ? [t("settings.privacy.everybody", { count: style.exact(people) })]
        : teams_combined > 0
          ? [t("settings.privacy.teams", { count: style.exact(teams_combined), all: style.exact(teams) })]
          : []),
    ];
  }

  #form({ raw_retention_days, rollup_retention_days, minimum_group_size }: OrgSettings) {
    const { t } = this.app.language;
    const days = (name: string, label: string, value: number | null) =>
      html`<label
        >${label}<input name=${name} type="number" min="32" max="36500" placeholder=${t("settings.privacy.forever")} .value=${value === null ? "" : String(value)}
      /></label>`;
    return html`<form @submit=${this.#ask}>
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
    const { pending } = this;
    return html`${this.panel(
      t("settings.privacy"),
      html`<p class="prose lead">${t("settings.privacy.lead")}</p>
        ${panelBody(this.#settings.state, app, {
          retry: () => this.refresh(),
          skeleton: listSkeleton,
          content: (settings) => this.#form(settings),
        })}`,
    )}${this.question({
      title: t("settings.privacy.title"),
      detail: pending === undefined ? "" : this.#effects(pending.preview).join(" "),
      action: t("settings.privacy.save"),
      confirmed: this.#put,
    })}`;
  }
}
customElements.define("privacy-panel", PrivacyPanel);
