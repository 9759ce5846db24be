import { LitElement, type PropertyDeclarations, type PropertyValues } from "lit";
import { connect } from "../../api/connect.js";
import type { PanelState } from "../../api/panel-loader.js";
import { NumberStyle } from "../../figures/number-style.js";
import { english, type Language } from "../../i18n/language.js";
import { addressOf } from "../../view/address.js";
import { metricNames } from "../../view/metric-name.js";
import { changedView, type ViewState, viewFromSearch } from "../../view/view-state.js";
import type { AppContext } from "../app-context.js";
import { PanelController } from "../panel/controller.js";

/** Attributes that make a view, by the names that addresses use. */
const viewAttributes = [
  "range",
  "timezone",
  "interval",
  "metric",
  "compare",
  "group",
  "chart",
  "provider",
  "model",
  "team",
  "region",
] as const;
type ViewAttribute = (typeof viewAttributes)[number];

/**
 * An element that shows figures. In the dashboards it is given a context and a state; in any other page it has
 * attributes and a token provider, and asks the API itself.
 */
export abstract class FigureElement<T> extends LitElement {
  static override properties: PropertyDeclarations = {
    app: { attribute: false },
    state: { attribute: false },
    baseUrl: { attribute: "base-url" },
    tokenProvider: { attribute: false },
    language: { attribute: false },
    ...Object.fromEntries(viewAttributes.map((name) => [name, {}])),
  };
  /** Given by the dashboards. */
  declare app: AppContext | undefined;
  /** What to show; absent: the element loads it. */
  declare state: PanelState<T> | undefined;
  /** Where the API is. @default the page's own origin */
  declare baseUrl: string;
  /** Called for a bearer token before each request. Never put a token into markup. */
  declare tokenProvider: (() => string | Promise<string>) | undefined;
  declare language: Language | undefined;

  readonly #panel = new PanelController<T>(this);
  #own: { key: string; provider: unknown; context: AppContext } | undefined;

  constructor() {
    super();
    this.baseUrl = "";
  }

  /** Asks the API for what the element shows. */
  protected abstract load(context: AppContext, signal: AbortSignal): Promise<T>;
  /** Distinguishes one question from another. */
  protected abstract question(context: AppContext): string;

  /** The dashboards' context, or one of the element's own attributes. */
  protected get context(): AppContext {
    if (this.app !== undefined) return this.app;
    const read = (name: ViewAttribute) => (this as unknown as Record<ViewAttribute, string | undefined>)[name];
    const search = new URLSearchParams();
    for (const name of viewAttributes) {
      const value = read(name);
      if (value !== undefined && value !== null) search.set(name === "timezone" ? "tz" : name, value);
    }
    const key = `${this.baseUrl}?${search}`;
    if (this.#own?.key === key && this.#own.provider === this.tokenProvider) return this.#own.context;
    const view = viewFromSearch(search, Intl.DateTimeFormat().resolvedOptions().timeZone);
    const { baseUrl, tokenProvider } = this;
    const language = this.language ?? english;
    const context: AppContext = {
      api: connect({ baseUrl, token: tokenProvider === undefined ? undefined : () => tokenProvider() }),
      view,
      language,
      style: new NumberStyle(language.locale),
      address: (page, changes = {}, extra = {}) => `${baseUrl}${addressOf(page, changedView(view, changes), extra)}`,
      change: () => undefined,
      announce: () => undefined,
    };
    this.#own = { key, provider: tokenProvider, context };
    return context;
  }

  protected get shown(): PanelState<T> {
    return this.state ?? this.#panel.state;
  }

  protected override willUpdate(_changed: PropertyValues): void {
    if (this.state !== undefined) return;
    const { context } = this;
    this.#panel.ask(`${this.baseUrl}|${this.question(context)}`, (signal) => this.load(this.context, signal));
  }

  protected retry(): void {
    if (this.state === undefined) this.#panel.retry();
    else this.dispatchEvent(new CustomEvent("eco-retry", { bubbles: true, composed: true }));
  }

  /** The element's own metric, or the view's. */
  protected get metricName(): ViewState["metric"] {
    const own = (this as unknown as { metric?: string }).metric;
    return metricNames.find((name) => name === own) ?? this.context.view.metric;
  }
}
