import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { newOwnerLink } from "@ecomind/accounts";
import type { System } from "ecomind/testing";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

export const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What a page did that it must not: console errors, refusals by the content security policy, requests elsewhere. */
export class Faults {
  readonly seen: string[] = [];
  /** Texts of faults that a test provokes. */
  expected: RegExp | undefined;

  watch(page: Page, origin: string): void {
    const add = (text: string) => {
      if (this.expected?.test(text) !== true) this.seen.push(text);
    };
    page.on("console", (message) => message.type() === "error" && add(message.text()));
    page.on("pageerror", (error) => add(String(error.stack)));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) add(`request to ${url}`);
    });
  }
}

/** A real browser, signed in by links such as the start command prints: each counts once. */
export class DashboardBrowser {
  readonly #browser: Browser;
  readonly #system: System;
  readonly #opened = new Set<string>();

  private constructor(browser: Browser, system: System) {
    this.#browser = browser;
    this.#system = system;
  }

  static async open(system: System): Promise<DashboardBrowser> {
    return new DashboardBrowser(await chromium.launch({ executablePath, args: ["--no-sandbox"] }), system);
  }

  get origin(): string {
    return this.#system.credentials.ECOMIND_QUERY_URL ?? "";
  }

  /** The link of the start command the first time, and then one as `ecomind link` makes them. */
  async link(): Promise<string> {
    const printed = /^Dashboards\s+(\S+)$/m.exec(this.#system.output)?.[1] ?? "no link was printed";
    if (!this.#opened.has(printed)) {
      this.#opened.add(printed);
      return printed;
    }
    const { ECOMIND_OWNER_TOKEN = "" } = this.#system.credentials;
    return (await newOwnerLink(ECOMIND_OWNER_TOKEN, this.origin)).url;
  }

  async context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    return await this.#browser.newContext({ locale: "en-GB", timezoneId: "UTC", ...options });
  }

  /** A page on the overview, signed in. */
  async signedIn(faults: Faults, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await this.context(options)).newPage();
    page.setDefaultTimeout(60_000);
    faults.watch(page, this.origin);
    await page.goto(await this.link());
    await settled(page);
    return page;
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

/** Waits until every panel shows data or says why not. @param busy states that are waited for */
export async function settled(page: Page, busy: readonly string[] = ["loading", "refreshing"]): Promise<void> {
  const began = Date.now();
  for (;;) {
    const left = await unsettled(page, busy);
    if (left.length === 0) return;
    if (Date.now() - began > 60_000) throw new Error(`${page.url()} has not settled: ${left.join(", ")}`);
    await page.waitForTimeout(20);
  }
}

/** What of a page is still on its way. A page that is just being left is asked again. */
async function unsettled(page: Page, busy: readonly string[]): Promise<string[]> {
  return await page
    .evaluate((states) => {
      const walk = (root: ParentNode): Element[] =>
        [...root.querySelectorAll("*")].flatMap((element) => [
          element,
          ...(element.shadowRoot === null ? [] : walk(element.shadowRoot)),
        ]);
      const all = walk(document);
      const isPage = all.some(
        ({ localName }) => localName.endsWith("-page") || localName === "never-any" || localName === "sign-in",
      );
      // A page's own script may still be on its way.
      const bare = all.filter(
        ({ localName, shadowRoot }) => /-page$|-panel$|^eco-/.test(localName) && shadowRoot === null,
      );
      const waiting = all.filter((element) => states.includes((element as HTMLElement).dataset?.state ?? ""));
      return [
        ...(isPage ? [] : ["no page"]),
        ...bare.map(({ localName }) => `${localName} without its script`),
        ...waiting.map((element) => `${element.localName} ${(element as HTMLElement).dataset.state}`),
      ];
    }, busy)
    .catch((error: Error) => {
      if (/context was destroyed|navigat/i.test(error.message)) return ["a page that is being left"];
      throw error;
    });
}

/** Violations of WCAG 2.2 AA and best practice, one line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
    };
    const { violations: found } = await axe.run();
    return found.map(
      ({ id, nodes }) =>
        `${id} (${nodes.length}): ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary?.slice(0, 200)}`,
    );
  });
}

/** Pixels that a page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}
