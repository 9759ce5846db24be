import { html, LitElement, nothing, type PropertyValues } from "lit";
import type { AppContext } from "../../elements/app-context.js";
import { type LanguageTag, languages, pseudoLanguages } from "../../i18n/language.js";
import { navIcon } from "../../theme/icons.js";
import { controls, tokens } from "../../theme/tokens.js";
import { type Page, pages } from "../pages.js";
import type { Preferences } from "../preferences.js";
import { sideBarStyles } from "./styles.js";

/**
 * The pages, a person's preferences and who is signed in; a menu where the window is narrow.
 * @fires eco-prefer - a change of the preferences
 * @fires eco-skip - the content is wanted
 * @fires eco-sign-out
 */
export class SideBar extends LitElement {
  static override properties = {
    app: { attribute: false },
    page: { attribute: false },
    preferences: { attribute: false },
    isOpen: { state: true },
  };
  declare app: AppContext;
  declare page: Page;
  declare preferences: Preferences;
  declare isOpen: boolean;

  static override styles = [tokens, controls, sideBarStyles];

  constructor() {
    super();
    this.isOpen = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("page")) this.isOpen = false;
  }

  #fire(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  readonly #closeByKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.isOpen) return;
    this.isOpen = false;
    this.renderRoot.querySelector<HTMLElement>(".menu")?.focus();
  };

  #choice<K extends keyof Preferences>(name: K, label: string, options: readonly (readonly [string, string])[]) {
    return html`<label
      >${label}<select
        @change=${(event: Event) => this.#fire("eco-prefer", { [name]: (event.target as HTMLSelectElement).value })}
      >
        ${options.map(
          ([value, text]) =>
            html`<option value=${value} .selected=${value === this.preferences[name]}>${text}</option>`,
        )}
      </select></label
    >`;
  }

  override render() {
    const { app, preferences } = this;
    const { me } = app;
    const { t } = app.language;
    const pseudo = (pseudoLanguages as readonly LanguageTag[]).filter((tag) => tag === preferences.language);
    return html`<header class=${this.isOpen ? "open" : ""} @keydown=${this.#closeByKey}>
      <button class="skip" @click=${() => this.#fire("eco-skip")}>${t("app.skip")}</button>
      <div class="top">
        <div class="brand">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="9" fill="var(--accent)" />
            <path d="M9 21c0-8 5-12 14-12 0 9-4 14-12 14l-2 2" fill="none" stroke="var(--on-accent)" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" />
          </svg>
          ${t("app.name")}
        </div>
        <button class="menu" aria-expanded=${this.isOpen} @click=${() => {
          this.isOpen = !this.isOpen;
        }}>${t("app.menu")}</button>
      </div>
      <nav aria-label=${t("nav.label")}>
        ${pages.map(
          (page) =>
            html`<a href=${app.address(page.name)} aria-current=${page === this.page ? "page" : nothing}
              >${navIcon(page.name)}${t(`nav.${page.name}`)}</a
            >`,
        )}
      </nav>
      <div class="foot">
        <a href="/docs">${t("app.docs")}</a>
        <details>
          <summary>${t("app.preferences")}</summary>
          ${this.#choice(
            "theme",
            t("app.theme"),
            (["auto", "light", "dark"] as const).map((name) => [name, t(`app.theme.${name}`)]),
          )}
          ${this.#choice("language", t("app.language"), [
            ...Object.entries(languages),
            ...pseudo.map((tag) => [tag, tag] as const),
          ])}
          ${this.#choice(
            "units",
            t("app.units"),
            (["metric", "us"] as const).map((name) => [name, t(`app.units.${name}`)]),
          )}
          ${this.#choice(
            "keys",
            t("app.keys"),
            (["on", "off"] as const).map((name) => [name, t(`app.keys.${name}`)]),
          )}
          <button class="quiet" @click=${() => this.#fire("eco-sign-out")}>${t("app.signout")}</button>
        </details>
        ${me === undefined ? nothing : html`<span>${me.org_id} · ${me.id} · ${me.role}</span>`}
      </div>
    </header>`;
  }
}
customElements.define("side-bar", SideBar);
