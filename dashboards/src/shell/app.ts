import { html, LitElement, nothing } from "lit";
import type { AppContext } from "../elements/app-context.js";
import { panelBody, panelStyles } from "../elements/panel/body.js";
import { PanelController } from "../elements/panel/controller.js";
import { periodLabel } from "../view/time-labels.js";
import { contextLine } from "./context-line.js";
import type { FocusKeeper } from "./focus-keeper.js";
import { Navigation } from "./navigation.js";
import { applyTheme, type Preferences, readPreferences, writePreferences } from "./preferences.js";
import "./side-bar/element.js";
import "./view-toolbar/element.js";
import { ApiProblem } from "@ecomind/api-client";
import type { Me } from "../api/answers.js";
import { connect } from "../api/connect.js";
import { recordedFrom } from "../api/recorded.js";
import { signOut } from "../api/session.js";
import { NumberStyle } from "../figures/number-style.js";
import { english, type Language, languageTag, loadLanguage } from "../i18n/language.js";
import { isOnPaper, Paper, paperChanged } from "../theme/paper.js";
import { controls, tokens } from "../theme/tokens.js";
import { addressOf } from "../view/address.js";
import { addressedRange } from "../view/api-range.js";
import { periodsOf } from "../view/periods.js";
import { mostDays } from "../view/range.js";
import { changedView, viewFromSearch, viewToSearch } from "../view/view-state.js";
import { appStyles } from "./app-styles.js";
import { rangeByKey } from "./period-keys.js";

const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** The dashboards: who is signed in, which page, which view. */
export class EcoApp extends LitElement {
  static override properties = {
    me: { state: true },
    language: { state: true },
    preferences: { state: true },
    fault: { state: true },
    signedOut: { state: true },
    copied: { state: true },
  };
  declare me: Me | undefined;
  declare language: Language;
  declare preferences: Preferences;
  declare fault: ApiProblem | undefined;
  declare signedOut: boolean;
  /** Whether the link was copied, or could not be; until one goes elsewhere. */
  declare copied: boolean | undefined;

  static override styles = [tokens, controls, panelStyles, appStyles];

  /** A session that ends while a page is open leads to the way back, not to panels that fail one by one. */
  readonly #api = connect({
    signedOut: () => {
      this.signedOut = true;
    },
  });
  readonly #recorded = new PanelController<{ fromMs: number | undefined }>(this);
  /** Not live: a choice of another set reloads it with the page's figures. */
  readonly #factorSet = new PanelController<string>(this, { live: false });
  readonly #paper = new Paper(() => this.#sheetFooter());
  readonly #laidOut = () => this.toggleAttribute("data-paper", isOnPaper());
  readonly #navigation = new Navigation(this, {
    arrived: () => {
      scrollTo(0, 0);
      void this.updateComplete.then(() => this.#focusContent());
    },
    lost: () => {
      this.fault = new ApiProblem(0, undefined);
    },
  });
  #focus: FocusKeeper | undefined;
  /** Of views whose address names none: the organisation's, else the browser's. */
  #zone = localZone;
  #announced: HTMLElement | null = null;
  #context: AppContext | undefined;
  #search = "";
  readonly #key = (event: KeyboardEvent) => this.#shortcut(event);

  constructor() {
    super();
    this.preferences = readPreferences();
    const asked = new URLSearchParams(location.search).get("lang");
    if (asked !== null) this.preferences = { ...this.preferences, language: languageTag([asked]), hasLanguage: true };
    this.language = english;
    this.signedOut = false;
    applyTheme(this.preferences);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.#key);
    void this.#keepFocus();
    // First, so that charts find the page as it will be printed.
    document.addEventListener(paperChanged, this.#laidOut, { capture: true });
    this.#paper.connect();
    this.addEventListener("eco-say", (event) => this.#announce(String((event as CustomEvent).detail)));
    void this.#loadLanguage();
    void this.#signIn();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.#key);
    this.#focus?.disconnect();
    document.removeEventListener(paperChanged, this.#laidOut, { capture: true });
    this.#paper.disconnect();
  }

  async #keepFocus(): Promise<void> {
    const { FocusKeeper: Keeper } = await import("./focus-keeper.js");
    this.#focus ??= new Keeper();
    if (this.isConnected) this.#focus.connect();
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
      void this.#followReporting();
      this.me = await this.#api.get("/v1/me", {});
      this.signedOut = false;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.status !== 401) this.fault = error;
    }
  }

  /** The organisation's zone and language, where they can be had: without them those of the browser hold. */
  async #followReporting(): Promise<void> {
    try {
      const { zone, language } = await this.#api.get("/v1/reporting", {});
      this.#zone = zone ?? localZone;
      if (language !== null && !this.preferences.hasLanguage) {
        this.preferences = { ...this.preferences, language };
        void this.#loadLanguage();
      }
      this.requestUpdate();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
    }
  }

  async #signOut(): Promise<void> {
    await signOut();
    this.me = undefined;
    this.signedOut = true;
  }

  #focusContent(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  #announce(text: string): void {
    this.#announced ??= this.renderRoot.querySelector<HTMLElement>("[role=status]");
    if (this.#announced !== null) this.#announced.textContent = text;
  }

  #shortcut(event: KeyboardEvent): void {
    const context = this.#context;
    if (this.preferences.keys === "off" || context === undefined || !this.#navigation.page.hasView) return;
    const range = rangeByKey(event, context.view, Date.now());
    if (range === undefined) return;
    event.preventDefault();
    context.change({ range });
  }

  readonly #prefer = ({ detail: change }: CustomEvent<Partial<Preferences>>): void => {
    this.preferences = {
      ...this.preferences,
      ...change,
      ...(change.language === undefined ? {} : { hasLanguage: true }),
    };
    writePreferences(this.preferences);
    applyTheme(this.preferences);
    if (change.language !== undefined) void this.#loadLanguage();
  };

  /** The context of this moment; the same object while nothing in it changes. */
  #contextOf(): AppContext {
    const recordedFromMs = this.#recorded.state.data?.fromMs;
    const view = viewFromSearch(new URLSearchParams(this.#search), this.#zone);
    const address: AppContext["address"] = (page, changes = {}, extra = {}) => {
      // Order and search are of one page's table: another one would be found empty.
      const kept = page === this.#navigation.page.name ? view : changedView(view, { sort: undefined, search: "" });
      return addressOf(page, changedView(kept, changes), extra);
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
        this.#navigation.go(`${location.pathname}?${viewToSearch(next)}`);
        this.#announce(periodLabel(this.language.locale, periodsOf(next, Date.now()).period));
      },
      announce: (text) => this.#announce(text),
    };
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const { page, search } = this.#navigation;
    if (!this.signedOut) {
      this.#recorded.ask("recorded", async () => ({ fromMs: await recordedFrom(this.#api) }));
      this.#factorSet.ask(page.name, async (signal) => (await this.#api.get("/v1/factor-sets", { signal })).chosen);
    }
    if (search !== this.#search) this.copied = undefined;
    if (
      this.#context === undefined ||
      this.#recorded.state.data?.fromMs !== this.#context.recordedFromMs ||
      search !== this.#search ||
      ["me", "language", "preferences"].some((name) => changed.has(name))
    ) {
      this.#search = search;
      this.#context = this.#contextOf();
    }
    document.title = `${this.language.t(`nav.${page.name}`)} · EcoMind`;
  }

  override render() {
    const context = this.#context;
    if (context === undefined) return nothing;
    const { t } = this.language;
    const { page } = this.#navigation;
    const recorded = this.#recorded.state.data;
    const isNever = page.hasView && recorded !== undefined && recorded.fromMs === undefined;
    // Rarely needed, so not part of the first view.
    if (this.signedOut) {
      void import("../pages/sign-in/page.js");
      return html`<sign-in .app=${context}></sign-in>`;
    }
    if (isNever) void import("../pages/first-event/page.js");
    if (this.fault !== undefined)
      return html`<main class="content">
        ${panelBody<never>({ error: this.fault, loading: false }, context, {
          retry: () => location.reload(),
          skeleton: html``,
          content: () => html``,
        })}
      </main>`;
    return html`
      <side-bar
        .app=${context}
        .page=${page}
        .preferences=${this.preferences}
        @eco-skip=${this.#focusContent}
        @eco-prefer=${this.#prefer}
        @eco-sign-out=${this.#signOut}
      ></side-bar>
      <main class="content">
        <div class="head">
          <div>
            <h1 tabindex="-1">${t(`nav.${page.name}`)}</h1>
            <p>${t(`lead.${page.name}`)}</p>
            ${page.hasView ? html`<p class="context ${this.#isFactorSetKnown(context) ? "" : "waits"}">${this.#contextLine(context)}</p>` : nothing}
          </div>
          <div class="actions no-print">
            <button class="quiet" @click=${() => this.#copyLink(context)}>${t(
              this.copied === undefined ? "action.copyLink" : this.copied ? "action.copied" : "action.notCopied",
            )}</button>
            <button class="quiet" @click=${() => print()}>${t("action.print")}</button>
          </div>
        </div>
        ${
          page.hasView && !isNever
            ? html`<view-toolbar
              class="no-print"
              .app=${context}
              ?interval=${page.hasInterval}
              ?comparison=${page.hasComparison}
            ></view-toolbar>`
            : nothing
        }
        <div class="page">${this.#notice(t)}${isNever ? html`<never-any .app=${context}></never-any>` : page.render(context)}</div>
      </main>
      <div role="status" class="visually-hidden"></div>
    `;
  }

  /** Known, or not to be known. */
  #isFactorSetKnown({ view }: AppContext): boolean {
    const { data, error } = this.#factorSet.state;
    return (view.factorSet ?? data ?? error) !== undefined;
  }

  #contextLine(context: AppContext): string {
    // Until the set is known, a name of usual length keeps its place.
    const waits = this.#isFactorSetKnown(context) ? undefined : "2026-01.1";
    const factorSet = context.view.factorSet ?? this.#factorSet.state.data ?? waits;
    return contextLine(context, this.#navigation.page, factorSet, Date.now());
  }

  #sheetFooter(): string {
    const context = this.#context;
    if (context === undefined) return "";
    const { t, locale } = context.language;
    const { page } = this.#navigation;
    const day = new Intl.DateTimeFormat(locale, {
      dateStyle: "medium",
      timeStyle: "short",
      timeZone: context.view.zone,
    });
    return [
      `EcoMind · ${t(`nav.${page.name}`)}`,
      ...(page.hasView ? [this.#contextLine(context)] : []),
      t("context.printed", { time: day.format(Date.now()) }),
    ].join(" · ");
  }

  /** What the page does not show of what its address says. */
  #notice(t: Language["t"]) {
    if (!this.#navigation.page.hasView) return nothing;
    const search = new URLSearchParams(this.#search);
    const { notice } = addressedRange(search, this.#context?.view.zone ?? this.#zone, Date.now());
    if (notice === undefined) return nothing;
    const text = notice === "shortened" ? t("range.tooLong", { count: mostDays }) : t(`range.${notice}`);
    return html`<p class="notice" data-state=${notice}>${text}</p>`;
  }

  async #copyLink({ address, view, language }: AppContext): Promise<void> {
    const { page, search } = this.#navigation;
    const link = new URL(address(page.name, view), location.origin);
    const own = new URLSearchParams(search);
    // The link has the range that these were read as.
    for (const name of ["from", "to"]) own.delete(name);
    for (const name of own.keys())
      if (!link.searchParams.has(name)) for (const value of own.getAll(name)) link.searchParams.append(name, value);
    this.copied = await navigator.clipboard.writeText(link.href).then(
      () => true,
      () => false,
    );
    this.#announce(language.t(this.copied ? "action.copied" : "action.notCopied"));
  }
}

customElements.define("eco-app", EcoApp);
