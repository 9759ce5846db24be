import { System } from "ecomind/testing";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { english, type Language, loadLanguage } from "../../dashboards/src/i18n/language.js";
import "../../dashboards/src/i18n/en-pages.js";
import { DashboardBrowser, Faults, settled } from "../e2e/dashboard-browser.js";
import { postDemo } from "../e2e/demo-data.js";
import { type Hand, keyboard, mouse } from "../e2e/hands.js";
import { CountedHand } from "./counted-hand.js";
import { type Desk, tasks } from "./tasks.js";

vi.setConfig({ testTimeout: 180_000 });

/** `npm run test:tasks`: what people come for, in a real browser, with the clicks that it takes. */
let system: System;
let browser: DashboardBrowser;
const faults = new Faults();
const counted = new Map<string, Map<string, number>>();

beforeAll(async () => {
  system = await System.create();
  await system.start();
  browser = await DashboardBrowser.open(system);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system?.dispose();
  for (const [task, clicks] of counted)
    process.stdout.write(`${task.padEnd(50)} ${[...clicks].map(([way, count]) => `${way} ${count}`).join(", ")}\n`);
});

test("an empty installation says what to do, and shows the first event by itself", async () => {
  const page = await browser.signedIn(faults);
  await page.locator("[data-state=never]").waitFor();
  expect(await page.locator("never-any pre").first().innerText()).toContain("curl");
  await postDemo(system);
  await page.locator("overview-page eco-kpi .number[data-value]").first().waitFor({ timeout: 60_000 });
  counted.set("first run", new Map([["mouse", 0]]));
  await page.context().close();
});

const wide = { viewport: { width: 1440, height: 900 }, permissions: ["clipboard-read", "clipboard-write"] };
const ways: readonly (readonly [name: string, hand: Hand, language: "en" | "de", options: BrowserContextOptions])[] = [
  ["mouse", mouse, "en", wide],
  ["keyboard", keyboard, "en", wide],
  ["390 px", mouse, "en", { ...wide, viewport: { width: 390, height: 844 } }],
  ["German", mouse, "de", { ...wide, locale: "de-DE" }],
];

describe.each(ways)("by %s", (way, own, tag, options) => {
  let page: Page;
  let language: Language;
  beforeAll(async () => {
    language = tag === "en" ? english : await loadLanguage(tag);
    page = await browser.signedIn(faults, options);
  }, 120_000);
  afterAll(() => page?.context().close());

  test.each(tasks)("$name", async ({ name, most = 3, run }) => {
    await page.goto(`${browser.origin}/?tz=UTC`);
    await settled(page);
    const hand = new CountedHand(own);
    const { t } = language;
    const desk: Desk = {
      page,
      hand,
      t,
      async open(target) {
        const menu = page.getByRole("button", { name: t("app.menu") });
        if (await menu.isVisible()) await hand.press(menu);
        await hand.press(page.getByRole("link", { name: t(`nav.${target}`), exact: true }));
        await settled(page);
      },
      async colleague(link) {
        const other = await browser.signedIn(faults, { timezoneId: "Asia/Tokyo" });
        await other.goto(link);
        await settled(other);
        return other;
      },
      async withKey(key) {
        const event = { user_id: "me", provider: "openai", model: "gpt-4o", tokens_in: 9, tokens_out: 9 };
        const body = JSON.stringify({ ...event, ts: new Date().toISOString() });
        const headers = { "x-api-key": key, "content-type": "application/json" };
        const answer = await fetch(`${system.credentials.ECOMIND_URL}/v1/ingest`, { method: "POST", headers, body });
        return answer.status;
      },
    };
    await run(desk);
    const clicks = counted.get(name) ?? new Map<string, number>();
    counted.set(name, clicks.set(way, hand.clicks));
    expect(hand.clicks).toBeLessThanOrEqual(most);
    expect(faults.seen.splice(0)).toEqual([]);
  });
});
