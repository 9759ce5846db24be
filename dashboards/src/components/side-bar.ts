import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { type LanguageTag, languages, pseudoLanguages } from "../i18n/language.js";
import { type Page, pages } from "../pages/pages.js";
import { navIcon } from "../theme/icons.js";
import { controls, tokens } from "../theme/tokens.js";
import type { AppContext } from "./app-context.js";
import type { Preferences } from "./preferences.js";

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

  static override styles = [
    tokens,
    controls,
    css`
      :host {
        /* The skip link lies over the page's corner when it has the focus. */
        z-index: 2;
      }
      .skip {
        position: absolute;
        inset-inline-start: 8px;
        inset-block-start: -60px;
        z-index: 5;
        padding: 8px 12px;
        border-radius: 8px;
        background: var(--surface);
      }
      .skip:focus {
        inset-block-start: 8px;
      }
      header {
        position: sticky;
        inset-block-start: 0;
        display: flex;
        flex-direction: column;
        gap: 20px;
        block-size: 100vh;
        padding: 20px 14px;
        border-inline-end: 1px solid var(--line);
        overflow-y: auto;
      }
      .brand {
        display: flex;
        align-items: center;
        gap: 10px;
        padding-inline: 10px;
        font-size: 16px;
        font-weight: 680;
        letter-spacing: -0.015em;
      }
      .brand svg {
        inline-size: 26px;
        block-size: 26px;
      }
      nav {
        display: grid;
        gap: 2px;
      }
      nav a {
        display: flex;
        align-items: center;
        gap: 10px;
        min-block-size: 36px;
        padding: 0 10px;
        border-radius: 8px;
        color: var(--ink-2);
        font-weight: 520;
        text-decoration: none;
      }
      nav a svg {
        flex: none;
        inline-size: 18px;
        block-size: 18px;
      }
      nav a:hover {
        background: var(--sunken);
        color: var(--ink);
      }
      nav a[aria-current] {
        background: var(--accent-soft);
        color: var(--accent);
      }
      @media (forced-colors: active) {
        nav a[aria-current] {
          outline: 2px solid Highlight;
          outline-offset: -2px;
        }
      }
      .foot {
        display: grid;
        gap: 8px;
        margin-block-start: auto;
        padding-inline: 10px;
        font-size: 12.5px;
        color: var(--ink-3);
      }
      .foot summary {
        cursor: pointer;
        min-block-size: 24px;
      }
      .foot label {
        display: grid;
        gap: 2px;
        margin-block-start: 8px;
      }
      .foot button {
        justify-self: start;
        padding-inline: 0;
      }
      .foot span {
        overflow-wrap: anywhere;
      }
      .menu {
        display: none;
      }
      @media (max-width: 860px) {
        header {
          position: static;
          block-size: auto;
          gap: 10px;
          padding: 10px 16px;
          border-inline-end: 0;
          border-block-end: 1px solid var(--line);
        }
        .top {
          display: flex;
          align-items: center;
          justify-content: space-between;
        }
        .brand {
          padding: 0;
        }
        .menu {
          display: inline-flex;
          align-items: center;
        }
        nav,
        .foot {
          display: none;
        }
        .open nav,
        .open .foot {
          display: grid;
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.isOpen = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("page")) this.isOpen = false;
  }

  #tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #choice<K extends keyof Preferences>(name: K, label: string, options: readonly (readonly [string, string])[]) {
    return html`<label
      >${label}<select
        @change=${(event: Event) => this.#tell("eco-prefer", { [name]: (event.target as HTMLSelectElement).value })}
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
    return html`<header class=${this.isOpen ? "open" : ""}>
      <button class="skip" @click=${() => this.#tell("eco-skip")}>${t("app.skip")}</button>
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
          <button class="quiet" @click=${() => this.#tell("eco-sign-out")}>${t("app.signout")}</button>
        </details>
        ${me === undefined ? nothing : html`<span>${me.org_id} · ${me.id} · ${me.role}</span>`}
      </div>
    </header>`;
  }
}
customElements.define("side-bar", SideBar);
