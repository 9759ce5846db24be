import { html } from "lit";
import "../../elements/data-table/element.js";
import type { Factors, NameMapping } from "../../api/answers.js";
import { factorsOf } from "../../api/reference.js";
import type { Column } from "../../elements/data-table/column.js";
import { panelBody } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import { timeText } from "../../elements/time-text.js";
import "../../i18n/en-pages.js";
import { fieldOf, listSkeleton, SettingsPanel } from "../settings/settings-panel.js";
import { kindName, type MappingKind, mappingOf, targetFields } from "./mapping-form.js";

const kinds: readonly MappingKind[] = ["model", "provider", "region"];

/**
 * What the organisation's own names of models, providers and regions mean.
 * @element mappings-panel
 */
export class MappingsPanel extends SettingsPanel {
  static override properties = {
    ...SettingsPanel.properties,
    kind: { state: true },
    factors: { state: true },
    removing: { state: true },
  };
  declare kind: MappingKind;
  declare factors: Factors | undefined;
  declare removing: NameMapping | undefined;
  readonly #mappings = new PanelController<readonly NameMapping[]>(this);

  constructor() {
    super();
    this.kind = "model";
  }

  protected override willUpdate(): void {
    const { api } = this.app;
    this.#mappings.ask("mappings", async (signal) => (await api.get("/v1/name-mappings", { signal })).mappings);
  }

  refresh(): void {
    this.#mappings.retry();
  }

  readonly #loadFactors = (): void => {
    void factorsOf(this.app.api).then((factors) => {
      this.factors = factors;
    });
  };

  readonly #put = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const name = fieldOf(data, "name");
    const body = mappingOf(form, this.kind, name, fieldOf(data, "with"));
    void this.act(this.app.api.put("/v1/name-mappings", { body }), () => {
      form.reset();
      return this.app.language.t("names.saved", { name });
    });
  };

  readonly #remove = (): void => {
    const { removing } = this;
    if (removing === undefined) return;
    const path = { mapping_id: removing.mapping_id };
    void this.act(this.app.api.delete("/v1/name-mappings/{mapping_id}", { path }), () =>
      this.app.language.t("names.removed", { name: removing.name }),
    );
  };

  #table(mappings: readonly NameMapping[]) {
    const { app } = this;
    const { t } = app.language;
    const text = (key: string, label: string, of: (row: NameMapping) => string | null): Column<NameMapping> => ({
      ...{ key, label, value: (row) => of(row) ?? "" },
      cell: (row) => of(row) ?? "",
    });
    const columns: Column<NameMapping>[] = [
      text("kind", t("names.kind"), ({ kind }) => kindName(kind, t)),
      text("name", t("names.name"), ({ name }) => name),
      text("with", t("names.reportedWith"), ({ provider }) => provider),
      ...kinds.map((kind) => text(`to_${kind}`, t("names.means", { kind: kindName(kind, t) }), ({ to }) => to[kind])),
      {
        ...{ key: "at", label: t("names.since"), value: (row) => row.updated_at },
        cell: (row) => timeText(row.updated_at, app),
      },
      text("by", t("settings.audit.actor"), ({ updated_by }) => updated_by),
      {
        ...{ key: "remove", label: t("names.remove"), value: () => "" },
        cell: (row) =>
          this.askFirst(`${t("names.remove")}: ${row.name}`, t("names.remove"), () => {
            this.removing = row;
          }),
      },
    ];
    return html`<data-table .app=${app} .rows=${mappings} .columns=${columns} .caption=${t("names.mapped")} filename="ecomind-names"></data-table>`;
  }

  override render() {
    const { app, kind } = this;
    const { t } = app.language;
    return html`${this.panel(
      t("names.mapped"),
      html`<p class="prose lead">${t("names.mapped.lead")}</p>
        <form class="no-print" @submit=${this.#put} @focusin=${this.#loadFactors}>
          <label
            >${t("names.kind")}<select
              name="kind"
              @change=${(event: Event) => {
                this.kind = kinds.find((one) => one === (event.target as HTMLSelectElement).value) ?? "model";
              }}
            >
              ${kinds.map((one) => html`<option value=${one} ?selected=${one === kind}>${kindName(one, t)}</option>`)}
            </select></label
          >
          <label>${t("names.name")}<input name="name" required maxlength="128" autocomplete="off" /></label>
          ${
            kind === "model"
              ? html`<label>${t("names.reportedWith")}<input name="with" maxlength="64" autocomplete="off" placeholder=${t("names.anyProvider")} /></label>`
              : ""
          }
          ${targetFields(kind, this.factors, t)}
          <button>${t("names.map.save")}</button>
        </form>
        ${panelBody(this.#mappings.state, app, {
          retry: () => this.refresh(),
          skeleton: listSkeleton,
          isEmpty: (mappings) => mappings.length === 0,
          empty: html`<p class="muted" data-state="empty">${t("names.mapped.none")}</p>`,
          content: (mappings) => this.#table(mappings),
        })}`,
    )}${this.question({
      title: t("names.remove.title", { name: this.removing?.name ?? "" }),
      detail: t("names.remove.detail"),
      action: t("names.remove"),
      confirmed: this.#remove,
    })}`;
  }
}
customElements.define("mappings-panel", MappingsPanel);
