import { css, html, nothing } from "lit";
import "../components/data-table.js";
import type { Column } from "../components/data-table.js";
import { PageElement } from "../components/page-element.js";
import { errorText, panelBody, panelStyles } from "../components/panel-body.js";
import { PanelController } from "../components/panel-controller.js";
import { ApiError } from "../data/api-client.js";
import type { ApiKey, AuditEntry, Member, OrgSettings } from "../data/api-types.js";

const scopes = ["ingest", "read", "admin"] as const;
const roles = ["owner", "admin", "analyst", "viewer", "billing"] as const;

export class SettingsPage extends PageElement {
  static override properties = {
    ...PageElement.properties,
    shownKey: { state: true },
    fault: { state: true },
    revoking: { state: true },
  };
  /** A new key, until it is put away. */
  declare shownKey: { readonly name: string; readonly key: string } | undefined;
  declare fault: ApiError | undefined;
  declare revoking: ApiKey | undefined;

  static override styles = [
    ...PageElement.styles,
    panelStyles,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 14px;
        align-items: end;
        margin-block-end: 14px;
      }
      label {
        display: grid;
        gap: 3px;
        font-size: 12.5px;
        color: var(--ink-2);
      }
      label input,
      label select {
        color: var(--ink);
        font-size: 14px;
      }
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
      .privacy {
        margin-block: 10px 0;
      }
      .fault {
        color: var(--bad);
        margin-block-end: 10px;
      }
      dialog {
        inline-size: min(420px, calc(100vw - 32px));
        padding: 22px;
        border: 1px solid var(--line);
        border-radius: 14px;
        background: var(--surface);
        color: var(--ink);
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
  readonly #members = new PanelController<readonly Member[]>(this);
  readonly #settings = new PanelController<OrgSettings>(this, { live: false });
  readonly #audit = new PanelController<readonly AuditEntry[]>(this);

  protected override willUpdate(): void {
    const { api } = this.app;
    this.#keys.ask("keys", async (signal) => (await api.get<{ keys: ApiKey[] }>("/v1/keys", {}, signal)).keys);
    this.#members.ask(
      "members",
      async (signal) => (await api.get<{ members: Member[] }>("/v1/members", {}, signal)).members,
    );
    this.#settings.ask("settings", (signal) => api.get<OrgSettings>("/v1/settings", {}, signal));
    this.#audit.ask(
      "audit",
      async (signal) => (await api.get<{ entries: AuditEntry[] }>("/v1/audit", {}, signal)).entries,
    );
  }

  async #act<T>(method: string, path: string, body: unknown, done: (answer: T) => void): Promise<void> {
    this.fault = undefined;
    try {
      done(await this.app.api.send<T>(method, path, body));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.fault = error;
      this.app.announce(errorText(error, this.app.language));
    }
    for (const panel of [this.#keys, this.#members, this.#settings, this.#audit]) panel.retry();
  }

  readonly #createKey = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const days = Number(data.get("days"));
    const name = String(data.get("name") ?? "").trim();
    const body = { name, scopes: data.getAll("scope"), ...(days > 0 ? { expires_in_days: days } : {}) };
    void this.#act<{ key: string }>("POST", "/v1/keys", body, ({ key }) => {
      this.shownKey = { name, key };
      form.reset();
      this.app.announce(this.app.language.t("settings.keys.shown", { name }));
    });
  };

  readonly #putMember = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    const path = `/v1/members/${encodeURIComponent(text("user"))}`;
    void this.#act("PUT", path, { role: text("role"), ...(text("team") === "" ? {} : { team: text("team") }) }, () =>
      form.reset(),
    );
  };

  readonly #putSettings = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const days = (name: string) => (data.get(name) === "" ? null : Number(data.get(name)));
    const settings: OrgSettings = {
      raw_retention_days: days("raw"),
      rollup_retention_days: days("rollups"),
      minimum_group_size: Number(data.get("minimum")),
    };
    void this.#act("PUT", "/v1/settings", settings, () =>
      this.app.announce(this.app.language.t("settings.privacy.saved")),
    );
  };

  #privacy({ raw_retention_days, rollup_retention_days, minimum_group_size }: OrgSettings) {
    const { t } = this.app.language;
    const days = (name: string, label: string, value: number | null) =>
      html`<label
        >${label}<input name=${name} type="number" min="1" max="36500" placeholder=${t("settings.privacy.forever")} .value=${value === null ? "" : String(value)}
      /></label>`;
    return html`<p class="prose">${t("settings.privacy.lead")}</p>
      <form class="privacy" @submit=${this.#putSettings}>
        ${days("raw", t("settings.privacy.raw"), raw_retention_days)}
        ${days("rollups", t("settings.privacy.rollups"), rollup_retention_days)}
        <label
          >${t("settings.privacy.minimum")}<input name="minimum" type="number" min="1" max="1000" required .value=${String(minimum_group_size)}
        /></label>
        <button>${t("settings.privacy.save")}</button>
      </form>`;
  }

  #time(text: string | null): string {
    if (text === null || text === "") return "–";
    const ms = Date.parse(/[TZ]/.test(text) ? text : `${text.replace(" ", "T")}Z`);
    const { language, view } = this.app;
    return new Intl.DateTimeFormat(language.locale, {
      dateStyle: "medium",
      timeStyle: "short",
      timeZone: view.zone,
    }).format(ms);
  }

  #keyTable(keys: readonly ApiKey[]) {
    const { app } = this;
    const { t } = app.language;
    const state = ({ revoked_at, expires_at }: ApiKey) =>
      revoked_at !== null
        ? t("settings.keys.revoked")
        : expires_at !== null && Date.parse(`${expires_at.replace(" ", "T")}Z`) < Date.now()
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
        cell: (row) => this.#time(row.created_at),
      },
      {
        key: "expires_at",
        label: t("settings.expires"),
        value: (row) => row.expires_at,
        cell: (row) => this.#time(row.expires_at),
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
                  this.renderRoot.querySelector<HTMLDialogElement>("dialog")?.showModal();
                }}
              >
                ${t("settings.keys.revoke")}
              </button>`,
      },
    ];
    return html`<data-table .app=${app} compact .rows=${keys} .columns=${columns} .caption=${t("settings.keys")}></data-table>`;
  }

  #memberTable(members: readonly Member[]) {
    const { app } = this;
    const { t } = app.language;
    const columns: Column<Member>[] = [
      { key: "user_id", label: t("dimension.user"), value: (row) => row.user_id, cell: (row) => row.user_id },
      { key: "role", label: t("settings.role"), value: (row) => row.role, cell: (row) => row.role },
      { key: "team", label: t("dimension.team"), value: (row) => row.team, cell: (row) => row.team },
      {
        key: "active",
        label: t("settings.state"),
        value: (row) => String(row.active),
        cell: (row) => t(row.active ? "settings.members.active" : "settings.members.removed"),
      },
    ];
    return html`<data-table .app=${app} .rows=${members} .columns=${columns} .caption=${t("settings.members")} filename="ecomind-members"></data-table>`;
  }

  #auditTable(entries: readonly AuditEntry[]) {
    const { app } = this;
    const { t } = app.language;
    const text = (
      key: "action" | "actor" | "target" | "outcome" | "request_id",
      label: string,
    ): Column<AuditEntry> => ({
      key,
      label,
      value: (row) => row[key],
      cell: (row) => row[key],
    });
    const columns: Column<AuditEntry>[] = [
      { key: "at", label: t("settings.audit.at"), value: ({ at }) => at, cell: ({ at }) => this.#time(at) },
      text("actor", t("settings.audit.actor")),
      text("action", t("settings.audit.action")),
      text("target", t("settings.audit.target")),
      text("outcome", t("settings.audit.outcome")),
      text("request_id", t("settings.audit.request")),
    ];
    return html`<data-table .app=${app} .rows=${entries} .columns=${columns} .caption=${t("settings.audit")} filename="ecomind-audit"></data-table>`;
  }

  override render() {
    const { app, shownKey } = this;
    const { t } = app.language;
    const skeleton = html`<div class="skeleton">&nbsp;<br />&nbsp;<br />&nbsp;</div>`;
    return html`
      <section class="panel">
        <header><h2>${t("settings.keys")}</h2></header>
        ${
          this.fault === undefined
            ? nothing
            : html`<p class="fault">${errorText(this.fault, app.language)} ${t("state.error.request", { id: this.fault.requestId })}</p>`
        }
        ${
          shownKey === undefined
            ? nothing
            : html`<div class="shown">
              <strong>${t("settings.keys.shown", { name: shownKey.name })}</strong>
              <code>${shownKey.key}</code>
              <button
                @click=${() => {
                  this.shownKey = undefined;
                }}
              >
                ${t("settings.keys.putAway")}
              </button>
            </div>`
        }
        <form class="no-print" @submit=${this.#createKey}>
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
          retry: () => this.#keys.retry(),
          skeleton,
          content: (keys) => this.#keyTable(keys),
        })}
      </section>
      <section class="panel">
        <header><h2>${t("settings.members")}</h2></header>
        <form class="no-print" @submit=${this.#putMember}>
          <label>${t("dimension.user")}<input name="user" required maxlength="128" autocomplete="off" /></label>
          <label
            >${t("settings.role")}<select name="role">
              ${roles.map((role) => html`<option .selected=${role === "viewer"}>${role}</option>`)}
            </select></label
          >
          <label>${t("dimension.team")}<input name="team" maxlength="64" autocomplete="off" /></label>
          <button>${t("settings.members.set")}</button>
        </form>
        ${panelBody(this.#members.state, app, {
          retry: () => this.#members.retry(),
          skeleton,
          isEmpty: (members) => members.length === 0,
          empty: html`<p class="muted" data-state="empty">${t("settings.members.none")}</p>`,
          content: (members) => this.#memberTable(members),
        })}
      </section>
      <section class="panel">
        <header><h2>${t("settings.privacy")}</h2></header>
        ${panelBody(this.#settings.state, app, {
          retry: () => this.#settings.retry(),
          skeleton,
          content: (settings) => this.#privacy(settings),
        })}
      </section>
      <section class="panel">
        <header><h2>${t("settings.audit")}</h2></header>
        ${panelBody(this.#audit.state, app, {
          retry: () => this.#audit.retry(),
          skeleton,
          isEmpty: (entries) => entries.length === 0,
          empty: html`<p class="muted" data-state="empty">${t("settings.audit.none")}</p>`,
          content: (entries) => this.#auditTable(entries),
        })}
      </section>
      <dialog aria-labelledby="revoke-title">
        <form
          method="dialog"
          @submit=${() => {
            const { revoking } = this;
            if (revoking !== undefined)
              void this.#act("DELETE", `/v1/keys/${revoking.key_id}`, undefined, () => undefined);
          }}
        >
          <div>
            <h2 id="revoke-title">${t("settings.keys.revoke.title", { name: this.revoking?.name ?? "" })}</h2>
            <p class="prose">${t("settings.keys.revoke.detail")}</p>
          </div>
          <footer>
            <button type="button" @click=${() => this.renderRoot.querySelector<HTMLDialogElement>("dialog")?.close()}>
              ${t("action.cancel")}
            </button>
            <button class="primary">${t("settings.keys.revoke")}</button>
          </footer>
        </form>
      </dialog>
    `;
  }
}
customElements.define("settings-page", SettingsPage);
