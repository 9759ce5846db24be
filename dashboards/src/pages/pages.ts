import { html, type TemplateResult } from "lit";
import type { AppContext } from "../components/app-context.js";
import "./overview-page.js";

export interface Page {
  readonly name: "overview";
  readonly path: string;
  /** Has a period, a comparison and filters. */
  readonly hasView: boolean;
  render(app: AppContext, loaded: () => void): TemplateResult;
}

export const pages: readonly Page[] = [
  { name: "overview", path: "/", hasView: true, render: (app) => html`<overview-page .app=${app}></overview-page>` },
];

export const pageOf = (path: string): Page => pages.find((page) => page.path === path) ?? (pages[0] as Page);
