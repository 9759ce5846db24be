import { html, nothing } from "lit";
import { administers } from "../../api/administers.js";
import type { Factors, UnrecognisedName, UnrecognisedNames } from "../../api/answers.js";
import { factorsOf } from "../../api/reference.js";
import type { Column } from "../../elements/data-table/column.js";
import "../../elements/data-table/element.js";
import { panelBody } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import { timeText } from "../../elements/time-text.js";
import "../../i18n/en-pages.js";
import { periodsOf } from "../../view/periods.js";
import { listSkeleton, SettingsPanel } from "../settings/settings-panel.js";
import { kindName, type MappingKind, mappingOf, targetFields } from "./mapping-form.js";

type Name = UnrecognisedName & { readonly kind: MappingKind };

/**
 * Reported names that the factor set doesn't know, with how often they were used; administrators say what one means.
 * @element unrecognised-names
 */
export class UnrecognisedNamesPanel extends SettingsPanel {
  static override properties = {
    ...SettingsPanel.properties,
    mapping: { state: true },
    factors: { state: true },
  };
  declare mapping: Name | undefined;
  declare factors: Factors | undefined;
  readonly #names = new PanelController<UnrecognisedNames>(this);

  protected override willUpdate(): void {
    const { api, view } = this.app;
    const { period } = periodsOf(view, Date.now());
    const query = {
      from: new Date(period.fromMs).toISOString(),
      to: new Date(period.endMs).toISOString(),
      tz: period.zone,
    };
    this.#names.ask(JSON.stringify(query), (signal) => api.get("/v1/names/unrecognised", { query, signal }));
  }

  refresh(): void {
    this.#names.retry();
  }

  #put(body: ReturnType<typeof mappingOf>): void {
    const { api, language } = this.app;
    void this.act(api.put("/v1/name-mappings", { body }), () => {
      this.refresh();
      return language.t("names.saved", { name: body.name });
    });
  }

  readonly #choose = (name: Name): void => {
    this.mapping = name;
    void factorsOf(this.app.api).then((factors) => {
      this.factors = factors;
    });
    this.openQuestion();
  };

  #actions(name: Name) {
    const { t } = this.app.language;
    const { suggestion } = name;
    return html`<span class="actions">
      ${
        suggestion
          ? html`<button
              @click=${() => this.#put({ kind: name.kind, name: name.name, provider: name.provider, to: { model: suggestion } })}
            >
              ${t("names.mapTo", { name: suggestion })}
            </button>`
          : nothing
      }
      <button aria-label=${`${t("names.map")}: ${name.name}`} @click=${() => this.#choose(name)}>${t("names.map")}</button>
    </span>`;
  }

  #table({ models, providers, regions }: UnrecognisedNames) {
    const { app } = this;
    const { t } = app.language;
    const of = (kind: MappingKind, names: readonly UnrecognisedName[]): Name[] =>
      names.map((name) => ({ ...name, kind }));
    const rows = [...of("model", models.names), ...of("provider", providers.names), ...of("region", regions.names)];
    const text = (key: "name" | "provider", label: string): Column<Name> => ({
      ...{ key, label, value: (row) => row[key] ?? "" },
      cell: (row) => row[key] ?? "",
    });
    const columns: Column<Name>[] = [
      {
        key: "kind",
        label: t("names.kind"),
        value: ({ kind }) => kindName(kind, t),
        cell: ({ kind }) => kindName(kind, t),
      },
      text("name", t("names.name")),
      text("provider", t("names.reportedWith")),
      {
        ...{ key: "requests", label: t("column.requests"), numeric: true },
        cell: ({ requests }) => app.style.exact(requests),
        value: ({ requests }) => requests,
      },
      { key: "last", label: t("names.last"), value: (row) => row.last_at, cell: (row) => timeText(row.last_at, app) },
      ...(administers(app.me)
        ? [{ key: "map", label: t("names.map"), value: () => "", cell: (row: Name) => this.#actions(row) }]
        : []),
    ];
    const more = models.more + providers.more + regions.more;
    return html`<data-table .app=${app} .rows=${rows} .columns=${columns} .caption=${t("names.unrecognised")} filename="ecomind-unrecognised-names"></data-table>
      ${more === 0 ? nothing : html`<p class="muted">${t("names.more", { count: app.style.exact(more) })}</p>`}`;
  }

  override render() {
    const { app, mapping } = this;
    const { t } = app.language;
    const isEmpty = ({ models, providers, regions }: UnrecognisedNames) =>
      [models, providers, regions].every(({ names }) => names.length === 0);
    return html`${this.panel(
      t("names.unrecognised"),
      html`<p class="prose lead">${t("names.unrecognised.lead")}</p>
        ${panelBody(this.#names.state, app, {
          retry: () => this.refresh(),
          skeleton: listSkeleton,
          isEmpty,
          empty: html`<p class="muted" data-state="empty">${t("names.unrecognised.none")}</p>`,
          content: (names) => this.#table(names),
        })}`,
    )}${this.question({
      title: t("names.map.title", { name: mapping?.name ?? "" }),
      detail: t("names.map.detail"),
      option: mapping === undefined ? nothing : targetFields(mapping.kind, this.factors, t, mapping.suggestion ?? ""),
      action: t("names.map.save"),
      confirmed: () => {
        const form = this.renderRoot.querySelector<HTMLFormElement>("dialog form");
        if (mapping === undefined || form === null) return;
        this.#put(
          mappingOf(form, mapping.kind, mapping.name, mapping.kind === "model" ? (mapping.provider ?? "") : ""),
        );
      },
    })}`;
  }
}
customElements.define("unrecognised-names", UnrecognisedNamesPanel);
