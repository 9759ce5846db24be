import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { AppContext } from "./components/app-context.js";
import { panelBody, panelStyles } from "./components/panel-body.js";
import { PanelController } from "./components/panel-controller.js";
import { applyTheme, type Preferences, readPreferences, writePreferences } from "./components/preferences.js";
import "./components/view-toolbar.js";
import { periodLabel } from "./charts/time-labels.js";
import { ApiClient, ApiError } from "./data/api-client.js";
import type { Me } from "./data/api-types.js";
import { stepRange } from "./data/period.js";
import { NumberStyle } from "./data/units.js";
import { periodsOf, recordedFrom } from "./data/usage-question.js";
import { changedView, viewFromSearch, viewToSearch } from "./data/view-state.js";
import {
  english,
  type Language,
  type LanguageTag,
  languages,
  languageTag,
  loadLanguage,
  pseudoLanguages,
} from "./i18n/language.js";
import { type Page, pageOf, pages } from "./pages/pages.js";
import { navIcon } from "./theme/icons.js";
import { controls, tokens } from "./theme/tokens.js";

const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** The dashboards: who is signed in, which page, which view. */
export class EcoApp extends LitElement {
  static override properties = {
    me: { state: true },
    language: { state: true },
    preferences: { state: true },
    location: { state: true },
    fault: { state: true },
    signedOut: { state: true },
    menuOpen: { state: true },
  };
  declare me: Me | undefined;
  declare language: Language;
  declare preferences: Preferences;
  declare location: { page: Page; search: string };
  declare fault: ApiError | undefined;
  declare signedOut: boolean;
  declare menuOpen: boolean;

  static override styles = [
    tokens,
    controls,
    panelStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: 224px minmax(0, 1fr);
        min-block-size: 100vh;
        background: var(--ground);
      }
      .side {
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
      .side {
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
      .menu {
        display: none;
      }
      .content {
        display: grid;
        grid-template-rows: auto auto 1fr;
        gap: 16px;
        align-content: start;
        inline-size: 100%;
        max-inline-size: 1440px;
        margin-inline: auto;
        padding: 22px 28px 48px;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-end;
        justify-content: space-between;
        gap: 10px 20px;
      }
      h1 {
        font-size: 23px;
        line-height: 1.25;
        font-weight: 660;
        letter-spacing: -0.02em;
      }
      h1:focus {
        outline: none;
      }
      .head p {
        color: var(--ink-3);
      }
      .actions {
        display: flex;
        gap: 2px;
      }
      .actions button {
        font-size: 13px;
        min-height: 30px;
      }
      .page {
        min-block-size: 60vh;
        min-inline-size: 0;
      }
      @media (max-width: 860px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
          align-content: start;
        }
        .side {
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
        .content {
          padding: 16px 16px 40px;
        }
      }
      @media (max-width: 620px) {
        .actions {
          margin-inline-start: -10px;
        }
      }
      @media print {
        :host {
          display: block;
        }
        .side,
        .skip {
          display: none;
        }
        .content {
          padding: 0;
          max-inline-size: none;
        }
      }
    `,
  ];

  readonly #api = new ApiClient();
  readonly #recorded = new PanelController<{ fromMs: number | undefined }>(this);
  #announced: HTMLElement | null = null;
  #context: AppContext | undefined;
  readonly #pop = () => this.#read();
  readonly #key = (event: KeyboardEvent) => this.#shortcut(event);

  constructor() {
    super();
    this.preferences = readPreferences();
    const asked = new URLSearchParams(location.search).get("lang");
    if (asked !== null) this.preferences = { ...this.preferences, language: languageTag([asked]) };
    this.language = english;
    this.signedOut = false;
    this.menuOpen = false;
    this.#read();
    applyTheme(this.preferences);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("popstate", this.#pop);
    addEventListener("keydown", this.#key);
    this.addEventListener("click", this.#click);
    this.addEventListener("eco-say", (event) => this.#announce(String((event as CustomEvent).detail)));
    void this.#loadLanguage();
    void this.#signIn();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("popstate", this.#pop);
    removeEventListener("keydown", this.#key);
  }

  #read(): void {
    const page = pageOf(location.pathname);
    this.location = { page, search: location.search };
    // After a release the page's file may be gone: the address, loaded anew, has the present ones.
    page.load().catch(() => {
      this.fault = new ApiError(0, "unreachable", "unreachable", "");
    });
  }

  async #loadLanguage(): Promise<void> {
    const tag = this.preferences.language;
    const language = await loadLanguage(tag);
    if (tag !== this.preferences.language) return;
    document.documentElement.lang = language.locale;
    document.documentElement.dir = language.direction;
    this.language = language;
  }

  async #signIn(): Promise<void> {
    this.fault = undefined;
    try {
      this.me = await this.#api.get<Me>("/v1/me");
      this.signedOut = false;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) this.signedOut = true;
      else this.fault = error;
    }
  }

  #announce(text: string): void {
    this.#announced ??= this.renderRoot.querySelector<HTMLElement>("[role=status]");
    if (this.#announced !== null) this.#announced.textContent = text;
  }

  #go(address: string, { replace = false } = {}): void {
    const before = this.location.page;
    if (replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    this.#read();
    this.menuOpen = false;
    if (before === this.location.page) return;
    scrollTo(0, 0);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("h1")?.focus());
  }

  readonly #click = (event: MouseEvent): void => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.composedPath().find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement);
    if (link === undefined || link.origin !== location.origin || link.target !== "" || link.hasAttribute("download"))
      return;
    if (link.hash !== "" && link.pathname === location.pathname) return;
    if (!pages.some(({ path }) => path === link.pathname)) return;
    event.preventDefault();
    this.#go(link.pathname + link.search);
  };

  #shortcut(event: KeyboardEvent): void {
    const target = event.composedPath()[0];
    const isTyping = target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
    if (isTyping || event.metaKey || event.ctrlKey || event.altKey) return;
    const steps = event.key === "," ? -1 : event.key === "." ? 1 : undefined;
    const context = this.#context;
    if (steps === undefined || context === undefined || !this.location.page.hasView) return;
    const { range, zone } = context.view;
    if (steps === 1 && periodsOf(context.view, Date.now()).period.partial) return;
    event.preventDefault();
    context.change({ range: stepRange(range, zone, Date.now(), steps) });
  }

  #prefer(change: Partial<Preferences>): void {
    this.preferences = { ...this.preferences, ...change };
    writePreferences(this.preferences);
    applyTheme(this.preferences);
    if (change.language !== undefined) void this.#loadLanguage();
  }

  /** The context of this moment; the same object while nothing in it changes. */
  #contextOf(): AppContext {
    const recordedFromMs = this.#recorded.state.data?.fromMs;
    const view = viewFromSearch(new URLSearchParams(this.location.search), localZone);
    const address: AppContext["address"] = (page, changes = {}, extra = {}) => {
      const search = viewToSearch(changedView(view, changes));
      for (const [name, value] of Object.entries(extra)) search.set(name, value);
      return `/${page === "overview" ? "" : page}?${search}`;
    };
    return {
      api: this.#api,
      view,
      style: new NumberStyle(this.language.locale, this.preferences.units),
      language: this.language,
      ...(this.me === undefined ? {} : { me: this.me }),
      ...(recordedFromMs === undefined ? {} : { recordedFromMs }),
      address,
      change: (changes) => {
        const next = changedView(view, changes);
        this.#go(`${location.pathname}?${viewToSearch(next)}`);
        this.#announce(periodLabel(this.language.locale, periodsOf(next, Date.now()).period));
      },
      announce: (text) => this.#announce(text),
    };
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (this.me !== undefined)
      this.#recorded.ask("recorded", async () => ({ fromMs: await recordedFrom(this.#api, Date.now()) }));
    const recordedFromMs = this.#recorded.state.data?.fromMs;
    if (
      this.#context === undefined ||
      recordedFromMs !== this.#context.recordedFromMs ||
      ["me", "language", "preferences", "location"].some((name) => changed.has(name))
    )
      this.#context = this.#contextOf();
    document.title = `${this.language.t(`nav.${this.location.page.name}`)} · EcoMind`;
  }

  #sidebar(context: AppContext): TemplateResult {
    const { language, preferences } = this;
    const { t } = language;
    const current = this.location.page;
    const option = (value: string, text: string, chosen: string) =>
      html`<option value=${value} .selected=${value === chosen}>${text}</option>`;
    const changed = (name: keyof Preferences) => (event: Event) =>
      this.#prefer({ [name]: (event.target as HTMLSelectElement).value } as Partial<Preferences>);
    return html`<header class="side ${this.menuOpen ? "open" : ""}">
      <button class="skip" @click=${() => this.renderRoot.querySelector<HTMLElement>("h1")?.focus()}>${t("app.skip")}</button>
      <div class="top">
        <div class="brand">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="9" fill="var(--accent)" />
            <path d="M9 21c0-8 5-12 14-12 0 9-4 14-12 14l-2 2" fill="none" stroke="var(--on-accent)" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" />
          </svg>
          ${t("app.name")}
        </div>
        <button class="menu" aria-expanded=${this.menuOpen} @click=${() => {
          this.menuOpen = !this.menuOpen;
        }}>${t("app.menu")}</button>
      </div>
      <nav aria-label=${t("nav.label")}>
        ${pages.map(
          (page) =>
            html`<a href=${context.address(page.name)} aria-current=${page === current ? "page" : nothing}
              >${navIcon(page.name)}${t(`nav.${page.name}`)}</a
            >`,
        )}
      </nav>
      <div class="foot">
        <a href="/docs">${t("app.docs")}</a>
        <details>
          <summary>${t("app.preferences")}</summary>
          <label>${t("app.theme")}<select @change=${changed("theme")}>
              ${(["auto", "light", "dark"] as const).map((name) => option(name, t(`app.theme.${name}`), preferences.theme))}
            </select></label>
          <label>${t("app.language")}<select @change=${changed("language")}>
              ${Object.entries(languages).map(([tag, name]) => option(tag, name, preferences.language))}
              ${
                (pseudoLanguages as readonly LanguageTag[]).includes(preferences.language)
                  ? option(preferences.language, preferences.language, preferences.language)
                  : nothing
              }
            </select></label>
          <label>${t("app.units")}<select @change=${changed("units")}>
              ${(["metric", "us"] as const).map((name) => option(name, t(`app.units.${name}`), preferences.units))}
            </select></label>
          <button
            class="quiet"
            @click=${async () => {
              await this.#api.send("POST", "/logout");
              this.me = undefined;
              this.signedOut = true;
            }}
          >
            ${t("app.signout")}
          </button>
        </details>
        ${this.me === undefined ? nothing : html`<span>${this.me.org_id} · ${this.me.id} · ${this.me.role}</span>`}
      </div>
    </header>`;
  }

  override render() {
    const context = this.#context;
    if (context === undefined) return nothing;
    const { t } = this.language;
    const { page } = this.location;
    const recorded = this.#recorded.state.data;
    const isNever = page.hasView && recorded !== undefined && recorded.fromMs === undefined;
    // Seldom needed, so not part of the first view.
    if (this.signedOut || isNever) void import("./pages/sign-in.js");
    if (this.signedOut) return html`<sign-in .app=${context}></sign-in>`;
    if (this.fault !== undefined)
      return html`<main class="content">
        ${panelBody<never>({ error: this.fault, loading: false }, context, {
          retry: () => location.reload(),
          skeleton: html``,
          content: () => html``,
        })}
      </main>`;
    return html`

      ${this.#sidebar(context)}
      <main class="content">
        <div class="head">
          <div>
            <h1 tabindex="-1">${t(`nav.${page.name}`)}</h1>
            <p>${t(`lead.${page.name}`)}</p>
          </div>
          <div class="actions no-print">
            <button class="quiet" @click=${() => this.#copyLink(context)}>${t("action.copyLink")}</button>
            <button class="quiet" @click=${() => print()}>${t("action.print")}</button>
          </div>
        </div>
        ${
          page.hasView && !isNever
            ? html`<view-toolbar
              .app=${context}
              ?interval=${page.hasInterval}
              ?comparison=${page.hasComparison}
            ></view-toolbar>`
            : nothing
        }
        <div class="page">${isNever ? html`<never-any .app=${context}></never-any>` : page.render(context)}</div>
      </main>
      <div role="status" class="visually-hidden"></div>
    `;
  }

  async #copyLink({ address, view, language }: AppContext): Promise<void> {
    const link = new URL(address(this.location.page.name, view), location.origin);
    const own = new URLSearchParams(location.search);
    for (const name of own.keys())
      if (!link.searchParams.has(name)) for (const value of own.getAll(name)) link.searchParams.append(name, value);
    await navigator.clipboard.writeText(link.href).catch(() => undefined);
    this.#announce(language.t("action.copied"));
  }
}

customElements.define("eco-app", EcoApp);
