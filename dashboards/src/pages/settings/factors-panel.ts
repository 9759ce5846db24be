import { html, nothing } from "lit";
import "../../elements/data-table/element.js";
import type { FactorSetChoice, FactorSets } from "../../api/answers.js";
import type { Column } from "../../elements/data-table/column.js";
import { panelBody } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import { timeText } from "../../elements/time-text.js";
import "../../i18n/en-pages.js";
import "./factors-change.js";
import { fieldOf, listSkeleton, SettingsPanel } from "./settings-panel.js";

/** Which factors the organisation's figures are computed with, and since when. */
export class FactorsPanel extends SettingsPanel {
  static override properties = { ...SettingsPanel.properties, offered: { state: true } };
  /** The set that is picked in the form, and not chosen yet. */
  declare offered: string | undefined;

  /** Not live: an answer would change the field under somebody's hands. */
  readonly #sets = new PanelController<FactorSets>(this, { live: false });

  protected override willUpdate(): void {
    this.#sets.ask("factor-sets", (signal) => this.app.api.get("/v1/factor-sets", { signal }));
  }

  refresh(): void {
    this.#sets.retry();
  }

  readonly #choose = (event: SubmitEvent): void => {
    event.preventDefault();
    const set = fieldOf(new FormData(event.target as HTMLFormElement), "set");
    const { api, language } = this.app;
    const chosen =
      set === ""
        ? api.delete("/v1/factor-sets/chosen", {})
        : api.put("/v1/factor-sets/chosen/{factor_set}", { path: { factor_set: set } });
    void this.act(chosen, () => {
      this.offered = undefined;
      return language.t("settings.factors.saved");
    });
  };

  readonly #pick = (event: Event): void => {
    this.offered = (event.target as HTMLSelectElement).value || undefined;
  };

  #history(choices: readonly FactorSetChoice[]) {
    const { app } = this;
    const { t } = app.language;
    const nameOf = ({ factor_set }: FactorSetChoice): string => factor_set ?? t("settings.factors.follow");
    const columns: Column<FactorSetChoice>[] = [
      {
        key: "at",
        label: t("settings.audit.at"),
        value: ({ chosen_at }) => chosen_at,
        cell: ({ chosen_at }) => timeText(chosen_at, this.app),
      },
      { key: "set", label: t("settings.factors.set"), value: nameOf, cell: nameOf },
      {
        key: "by",
        label: t("settings.audit.actor"),
        value: ({ chosen_by }) => chosen_by,
        cell: ({ chosen_by }) => chosen_by,
      },
    ];
    return html`<data-table .app=${app} .rows=${choices} .columns=${columns} .caption=${t("settings.factors.history")} filename="ecomind-factor-sets"></data-table>`;
  }

  #content({ factor_sets, chosen, choices }: FactorSets) {
    const { t } = this.app.language;
    const own = choices[0]?.factor_set ?? "";
    return html`<p class="prose lead">${t("settings.factors.lead", { name: chosen })}</p>
      <form class="no-print" @submit=${this.#choose}>
        <label
          >${t("settings.factors.set")}<select name="set" @change=${this.#pick}>
            <option value="" .selected=${own === ""}>${t("settings.factors.follow")}</option>
            ${factor_sets
              .filter(({ whole }) => whole)
              .map(
                ({ factor_set }) =>
                  html`<option value=${factor_set} .selected=${factor_set === own}>${factor_set}</option>`,
              )}
          </select></label
        >
        <button>${t("settings.factors.save")}</button>
      </form>
      ${
        this.offered === undefined || this.offered === chosen
          ? nothing
          : html`<factors-change .app=${this.app} .chosen=${chosen} .offered=${this.offered}></factors-change>`
      }
      ${choices.length === 0 ? nothing : this.#history(choices)}`;
  }

  override render() {
    const { app } = this;
    return this.panel(
      app.language.t("settings.factors"),
      panelBody(this.#sets.state, app, {
        retry: () => this.refresh(),
        skeleton: listSkeleton,
        content: (sets) => this.#content(sets),
      }),
    );
  }
}
customElements.define("factors-panel", FactorsPanel);
