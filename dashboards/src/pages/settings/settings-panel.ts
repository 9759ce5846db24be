import { ApiProblem } from "@ecomind/api-client";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { requestIdOf } from "../../api/problem.js";
import type { AppContext } from "../../elements/app-context.js";
import { errorText, panelStyles } from "../../elements/panel/body.js";
import { dialogFrame } from "../../theme/dialog.js";
import { layout } from "../../theme/layout.js";
import { controls, tokens } from "../../theme/tokens.js";
import { settingsPanelStyles } from "./settings-panel-styles.js";

/** Event after a change, so that other panels load again: each change is in the audit log. */
const settingsChanged = "eco-settings-changed";

/** One part of the settings: a list, and a form that changes it. */
export abstract class SettingsPanel extends LitElement {
  static override properties = { app: { attribute: false }, fault: { state: true }, saved: { state: true } };
  declare app: AppContext;
  declare fault: ApiProblem | undefined;
  /** What was done last, until something else is. */
  declare saved: string | undefined;

  static override styles = [tokens, controls, layout, panelStyles, dialogFrame, settingsPanelStyles];

  /** Asks for the panel's list again. */
  abstract refresh(): void;

  /** Changes something; what was done, or a refusal, is shown and said. @param done text of what was done */
  protected async act<T>(request: Promise<T>, done: (answer: T) => string): Promise<void> {
    this.fault = undefined;
    this.saved = undefined;
    try {
      this.saved = done(await request);
      this.app.announce(this.saved);
    } catch (error) {
      this.refused(error);
    }
    this.dispatchEvent(new CustomEvent(settingsChanged, { bubbles: true, composed: true }));
  }

  /** Shows and says a refusal. @throws anything else */
  protected refused(error: unknown): void {
    if (!(error instanceof ApiProblem)) throw error;
    this.saved = undefined;
    this.fault = error;
    this.app.announce(errorText(error, this.app.language));
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
        this.openQuestion();
      }}
    >
      ${text}
    </button>`;
  }

  protected openQuestion(): void {
    this.#dialog?.showModal();
  }

  /** The question that `openQuestion` opens. */
  protected question(asked: {
    readonly title: string;
    readonly detail: string;
    /** A choice that goes with the answer. */
    readonly option?: TemplateResult | typeof nothing;
    readonly action: string;
    /** Takes something away. @default true */
    readonly isDestructive?: boolean;
    readonly confirmed: () => void;
  }): TemplateResult {
    return html`<dialog aria-labelledby="question">
      <form method="dialog" @submit=${asked.confirmed}>
        <h2 id="question">${asked.title}</h2>
        <p class="prose">${asked.detail}</p>
        ${asked.option ?? nothing}
        <footer>
          <button type="button" @click=${() => this.#dialog?.close()}>${this.app.language.t("dialog.cancel")}</button>
          <button class=${asked.isDestructive === false ? "primary" : "destructive"}>${asked.action}</button>
        </footer>
      </form>
    </dialog>`;
  }

  protected panel(title: string, content: TemplateResult): TemplateResult {
    const { fault, saved } = this;
    const { language } = this.app;
    return html`<section class="panel">
      <header><h2>${title}</h2></header>
      ${
        fault === undefined
          ? nothing
          : html`<p class="fault">${errorText(fault, language)} ${language.t("state.error.request", { id: requestIdOf(fault) })}</p>`
      }
      ${saved === undefined ? nothing : html`<p class="saved">✓ ${saved}</p>`}
      ${content}
    </section>`;
  }
}

/** Text of a form's field, without spaces at its ends. */
export const fieldOf = (data: FormData, name: string): string => String(data.get(name) ?? "").trim();

export const listSkeleton = html`<div class="skeleton">&nbsp;<br />&nbsp;<br />&nbsp;</div>`;
