import { html } from "lit";
import "../../elements/data-table/element.js";
import type { SqlAccount } from "../../api/answers.js";
import type { Column } from "../../elements/data-table/column.js";
import { panelBody } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import "../../i18n/en-pages.js";
import { CredentialPanel } from "./credential-panel.js";
import { fieldOf, listSkeleton } from "./settings-panel.js";

/** Read-only accounts of an organisation's own SQL tools: made, their password shown once, revoked. */
export class SqlAccountsPanel extends CredentialPanel<SqlAccount> {
  readonly #accounts = new PanelController<readonly SqlAccount[]>(this);

  protected override willUpdate(): void {
    const { api } = this.app;
    this.#accounts.ask("sql-accounts", async (signal) => (await api.get("/v1/sql/accounts", { signal })).accounts);
  }

  refresh(): void {
    this.#accounts.retry();
  }

  protected end({ user }: SqlAccount): Promise<unknown> {
    return this.app.api.delete("/v1/sql/accounts/{user}", { path: { user } });
  }

  protected consequence(): string {
    return this.app.language.t("settings.sql.revoke.detail");
  }

  readonly #create = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const days = Number(data.get("days"));
    const name = fieldOf(data, "name");
    const body = { name, ...(days > 0 ? { expires_in_days: days } : {}) };
    void this.act(this.app.api.post("/v1/sql/accounts", { body }), ({ user, password, database }) => {
      const { t } = this.app.language;
      form.reset();
      return this.show({
        title: t("settings.sql.shown", { name }),
        done: t("settings.sql.created", { name }),
        lines: [
          [t("settings.sql.address"), location.origin],
          [t("settings.sql.user"), user],
          [t("settings.sql.password"), password],
          [t("settings.sql.database"), database],
        ],
      });
    });
  };

  #table(accounts: readonly SqlAccount[]) {
    const { app } = this;
    const { t } = app.language;
    const columns: Column<SqlAccount>[] = [
      {
        key: "name",
        label: t("settings.name"),
        value: ({ name }) => name,
        cell: ({ name, user }) => html`${name}<small>${user}</small>`,
      },
      ...this.lifeColumns(),
    ];
    return html`<data-table .app=${app} compact .rows=${accounts} .columns=${columns} .caption=${t("settings.sql")}></data-table>`;
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    return html`${this.panel(
      t("settings.sql"),
      html`<p class="prose lead">${t("settings.sql.lead")}</p>
        ${this.shownSecret()}
        <form class="no-print" @submit=${this.#create}>
          <label>${t("settings.sql.tool")}<input name="name" required maxlength="100" autocomplete="off" /></label>
          <label
            >${t("settings.keys.days")}<input name="days" type="number" min="1" max="3650" placeholder=${t("settings.keys.never")} />
          </label>
          <button>${t("settings.sql.create")}</button>
        </form>
        ${panelBody(this.#accounts.state, app, {
          retry: () => this.refresh(),
          skeleton: listSkeleton,
          isEmpty: (accounts) => accounts.length === 0,
          empty: html`<p class="muted" data-state="empty">${t("settings.sql.none")}</p>`,
          content: (accounts) => this.#table(accounts),
        })}`,
    )}${this.revokeDialog()}`;
  }
}
customElements.define("sql-accounts-panel", SqlAccountsPanel);
