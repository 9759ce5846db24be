import type { ApiClient } from "@ecomind/api-client";
import type { Me } from "../api/answers.js";
import type { NumberStyle } from "../figures/number-style.js";
import type { Language } from "../i18n/language.js";
import type { ViewState } from "../view/view-state.js";

/** Parts of a view to change; undefined takes one away. */
export type ViewChange = { readonly [K in keyof ViewState]?: ViewState[K] | undefined };

/** What every page works with. A new object whenever something in it changes. */
export interface AppContext {
  readonly api: ApiClient;
  readonly view: ViewState;
  readonly style: NumberStyle;
  readonly language: Language;
  readonly me?: Me;
  /** The organisation's first event; absent while unknown or without any. */
  readonly recordedFromMs?: number;
  /** Address of a page with the present view, changed in some parts. */
  address(page: string, changes?: ViewChange, extra?: Readonly<Record<string, string>>): string;
  /** Changes the view and the address; a step that one may go back. */
  change(changes: ViewChange): void;
  /** Says something to people who do not see it. */
  announce(text: string): void;
}
