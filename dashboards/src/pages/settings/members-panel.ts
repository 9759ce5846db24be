import { html, nothing } from "lit";
import "../../elements/data-table/element.js";
import type { Member } from "../../api/answers.js";
import { codedText } from "../../elements/coded-text.js";
import type { Column } from "../../elements/data-table/column.js";
import { panelBody } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import "../../i18n/en-pages.js";
import { fieldOf, listSkeleton, SettingsPanel } from "./settings-panel.js";

const roles = ["owner", "admin", "analyst", "viewer", "billing"] as const;
type Role = (typeof roles)[number];

/** Roles that may change the organisation: they are only granted after a question. */
const powerful: ReadonlySet<Role> = new Set<Role>(["owner", "admin"]);

/** A role to set. */
interface Grant {
  readonly userId: string;
  readonly role: Role;
  readonly team: string;
  /** The form that it comes from, emptied when it is done. */
  readonly form: HTMLFormElement;
}

/** The members of the organisation and their roles. */
export class MembersPanel extends SettingsPanel {
  static override properties = { ...SettingsPanel.properties, removing: { state: true }, granting: { state: true } };
  declare removing: Member | undefined;
  /** A grant that waits for an answer. */
  declare granting: Grant | undefined;
  readonly #members = new PanelController<readonly Member[]>(this);

  protected override willUpdate(): void {
    const { api } = this.app;
    this.#members.ask("members", async (signal) => (await api.get("/v1/members", { signal })).members);
  }

  refresh(): void {
    this.#members.retry();
  }

  readonly #put = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const role = roles.find((name) => name === fieldOf(data, "role")) ?? "viewer";
    const grant = { userId: fieldOf(data, "user"), role, team: fieldOf(data, "team"), form };
    if (!powerful.has(role)) return this.#grant(grant);
    this.removing = undefined;
    this.granting = grant;
    this.openQuestion();
  };

  #grant({ userId, role, team, form }: Grant): void {
    const body = { role, ...(team === "" ? {} : { team }) };
    const request = this.app.api.put("/v1/members/{user_id}", { path: { user_id: userId }, body });
    const { t } = this.app.language;
    void this.act(request, () => {
      form.reset();
      return t("settings.members.done", { name: userId, role: codedText("role", role, t) });
    });
  }

  readonly #remove = (): void => {
    const { removing } = this;
    if (removing === undefined) return;
    const endKeys = this.renderRoot.querySelector<HTMLInputElement>("input[name=end-keys]")?.checked === true;
    const path = { user_id: removing.user_id };
    const query = endKeys ? { end_keys: true } : {};
    void this.act(this.app.api.delete("/v1/members/{user_id}", { path, query }), () =>
      this.app.language.t("settings.members.remove.done", { name: removing.user_id }),
    );
  };

  #table(members: readonly Member[]) {
    const { app } = this;
    const { t } = app.language;
    const text = (key: "user_id" | "team", label: string): Column<Member> => ({
      key,
      label,
      value: (row) => row[key],
      cell: (row) => row[key],
    });
    const columns: Column<Member>[] = [
      text("user_id", t("dimension.user")),
      {
        key: "role",
        label: t("settings.role"),
        value: (row) => codedText("role", row.role, t),
        cell: (row) => codedText("role", row.role, t),
      },
      text("team", t("dimension.team")),
      {
        key: "active",
        label: t("settings.state"),
        value: (row) => String(row.active),
        cell: (row) => t(row.active ? "settings.members.active" : "settings.members.removed"),
      },
      {
        key: "remove",
        label: t("settings.members.remove"),
        value: () => "",
        cell: (row) =>
          row.active
            ? this.askFirst(`${t("settings.members.remove")}: ${row.user_id}`, t("settings.members.remove"), () => {
                this.granting = undefined;
                this.removing = row;
              })
            : "",
      },
    ];
    return html`<data-table .app=${app} .rows=${members} .columns=${columns} .caption=${t("settings.members")} filename="ecomind-members"></data-table>`;
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    return html`${this.panel(
      t("settings.members"),
      html`<form class="no-print" @submit=${this.#put}>
          <label>${t("dimension.user")}<input name="user" required maxlength="128" autocomplete="off" /></label>
          <label
            >${t("settings.role")}<select name="role">
              ${roles.map((role) => html`<option value=${role} ?selected=${role === "viewer"}>${codedText("role", role, t)}</option>`)}
            </select></label
          >
          <label>${t("dimension.team")}<input name="team" maxlength="64" autocomplete="off" /></label>
          <button>${t("settings.members.set")}</button>
        </form>
        ${panelBody(this.#members.state, app, {
          retry: () => this.refresh(),
          skeleton: listSkeleton,
          isEmpty: (members) => members.length === 0,
          empty: html`<p class="muted" data-state="empty">${t("settings.members.none")}</p>`,
          content: (members) => this.#table(members),
        })}`,
    )}${this.granting === undefined ? this.#removalQuestion() : this.#grantQuestion(this.granting)}`;
  }

  #grantQuestion(grant: Grant) {
    const { t } = this.app.language;
    const role = codedText("role", grant.role, t);
    return this.question({
      title: t("settings.members.grant.title", { name: grant.userId, role }),
      detail: t(grant.role === "owner" ? "settings.members.grant.owner" : "settings.members.grant.admin"),
      action: t("settings.members.set"),
      isDestructive: false,
      confirmed: () => this.#grant(grant),
    });
  }

  #removalQuestion() {
    const { t } = this.app.language;
    return this.question({
      title: t("settings.members.remove.title", { name: this.removing?.user_id ?? "" }),
      detail: t("settings.members.remove.detail"),
      option:
        this.removing === undefined || this.removing.keys === 0
          ? nothing
          : html`<label class="option"
              ><input type="checkbox" name="end-keys" .checked=${true} />${t("settings.members.endKeys", { count: String(this.removing.keys) })}</label
            >`,
      action: t("settings.members.remove"),
      confirmed: this.#remove,
    });
  }
}
customElements.define("members-panel", MembersPanel);
