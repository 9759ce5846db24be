import { css, html } from "lit";
import "../../elements/data-table/element.js";
import type { ApiKey } from "../../api/answers.js";
import { codedText } from "../../elements/coded-text.js";
import type { Column } from "../../elements/data-table/column.js";
import { panelBody } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import { timeMs, timeText } from "../../elements/time-text.js";
import "../../i18n/en-pages.js";
import { CredentialPanel } from "./credential-panel.js";
import { fieldOf, listSkeleton } from "./settings-panel.js";

const scopes = ["ingest", "read", "admin"] as const;

/** Keys of clients: made, shown once, revoked. */
export class KeysPanel extends CredentialPanel<ApiKey> {
  static override styles = [
    ...CredentialPanel.styles,
    css`
      .scopes {
        display: grid;
        gap: 3px;
      }
      .scopes > span {
        font-size: 12.5px;
        color: var(--ink-2);
      }
      .scopes > div {
        display: flex;
        flex-wrap: wrap;
        gap: 0 14px;
        align-items: center;
        min-block-size: 34px;
      }
      .scopes label {
        display: flex;
        align-items: center;
        gap: 6px;
        min-block-size: 24px;
        color: var(--ink);
        font-size: 14px;
      }
    `,
  ];
  readonly #keys = new PanelController<readonly ApiKey[]>(this);

  protected override willUpdate(): void {
    const { api } = this.app;
    this.#keys.ask("keys", async (signal) => (await api.get("/v1/keys", { signal })).keys);
  }

  refresh(): void {
    this.#keys.retry();
  }

  protected end({ key_id }: ApiKey): Promise<unknown> {
    return this.app.api.delete("/v1/keys/{key_id}", { path: { key_id } });
  }

  protected consequence(key: ApiKey): string {
    const { t } = this.app.language;
    const isAdmin = ({ scopes, revoked_at, expires_at }: ApiKey) =>
      scopes.includes("admin") && revoked_at === null && (expires_at === null || timeMs(expires_at) > Date.now());
    const others = this.#keys.state.data?.filter((other) => other.key_id !== key.key_id && isAdmin(other)) ?? [];
    return [
      key.last_used_at === null
        ? t("settings.keys.unused")
        : t("settings.keys.lastUsed", { time: timeText(key.last_used_at, this.app) }),
      t("settings.keys.revoke.detail"),
      ...(isAdmin(key) && others.length === 0 ? [t("settings.keys.lastAdmin")] : []),
    ].join(" ");
  }

  readonly #create = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const days = Number(data.get("days"));
    const name = fieldOf(data, "name");
    const body = {
      name,
      scopes: scopes.filter((scope) => data.getAll("scope").includes(scope)),
      ...(days > 0 ? { expires_in_days: days } : {}),
    };
    void this.act(this.app.api.post("/v1/keys", { body }), ({ key }) => {
      const { t } = this.app.language;
      form.reset();
      return this.show({
        title: t("settings.keys.shown", { name }),
        done: t("settings.keys.created", { name }),
        lines: [[t("settings.keys.key"), key]],
        ...(body.scopes.includes("ingest") ? { call: this.#call(key) } : {}),
      });
    });
  };

  /** Sends one event, as a client does. */
  #call(key: string): string {
    const event = `{"user_id":"me","provider":"openai","model":"gpt-4o","tokens_in":1000,"tokens_out":400,"ts":"'$(date -u +%Y-%m-%dT%H:%M:%S.000Z)'"}`;
    return `curl "$ECOMIND_URL/v1/ingest" -H 'x-api-key: ${key}' -H 'content-type: application/json' -d '${event}'`;
  }

  #table(keys: readonly ApiKey[]) {
    const { app } = this;
    const { t } = app.language;
    const scopesText = (row: ApiKey) => row.scopes.map((scope) => codedText("scope", scope, t)).join(", ");
    const columns: Column<ApiKey>[] = [
      {
        key: "name",
        label: t("settings.name"),
        value: ({ name }) => name,
        cell: ({ name, key_id }) => html`${name}<small>${key_id}</small>`,
      },
      {
        key: "scopes",
        label: t("settings.scopes"),
        value: scopesText,
        cell: scopesText,
      },
      {
        key: "last_used_at",
        label: t("settings.keys.used"),
        value: ({ last_used_at }) => last_used_at,
        cell: ({ last_used_at }) => (last_used_at === null ? t("settings.keys.never") : timeText(last_used_at, app)),
      },
      ...this.lifeColumns(),
    ];
    return html`<data-table .app=${app} compact .rows=${keys} .columns=${columns} .caption=${t("settings.keys")}></data-table>`;
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    return html`${this.panel(
      t("settings.keys"),
      html`${this.shownSecret()}
        <form class="no-print" @submit=${this.#create}>
          <label>${t("settings.name")}<input name="name" required maxlength="100" autocomplete="off" /></label>
          <label
            >${t("settings.keys.days")}<input name="days" type="number" min="1" max="3650" placeholder=${t("settings.keys.never")} />
          </label>
          <div class="scopes" role="group" aria-labelledby="scopes">
            <span id="scopes">${t("settings.scopes")}</span>
            <div>
              ${scopes.map(
                (scope) =>
                  html`<label><input type="checkbox" name="scope" value=${scope} ?checked=${scope === "ingest"} />${codedText("scope", scope, t)}</label>`,
              )}
            </div>
          </div>
          <button class="primary">${t("settings.keys.create")}</button>
        </form>
        ${panelBody(this.#keys.state, app, {
          retry: () => this.refresh(),
          skeleton: listSkeleton,
          content: (keys) => this.#table(keys),
        })}`,
    )}${this.revokeDialog()}`;
  }
}
customElements.define("keys-panel", KeysPanel);
