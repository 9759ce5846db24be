import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Translate } from "../../dashboards/src/i18n/language.js";
import { settled } from "../e2e/dashboard-browser.js";
import type { CountedHand } from "./counted-hand.js";

/** Where a task is done: a page on the overview, a hand, and the texts of its language. */
export interface Desk {
  readonly page: Page;
  readonly hand: CountedHand;
  readonly t: Translate;
  /** Opens the address that was copied, as a colleague in Tokyo who signs in. */
  colleague(link: string): Promise<Page>;
  /** Asks the API with a key. @returns the status */
  withKey(key: string): Promise<number>;
  /** A link opens a menu first where the window is narrow. */
  open(name: "people" | "quality" | "settings" | "sql"): Promise<void>;
}

/** One of the things that people come for. */
export interface Task {
  readonly name: string;
  /** Clicks that it may take; typing is none. @default 3 */
  readonly most?: number;
  run(desk: Desk): Promise<void>;
}

const poll = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 100 });
const kpi = (page: Page, metric: string): Locator => page.locator(`eco-kpi .number[data-metric=${metric}]`);
const change = (page: Page) => page.locator("eco-kpi .change").first().innerText();
const days = 86_400_000;

/** The Tuesday of the last week that has ended. */
function lastTuesday(): string {
  const today = new Date();
  const back = ((today.getUTCDay() + 5) % 7) + (today.getUTCDay() === 2 ? 7 : 0);
  return new Date(today.getTime() - (back === 0 ? 7 : back) * days).toISOString().slice(0, 10);
}

export const tasks: readonly Task[] = [
  {
    name: "which model uses most, and why",
    async run({ page, hand }) {
      await hand.press(page.locator("eco-breakdown[dimension=model] tbody td a").first());
      await settled(page);
      await poll(() => page.locator("method-page .steps li").count()).toBeGreaterThan(5);
      await poll(() => page.locator("method-page data-table tbody tr").count()).toBeGreaterThan(0);
    },
  },
  {
    name: "what share of the energy rests on measurements",
    async run({ page, t }) {
      const shares = page.locator("overview-page eco-quality li").filter({ hasText: t("tier.A") });
      await poll(() => shares.innerText()).toMatch(/\d\s?%/);
    },
  },
  {
    name: "this month against the one before",
    async run({ page, hand, t }) {
      await hand.choose(page.getByRole("combobox", { name: t("range.label") }), t("range.last-month"));
      await settled(page);
      await poll(() => page.locator(".context").innerText()).toMatch(/\d/);
      await poll(() => change(page)).not.toBe("");
    },
  },
  {
    name: "who drives it",
    async run({ page, open }) {
      await open("people");
      await poll(() => page.locator("eco-table[group=team] tbody th").first().innerText()).toBe("engineering");
      await poll(() => page.locator("eco-table[group=team] tbody td").last().innerText()).toMatch(/%/);
    },
  },
  {
    name: "a file for a report",
    async run({ page, hand, t }) {
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        hand.press(page.getByRole("button", { name: t("action.export", { name: t("action.csv") }) }).first()),
      ]);
      expect(file.suggestedFilename()).toMatch(/^ecomind_energy-day_.*\.csv$/);
    },
  },
  {
    name: "the same view for a colleague in another zone",
    async run({ page, hand, t, colleague }) {
      await hand.press(page.getByRole("button", { name: t("action.copyLink") }));
      await poll(() => page.getByRole("button", { name: t("action.copied") }).count()).toBe(1);
      const own = await kpi(page, "requests").innerText();
      const other = await colleague(await page.evaluate(() => navigator.clipboard.readText()));
      await poll(() => kpi(other, "requests").getAttribute("data-value")).not.toBe("");
      expect((await kpi(other, "requests").innerText()).replace(/\D/g, "")).toBe(own.replace(/\D/g, ""));
      expect(await other.locator(".context").innerText()).toContain("UTC");
      await other.context().close();
    },
  },
  {
    name: "a number explained to an auditor",
    async run({ page, hand, t }) {
      await hand.press(page.getByRole("link", { name: t("action.method", { name: t("metric.co2e") }) }).first());
      await settled(page);
      await poll(() => page.locator("method-page .figure").innerText()).toMatch(/\d{4}-\d{2}/);
      await poll(() => page.locator("method-page data-table a[href^=http]").count()).toBeGreaterThan(0);
    },
  },
  {
    name: "the peak of last Tuesday",
    async run({ page, hand, t }) {
      await hand.choose(page.getByRole("combobox", { name: t("range.label") }), t("range.custom"));
      const dialog = page.locator("dialog[open]");
      if (hand.name === "keyboard") await page.keyboard.press("Enter");
      await dialog.waitFor();
      // Typed: a field of a date takes digits in its language's order, and a fill does that alike.
      for (const label of [t("dialog.from"), t("dialog.to")]) await dialog.getByLabel(label).fill(lastTuesday());
      await hand.press(dialog.getByRole("button", { name: t("dialog.apply") }));
      await settled(page);
      await poll(() => page.locator("eco-chart .canvas").first().getAttribute("aria-label")).toMatch(/\d{2}:\d{2}/);
    },
  },
  {
    name: "figures in US units",
    async run({ page, hand, t }) {
      const menu = page.getByRole("button", { name: t("app.menu") });
      if (await menu.isVisible()) await hand.press(menu);
      await hand.press(page.getByText(t("app.preferences")));
      await hand.choose(page.getByRole("combobox", { name: t("app.units") }), t("app.units.us"));
      await poll(() => kpi(page, "water").innerText()).toMatch(/gal|fl oz/);
    },
  },
  {
    name: "one team alone",
    async run({ page, hand, t }) {
      await hand.press(page.locator("eco-breakdown[dimension=team] tbody th a").first());
      await settled(page);
      const chip = t("filter.is", { dimension: t("dimension.team"), value: "engineering" });
      await poll(() => page.locator(".chip").first().innerText()).toContain(chip);
    },
  },
  {
    name: "what is new since yesterday",
    async run({ page, hand, t }) {
      await hand.choose(page.getByRole("combobox", { name: t("range.label") }), t("range.today"));
      await settled(page);
      await poll(() => change(page)).toMatch(/\d/);
    },
  },
  {
    name: "a key is made and used",
    async run({ page, hand, t, open, withKey }) {
      await open("settings");
      const panel = page.locator("keys-panel");
      await hand.write(panel.getByLabel(t("settings.name"), { exact: true }), `task-${hand.name}`);
      await hand.press(panel.getByRole("button", { name: t("settings.keys.create") }));
      const key = await panel.locator(".shown dd code").innerText();
      expect(await withKey(key)).toBe(202);
    },
  },
  {
    name: "a key is revoked",
    async run({ page, hand, t }) {
      const panel = page.locator("keys-panel");
      await page.goto(`${new URL(page.url()).origin}/settings`);
      await settled(page);
      await hand.press(panel.getByRole("button", { name: new RegExp(`^${t("settings.keys.revoke")}: task-`) }).first());
      await hand.press(page.locator("dialog[open]").getByRole("button", { name: t("settings.keys.revoke") }));
      await poll(() => panel.locator(".saved").count()).toBe(1);
    },
  },
  {
    name: "a question in SQL without knowing the tables",
    most: 6,
    async run({ page, hand, t, open }) {
      await open("sql");
      await hand.press(page.getByRole("button", { name: t("sql.run") }));
      await page.locator("sql-page [data-state=ready]").waitFor();
      expect(await page.locator("sql-page data-table tbody tr").count()).toBeGreaterThan(0);
    },
  },
  {
    name: "the minimum group size",
    async run({ page, hand, t, open }) {
      await open("settings");
      const panel = page.locator("privacy-panel");
      await hand.write(panel.getByLabel(t("settings.privacy.minimum")), "5");
      await hand.press(panel.getByRole("button", { name: t("settings.privacy.save") }).first());
      await poll(() => panel.locator(".saved").innerText()).toContain(t("settings.privacy.saved"));
    },
  },
  {
    name: "whether today is complete",
    async run({ page, open, t }) {
      await open("quality");
      await poll(() => page.locator("quality-page .verdict").innerText()).toBe(t("quality.balanced"));
    },
  },
];
