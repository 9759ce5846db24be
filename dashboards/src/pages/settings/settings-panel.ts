import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { AppContext } from "../../components/app-context.js";
import { errorText, panelStyles } from "../../components/panel-body.js";
import { ApiError } from "../../data/api-client.js";
import { layout } from "../../theme/layout.js";
import { controls, tokens } from "../../theme/tokens.js";

/** Told after a change, so that other panels ask again: what was done is in the audit. */
const settingsChanged = "eco-settings-changed";

/** One part of the settings: a list, and a form that changes it. */
export abstract class SettingsPanel extends LitElement {
  static override properties = { app: { attribute: false }, fault: { state: true } };
  declare app: AppContext;
  declare fault: ApiError | undefined;

  static override styles = [
    tokens,
    controls,
    layout,
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
      @media (max-width: 480px) {
        label,
        label select,
        label input {
          inline-size: 100%;
        }
      }
      .lead {
        margin-block-end: 12px;
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
      dialog::backdrop {
        background: rgb(0 0 0 / 40%);
      }
      dialog form {
        display: block;
        margin: 0;
      }
      dialog p {
        margin-block-start: 8px;
      }
      dialog .option {
        display: flex;
        gap: 8px;
        align-items: center;
        margin-block-start: 12px;
        color: var(--ink);
        font-size: 14px;
      }
      dialog .option input {
        inline-size: auto;
      }
      dialog footer {
        display: flex;
        gap: 8px;
        justify-content: flex-end;
        margin-block-start: 16px;
      }
    `,
  ];

  /** Asks for the panel's list again. */
  abstract refresh(): void;

  /** Changes something; a refusal is shown and said. */
  protected async act<T>(method: string, path: string, body: unknown, done: (answer: T) => void): Promise<void> {
    this.fault = undefined;
    try {
      done(await this.app.api.send<T>(method, path, body));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.fault = error;
      this.app.announce(errorText(error, this.app.language));
    }
    this.dispatchEvent(new CustomEvent(settingsChanged, { bubbles: true, composed: true }));
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  /** A button of a row that does what cannot be undone: it opens the panel's question. */
  protected askFirst(name: string, text: string, chosen: () => void): TemplateResult {
    return html`<button
      class="danger"
      aria-label=${name}
      @click=${() => {
        chosen();
        this.#dialog?.showModal();
      }}
    >
      ${text}
    </button>`;
  }

  /** The question that `askFirst` opens. */
  protected question(asked: {
    readonly title: string;
    readonly detail: string;
    /** A choice that goes with the answer. */
    readonly option?: TemplateResult | typeof nothing;
    readonly action: string;
    readonly confirmed: () => void;
  }): TemplateResult {
    return html`<dialog aria-labelledby="question">
      <form method="dialog" @submit=${asked.confirmed}>
        <h2 id="question">${asked.title}</h2>
        <p class="prose">${asked.detail}</p>
        ${asked.option ?? nothing}
        <footer>
          <button type="button" @click=${() => this.#dialog?.close()}>${this.app.language.t("dialog.cancel")}</button>
          <button class="primary">${asked.action}</button>
        </footer>
      </form>
    </dialog>`;
  }

  /** Unbroken, however narrow its column. */
  protected time(text: string | null): string {
    if (text === null || text === "") return "–";
    const { language, view } = this.app;
    const time = new Intl.DateTimeFormat(language.locale, {
      dateStyle: "medium",
      timeStyle: "short",
      timeZone: view.zone,
    }).format(timeMs(text));
    return time.replaceAll(" ", "\u00a0");
  }

  protected panel(title: string, content: TemplateResult): TemplateResult {
    const { fault } = this;
    const { language } = this.app;
    return html`<section class="panel">
      <header><h2>${title}</h2></header>
      ${
        fault === undefined
          ? nothing
          : html`<p class="fault">${errorText(fault, language)} ${language.t("state.error.request", { id: fault.requestId })}</p>`
      }
      ${content}
    </section>`;
  }
}

/** Milliseconds of a time as the API writes it: RFC 3339, or the store's own text in UTC. */
export const timeMs = (text: string): number => Date.parse(/[TZ]/.test(text) ? text : `${text.replace(" ", "T")}Z`);

/** Text of a form's field, without spaces at its ends. */
export const fieldOf = (data: FormData, name: string): string => String(data.get(name) ?? "").trim();

export const listSkeleton = html`<div class="skeleton">&nbsp;<br />&nbsp;<br />&nbsp;</div>`;
