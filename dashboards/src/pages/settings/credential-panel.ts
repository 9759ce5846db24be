import { css, html, nothing, type TemplateResult } from "lit";
import type { Column } from "../../elements/data-table/column.js";
import { timeMs, timeText } from "../../elements/time-text.js";
import "../../i18n/en-pages.js";
import { SettingsPanel } from "./settings-panel.js";

/** What a new credential is, line by line; an empty label stands for none. */
export interface ShownSecret {
  readonly title: string;
  /** Confirmation, shown next to the secret. */
  readonly done: string;
  /** A command that uses it, to paste. */
  readonly call?: string;
  readonly lines: readonly (readonly [label: string, value: string])[];
}

/** A credential as a list has it. */
interface Listed {
  readonly name: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

/** Credentials of one kind: made, shown once, listed, revoked after a question. */
export abstract class CredentialPanel<T extends Listed> extends SettingsPanel {
  static override properties = {
    ...SettingsPanel.properties,
    shown: { state: true },
    revoking: { state: true },
    copied: { state: true },
  };
  /** A new credential, shown until it is dismissed. */
  declare shown: ShownSecret | undefined;
  declare revoking: T | undefined;
  /** The value that was copied last. */
  declare copied: string | undefined;

  static override styles = [
    ...SettingsPanel.styles,
    css`
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
      .shown dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 4px 14px;
        margin: 0;
      }
      .shown dd {
        margin: 0;
      }
      .copied {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 10px;
        align-items: center;
      }
      .copied code {
        white-space: pre-wrap;
      }
    `,
  ];

  /** Revokes one. */
  protected abstract end(credential: T): Promise<unknown>;
  /** What ending one means. */
  protected abstract consequence(credential: T): string;

  readonly #revoke = (): void => {
    const { revoking } = this;
    if (revoking !== undefined)
      void this.act(this.end(revoking), () =>
        this.app.language.t("settings.keys.revoke.done", { name: revoking.name }),
      );
  };

  /** @returns what was done, to say */
  protected show(secret: ShownSecret): string {
    this.shown = secret;
    this.copied = undefined;
    return secret.done;
  }

  async #copy(value: string): Promise<void> {
    const { language, announce } = this.app;
    this.copied = await navigator.clipboard.writeText(value).then(
      () => value,
      () => undefined,
    );
    announce(language.t(this.copied === undefined ? "settings.copy.failed" : "settings.copied"));
  }

  protected shownSecret() {
    if (this.shown === undefined) return nothing;
    return html`<div class="shown">
      <strong>${this.shown.title}</strong>
      <dl>
        ${this.shown.lines.map(([label, value]) => html`<dt>${label}</dt><dd>${this.#copied(value)}</dd>`)}
      </dl>
      ${
        this.shown.call === undefined
          ? nothing
          : html`<p>${this.app.language.t("settings.keys.call")}</p>${this.#copied(this.shown.call)}`
      }
      <button
        @click=${() => {
          this.shown = undefined;
        }}
      >
        ${this.app.language.t("settings.keys.putAway")}
      </button>
    </div>`;
  }

  /** A value with the button that copies it. */
  #copied(value: string): TemplateResult {
    const { t } = this.app.language;
    return html`<span class="copied"
      ><code>${value}</code
      ><button class="no-print" @click=${() => this.#copy(value)}>
        ${t(this.copied === value ? "settings.copied" : "settings.copy")}
      </button></span
    >`;
  }

  /** Begin, end and state of each, and the button that ends it. */
  protected lifeColumns(): Column<T>[] {
    const { t } = this.app.language;
    const state = ({ revoked_at, expires_at }: T) =>
      revoked_at !== null
        ? t("settings.keys.revoked")
        : expires_at !== null && timeMs(expires_at) < Date.now()
          ? t("settings.keys.expired")
          : t("settings.keys.active");
    return [
      {
        key: "created_at",
        label: t("settings.created"),
        value: (row) => row.created_at,
        cell: (row) => timeText(row.created_at, this.app),
      },
      {
        key: "created_by",
        label: t("settings.createdBy"),
        value: (row) => row.created_by,
        cell: (row) => row.created_by || "–",
      },
      {
        key: "expires_at",
        label: t("settings.expires"),
        value: (row) => row.expires_at,
        cell: (row) => timeText(row.expires_at, this.app),
      },
      { key: "state", label: t("settings.state"), value: state, cell: state },
      {
        key: "revoke",
        label: t("settings.keys.revoke"),
        value: () => "",
        cell: (row) =>
          row.revoked_at !== null
            ? ""
            : this.askFirst(`${t("settings.keys.revoke")}: ${row.name}`, t("settings.keys.revoke"), () => {
                this.revoking = row;
              }),
      },
    ];
  }

  protected revokeDialog(): TemplateResult {
    const { t } = this.app.language;
    return this.question({
      title: t("settings.keys.revoke.title", { name: this.revoking?.name ?? "" }),
      detail: this.revoking === undefined ? "" : this.consequence(this.revoking),
      action: t("settings.keys.revoke"),
      confirmed: this.#revoke,
    });
  }
}
