import { html } from "lit";
import "../../elements/data-table/element.js";
import type { AuditEntry } from "../../api/answers.js";
import type { Column } from "../../elements/data-table/element.js";
import { panelBody } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import "../../i18n/en-pages.js";
import { listSkeleton, SettingsPanel } from "./settings-panel.js";

/** With the reason, where it is not done. */
const outcomeOf = ({ outcome, code }: AuditEntry): string => (code === "" ? outcome : `${outcome}: ${code}`);

/** Who did what, the newest first. */
export class AuditPanel extends SettingsPanel {
  readonly #audit = new PanelController<readonly AuditEntry[]>(this);

  protected override willUpdate(): void {
    const { api } = this.app;
    this.#audit.ask("audit", async (signal) => (await api.get("/v1/audit", { signal })).entries);
  }

  refresh(): void {
    this.#audit.retry();
  }

  #table(entries: readonly AuditEntry[]) {
    const { app } = this;
    const { t } = app.language;
    const text = (key: "action" | "actor" | "target" | "request_id", label: string): Column<AuditEntry> => ({
      key,
      label,
      value: (row) => row[key],
      cell: (row) => row[key],
    });
    const columns: Column<AuditEntry>[] = [
      { key: "at", label: t("settings.audit.at"), value: ({ at }) => at, cell: ({ at }) => this.time(at) },
      text("actor", t("settings.audit.actor")),
      text("action", t("settings.audit.action")),
      text("target", t("settings.audit.target")),
      { key: "outcome", label: t("settings.audit.outcome"), value: outcomeOf, cell: outcomeOf },
      text("request_id", t("settings.audit.request")),
    ];
    return html`<data-table .app=${app} .rows=${entries} .columns=${columns} .caption=${t("settings.audit")} filename="ecomind-audit"></data-table>`;
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    return this.panel(
      t("settings.audit"),
      panelBody(this.#audit.state, app, {
        retry: () => this.refresh(),
        skeleton: listSkeleton,
        isEmpty: (entries) => entries.length === 0,
        empty: html`<p class="muted" data-state="empty">${t("settings.audit.none")}</p>`,
        content: (entries) => this.#table(entries),
      }),
    );
  }
}
customElements.define("audit-panel", AuditPanel);
