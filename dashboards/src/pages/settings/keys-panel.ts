import { css, html, nothing } from "lit";
import "../../components/data-table.js";
import type { Column } from "../../components/data-table.js";
import { panelBody } from "../../components/panel-body.js";
import { PanelController } from "../../components/panel-controller.js";
import type { ApiKey } from "../../data/api-types.js";
import "../../i18n/en-pages.js";
import { fieldOf, listSkeleton, SettingsPanel, timeMs } from "./settings-panel.js";

const scopes = ["ingest", "read", "admin"] as const;

/** Keys of clients: made, shown once, revoked. */
export class KeysPanel extends SettingsPanel {
  static override properties = {
    ...SettingsPanel.properties,
    shownKey: { state: true },
    revoking: { state: true },
  };
  /** A new key, until it is put away. */
  declare shownKey: { readonly name: string; readonly key: string } | undefined;
  declare revoking: ApiKey | undefined;

  static override styles = [
    ...SettingsPanel.styles,
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
        gap: 14px;
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
      .shown {
        display: grid;
        gap: 8px;
        padding: 14px;
        margin-block-end: 14px;
        border-radius: 8px;
        background: var(--accent-soft);
        justify-items: start;
      }
      .shown code {
        font: 13px var(--mono);
        overflow-wrap: anywhere;
      }
      dialog {
        inline-size: min(420px, calc(100vw - 32px));
        padding: 22px;
        border: 1px solid var(--line);
        border-radius: 14px;
        background: var(--surface);
        color: var(--ink);
      }
      dialog form {
        display: block;
        margin: 0;
      }
      dialog p {
        margin-block-start: 8px;
      }
      dialog footer {
        display: flex;
        gap: 8px;
        justify-content: flex-end;
        margin-block-start: 16px;
      }
    `,
  ];
  readonly #keys = new PanelController<readonly ApiKey[]>(this);

  protected override willUpdate(): void {
    const { api } = this.app;
    this.#keys.ask("keys", async (signal) => (await api.get<{ keys: ApiKey[] }>("/v1/keys", {}, signal)).keys);
  }

  refresh(): void {
    this.#keys.retry();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  readonly #create = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const days = Number(data.get("days"));
    const name = fieldOf(data, "name");
    const body = { name, scopes: data.getAll("scope"), ...(days > 0 ? { expires_in_days: days } : {}) };
    void this.act<{ key: string }>("POST", "/v1/keys", body, ({ key }) => {
      this.shownKey = { name, key };
      form.reset();
      this.app.announce(this.app.language.t("settings.keys.shown", { name }));
    });
  };

  readonly #revoke = (): void => {
    const { revoking } = this;
    if (revoking !== undefined) void this.act("DELETE", `/v1/keys/${revoking.key_id}`, undefined, () => undefined);
  };

  #table(keys: readonly ApiKey[]) {
    const { app } = this;
    const { t } = app.language;
    const state = ({ revoked_at, expires_at }: ApiKey) =>
      revoked_at !== null
        ? t("settings.keys.revoked")
        : expires_at !== null && timeMs(expires_at) < Date.now()
          ? t("settings.keys.expired")
          : t("settings.keys.active");
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
        value: (row) => row.scopes.join(", "),
        cell: (row) => row.scopes.join(", "),
      },
      {
        key: "created_at",
        label: t("settings.created"),
        value: (row) => row.created_at,
        cell: (row) => this.time(row.created_at),
      },
      {
        key: "expires_at",
        label: t("settings.expires"),
        value: (row) => row.expires_at,
        cell: (row) => this.time(row.expires_at),
      },
      { key: "state", label: t("settings.state"), value: state, cell: state },
      {
        key: "revoke",
        label: t("settings.keys.revoke"),
        value: () => "",
        cell: (row) =>
          row.revoked_at !== null
            ? ""
            : html`<button
                class="danger"
                aria-label="${t("settings.keys.revoke")}: ${row.name}"
                @click=${() => {
                  this.revoking = row;
                  this.#dialog?.showModal();
                }}
              >
                ${t("settings.keys.revoke")}
              </button>`,
      },
    ];
    return html`<data-table .app=${app} compact .rows=${keys} .columns=${columns} .caption=${t("settings.keys")}></data-table>`;
  }

  #shown() {
    const { t } = this.app.language;
    if (this.shownKey === undefined) return nothing;
    return html`<div class="shown">
      <strong>${t("settings.keys.shown", { name: this.shownKey.name })}</strong>
      <code>${this.shownKey.key}</code>
      <button
        @click=${() => {
          this.shownKey = undefined;
        }}
      >
        ${t("settings.keys.putAway")}
      </button>
    </div>`;
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    return html`${this.panel(
      t("settings.keys"),
      html`${this.#shown()}
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
                  html`<label><input type="checkbox" name="scope" value=${scope} ?checked=${scope === "ingest"} />${scope}</label>`,
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
    )}
      <dialog aria-labelledby="revoke-title">
        <form method="dialog" @submit=${this.#revoke}>
          <h2 id="revoke-title">${t("settings.keys.revoke.title", { name: this.revoking?.name ?? "" })}</h2>
          <p class="prose">${t("settings.keys.revoke.detail")}</p>
          <footer>
            <button type="button" @click=${() => this.#dialog?.close()}>${t("dialog.cancel")}</button>
            <button class="primary">${t("settings.keys.revoke")}</button>
          </footer>
        </form>
      </dialog>`;
  }
}
customElements.define("keys-panel", KeysPanel);
