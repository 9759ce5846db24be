import { html } from "lit";
import "../../elements/data-table/element.js";
import type { AuditEntry } from "../../api/answers.js";
import { codedText } from "../../elements/coded-text.js";
import type { Column } from "../../elements/data-table/column.js";
import { panelBody } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import { timeText } from "../../elements/time-text.js";
import "../../i18n/en-pages.js";
import { listSkeleton, SettingsPanel } from "./settings-panel.js";

/** The audit log, newest entries first. */
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
    const text = (key: "actor" | "target" | "request_id", label: string): Column<AuditEntry> => ({
      key,
      label,
      value: (row) => row[key],
      cell: (row) => row[key],
    });
    const action = (row: AuditEntry) => codedText("audit", row.action, t);
    const outcome = ({ outcome, code }: AuditEntry) => {
      const name = codedText("outcome", outcome, t);
      return code === "" ? name : t("outcome.because", { outcome: name, reason: codedText("refusal", code, t) });
    };
    const columns: Column<AuditEntry>[] = [
      { key: "at", label: t("settings.audit.at"), value: ({ at }) => at, cell: ({ at }) => timeText(at, app) },
      text("actor", t("settings.audit.actor")),
      {
        ...{ key: "action", label: t("settings.audit.action"), value: action, cell: action },
        extra: [{ key: "action_code", value: (row) => row.action }],
      },
      text("target", t("settings.audit.target")),
      {
        ...{ key: "outcome", label: t("settings.audit.outcome"), value: outcome, cell: outcome },
        extra: [{ key: "outcome_code", value: ({ code }) => code }],
      },
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
