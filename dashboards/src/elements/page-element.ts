import { LitElement } from "lit";
import { layout } from "../theme/layout.js";
import { controls, tokens } from "../theme/tokens.js";
import type { AppContext } from "./app-context.js";

/** A page of the dashboards: it is given a context, and shows it. */
export abstract class PageElement extends LitElement {
  static override properties = { app: { attribute: false } };
  declare app: AppContext;
  static override styles = [tokens, controls, layout];
}
