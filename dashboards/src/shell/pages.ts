import { html, type TemplateResult } from "lit";
import type { AppContext } from "../elements/app-context.js";
import type { MessageKey } from "../i18n/messages.js";
import "../pages/overview/page.js";

type Name = Extract<MessageKey, `nav.${string}`> extends `nav.${infer N}` ? Exclude<N, "label"> : never;

export interface Page {
  readonly name: Name;
  readonly path: string;
  /** Has a period and filters. */
  readonly hasView: boolean;
  /** Shows figures over time. */
  readonly hasInterval?: boolean;
  /** Shows an earlier period. */
  readonly hasComparison?: boolean;
  /** Loads the page's element; the first view carries the overview's. */
  load(): Promise<unknown>;
  render(app: AppContext): TemplateResult;
}

export const pages: readonly Page[] = [
  {
    name: "overview",
    path: "/",
    hasView: true,
    hasInterval: true,
    hasComparison: true,
    load: () => Promise.resolve(),
    render: (app) => html`<overview-page .app=${app}></overview-page>`,
  },
  {
    name: "models",
    path: "/models",
    hasView: true,
    load: () => import("../pages/models/page.js"),
    render: (app) => html`<models-page .app=${app}></models-page>`,
  },
  {
    name: "people",
    path: "/people",
    hasView: true,
    hasInterval: true,
    load: () => import("../pages/people/page.js"),
    render: (app) => html`<people-page .app=${app}></people-page>`,
  },
  {
    name: "regions",
    path: "/regions",
    hasView: true,
    load: () => import("../pages/regions/page.js"),
    render: (app) => html`<regions-page .app=${app}></regions-page>`,
  },
  {
    name: "quality",
    path: "/quality",
    hasView: true,
    load: () => import("../pages/quality/page.js"),
    render: (app) => html`<quality-page .app=${app}></quality-page>`,
  },
  {
    name: "explore",
    path: "/explore",
    hasView: true,
    hasInterval: true,
    load: () => import("../pages/explore/page.js"),
    render: (app) => html`<explore-page .app=${app}></explore-page>`,
  },
  {
    name: "method",
    path: "/method",
    hasView: true,
    load: () => import("../pages/method/page.js"),
    render: (app) => html`<method-page .app=${app}></method-page>`,
  },
  {
    name: "sql",
    path: "/sql",
    hasView: false,
    load: () => import("../pages/sql/page.js"),
    render: (app) => html`<sql-page .app=${app}></sql-page>`,
  },
  {
    name: "settings",
    path: "/settings",
    hasView: false,
    load: () => import("../pages/settings/page.js"),
    render: (app) => html`<settings-page .app=${app}></settings-page>`,
  },
];

export const pageOf = (path: string): Page => pages.find((page) => page.path === path) ?? (pages[0] as Page);
