import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createStoreClient, loadFactorTables } from "@ecomind/clickhouse";
import { type FactorSetData, loadFactorSet } from "@ecomind/footprint";
import { eventually, System } from "ecomind/testing";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { DashboardBrowser, Faults, settled } from "./dashboard-browser.js";
import { keyboard, mouse } from "./hands.js";

vi.setConfig({ testTimeout: 120_000 });
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const poll = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 100 });

let system: System;
let browser: DashboardBrowser;
let page: Page;
const faults = new Faults();

/** A zone in which it is noon or a little later now, so that a day has a begin and a rest at any hour of the test. */
const ahead = 12 - new Date().getUTCHours();
const zone = ahead === 0 ? "UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
const midnightMs = Math.floor((Date.now() + ahead * hourMs) / dayMs) * dayMs - ahead * hourMs;
const at = (daysAgo: number, hour: number) => new Date(midnightMs - daysAgo * dayMs + hour * hourMs).toISOString();
const tz = `tz=${encodeURIComponent(zone)}`;

/** Of today 6 uses; of yesterday 4 until this time of day and 8 in the evening; 2 on each of the ten days before. */
beforeAll(async () => {
  system = await System.create();
  await system.start();
  const times = [
    ...[2, 3, 4, 5, 6, 7].map((hour) => at(0, hour)),
    ...[2, 3, 4, 5].map((hour) => at(1, hour)),
    ...Array.from({ length: 8 }, (_, index) => at(1, 20 + index / 4)),
    ...Array.from({ length: 20 }, (_, index) => at(2 + Math.floor(index / 2), 9 + (index % 2))),
  ];
  const events = times.map((ts, index) => ({
    user_id: `person-${index % 4}`,
    team: index % 4 === 3 ? "small" : "large",
    provider: "openai",
    model: "gpt-4o",
    tokens_in: 900,
    tokens_out: 400,
    ts,
  }));
  expect(await (await system.post("/v1/ingest/batch", { events })).json()).toMatchObject({ accepted: events.length });
  await eventually(
    async () => Number(await system.sql("SELECT count() FROM events")),
    (stored) => stored === events.length,
    60_000,
  );
  browser = await DashboardBrowser.open(system);
  page = await browser.signedIn(faults, { viewport: { width: 1280, height: 900 } });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system?.dispose();
});
afterEach(() => {
  faults.expected = undefined;
  expect(faults.seen.splice(0)).toEqual([]);
});

const go = async (path: string) => {
  await page.goto(`${browser.origin}${path}`);
  await settled(page);
};

describe("like for like, or not at all", () => {
  const requests = () => page.locator("eco-kpi", { hasText: "Requests" });
  const change = () => requests().locator(".change").innerText();

  test("a day that has not ended meets the same part of the day before", async () => {
    await go(`/?${tz}&range=today`);
    await poll(change).toBe("+50% vs previous period");
    expect(await requests().locator(".number").innerText()).toBe("6");
    // Ended, it is compared whole: 12 after 2.
    await go(`/?${tz}&range=yesterday`);
    await poll(change).toBe("+500% vs previous period");
  });

  test("no percentage where the earlier period is incomplete, has no usage, or was before recording", async () => {
    const begin = (daysAgo: number) => at(daysAgo, 12).slice(0, 10);
    await go(`/?${tz}&range=7d&compare=previous`);
    await poll(change).toBe("Not compared: the earlier period is incomplete");
    await go(`/?${tz}&range=7d&compare=year`);
    await poll(change).toBe("No data in the earlier period");
    await go(`/?${tz}&range=today&compare=${begin(3)}&model=gpt-4o`);
    await poll(change).toMatch(/^\+200% vs /);
    // A team that used nothing on that day is known: its zero was measured.
    await go(`/?${tz}&range=${begin(1)}..${begin(1)}&compare=${begin(2)}&user=person-3`);
    await poll(() => requests().locator(".number").innerText()).toMatch(/^[0-9]+$/);
  });

  /** Where the drawing is dashed, and where it is whole, from 0 at its left end to 1. */
  const drawn = (dash: string) =>
    page.locator(`overview-page eco-chart svg path${dash}`).evaluateAll((paths) =>
      paths
        .filter((path) => path.getAttribute("fill") === "none" && Number(path.getAttribute("stroke-width")) === 2)
        .map((path) => {
          const { left, width } = path.getBoundingClientRect();
          const frame = path.closest("svg")?.getBoundingClientRect() ?? { left: 0, width: 1 };
          return [(left - frame.left) / frame.width, (left + width - frame.left) / frame.width] as const;
        }),
    );

  test("a curve is dashed where its day has not ended, and only there", async () => {
    await go(`/?${tz}&range=7d&compare=none&band=off&chart=line`);
    await poll(() => drawn("[stroke-dasharray]").then(({ length }) => length)).toBe(1);
    const [[dashedFrom = 0, dashedTo = 0] = []] = await drawn("[stroke-dasharray]");
    const [[wholeFrom = 1, wholeTo = 1] = []] = await drawn(":not([stroke-dasharray])");
    // Six spans between seven days: five whole, and the last one.
    expect((dashedTo - dashedFrom) / (wholeTo - wholeFrom)).toBeCloseTo(1 / 5, 1);
    expect(dashedFrom).toBeCloseTo(wholeTo, 1);
    expect(await page.locator("eco-timeseries .legend").innerText()).toContain("Dashed: not finished yet");
    await go(`/?${tz}&range=${at(6, 12).slice(0, 10)}..${at(1, 12).slice(0, 10)}&compare=none&band=off&chart=line`);
    await poll(() => drawn(":not([stroke-dasharray])").then(({ length }) => length)).toBe(1);
    expect(await drawn("[stroke-dasharray]")).toEqual([]);
    expect(await page.locator("eco-timeseries .legend").innerText()).not.toContain("not finished");
  });

  test("a bar of a day that has not ended has a dashed outline", async () => {
    await go(`/?${tz}&range=7d&compare=none&chart=bar`);
    const dashed = page.locator("overview-page eco-chart svg path[stroke-dasharray]");
    await poll(() => dashed.count()).toBeGreaterThan(0);
    await go(`/?${tz}&range=yesterday&interval=day&compare=none&chart=bar`);
    await poll(() => page.locator("overview-page eco-chart svg path").count()).toBeGreaterThan(0);
    expect(await dashed.count()).toBe(0);
  });
});

test("a chart of many series asks for another metric, and shows the last one's figures until they come", async () => {
  /** Yesterday's: each team's. */
  const cells = () => page.locator("eco-timeseries tbody tr:nth-last-child(2) td").allInnerTexts();
  await go(`/explore?${tz}&range=7d&group=team&metric=requests`);
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await poll(cells).toEqual(["9", "3"]);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/v1/usage?*metrics=kwh_facility*", async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("combobox", { name: "Metric" }).selectOption("energy");
  await poll(() => page.url()).not.toContain("metric=requests");
  expect(await cells()).toEqual(["9", "3"]);
  release();
  await poll(async () => (await cells()).filter((text) => /Wh$/.test(text)).length).toBe(2);
  await page.unrouteAll();
});

test("a table's order and search are in the address: a link opens it, and back undoes it", async () => {
  const order = () => page.locator("explore-page th[aria-sort]").allInnerTexts();
  const names = () => page.locator("explore-page data-table tbody th").allInnerTexts();
  await go(`/explore?${tz}&range=7d&group=user`);
  await page.getByRole("button", { name: "Requests", exact: true }).click();
  await poll(order).toEqual(["Requests ↓"]);
  await page.getByRole("button", { name: "Requests", exact: true }).click();
  await poll(order).toEqual(["Requests ↑"]);
  await page.locator("explore-page").getByRole("searchbox").fill("person-2");
  await page.keyboard.press("Enter");
  await poll(names).toEqual(["person-2"]);
  const { searchParams } = new URL(page.url());
  expect([searchParams.get("sort"), searchParams.get("q")]).toEqual(["requests", "person-2"]);
  const other = await browser.signedIn(faults);
  await other.goto(page.url());
  await settled(other);
  expect(await other.locator("explore-page data-table tbody th").allInnerTexts()).toEqual(["person-2"]);
  await other.context().close();
  await page.goBack();
  await poll(async () => (await names()).length).toBe(4);
  expect(await order()).toEqual(["Requests ↑"]);
  await page.goBack();
  await poll(order).toEqual(["Requests ↓"]);
  await page.goBack();
  await poll(order).toEqual([]);
});

test("a range that is too long is shortened, and the page says so", async () => {
  await go(`/?${tz}&range=2010-01-01..2026-01-01`);
  await poll(() => page.locator("eco-app [data-state=shortened]").innerText()).toContain("at most 800 days");
  expect(await page.getByLabel("Period", { exact: true }).locator("option:checked").innerText()).toContain("2023");
  await page.getByLabel("Period", { exact: true }).selectOption("custom");
  const dialog = page.locator("dialog.range[open]");
  await dialog.getByLabel("From").fill("2015-01-01");
  await dialog.getByRole("button", { name: "Apply" }).click();
  expect(await dialog.getByLabel(/^To/).evaluate((input) => (input as HTMLInputElement).validationMessage)).toContain(
    "800",
  );
  await dialog.getByLabel("From").fill("2025-12-01");
  await dialog.getByRole("button", { name: "Apply" }).click();
  await poll(() => page.locator("eco-app [data-state=shortened]").count()).toBe(0);
  expect(page.url()).toContain("range=2025-12-01..2026-01-01");
});

test("filters that match no recorded use show no zero", async () => {
  await go(`/?${tz}&range=today&model=never-used`);
  await poll(() => page.locator("eco-kpi [data-state=unmatched]").count()).toBe(5);
  expect(await page.locator("eco-kpi .number").allInnerTexts()).toEqual(Array(5).fill("–"));
  expect(await page.locator("overview-page .foot").innerText()).toContain("No recorded use matches the filters");
  expect(await page.locator("eco-chart svg").count()).toBe(0);
});

test("a drag over the chart shows those days", async () => {
  await go(`/?${tz}&range=7d&compare=none`);
  const chart = page.locator("overview-page eco-chart");
  await chart.locator("svg").waitFor();
  const { x = 0, y = 0, width = 0, height = 0 } = (await chart.boundingBox()) ?? {};
  await page.mouse.move(x + width * 0.45, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.7, y + height / 2, { steps: 4 });
  await page.mouse.up();
  await poll(() => new URL(page.url()).searchParams.get("range")).toMatch(/^\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/);
  const [from = "", to = ""] = (new URL(page.url()).searchParams.get("range") ?? "").split("..");
  expect(from < to && from > at(6, 12).slice(0, 10) && to < at(0, 12).slice(0, 10)).toBe(true);
  await page.goBack();
  expect(new URL(page.url()).searchParams.get("range")).toBe("7d");
});

test("a printed page has whole charts in light colours, all columns, and says what it is about on each sheet", async () => {
  const other = await browser.signedIn(faults, { colorScheme: "dark", viewport: { width: 1440, height: 900 } });
  await other.goto(`${browser.origin}/explore?${tz}&range=7d&group=team`);
  await settled(other);
  await other.locator("explore-page eco-chart svg").waitFor();
  // Looked at when everything else has heard that printing begins.
  await other.evaluate(() =>
    addEventListener("beforeprint", () => {
      const walk = (root: ParentNode): Element[] =>
        [...root.querySelectorAll("*")].flatMap((element) => [
          element,
          ...(element.shadowRoot === null ? [] : walk(element.shadowRoot)),
        ]);
      const all = walk(document);
      const svg = all.find(
        ({ localName, parentNode }) => localName === "svg" && parentNode?.parentElement?.className === "canvas",
      );
      const width = (element: Element | undefined) => Math.round(element?.getBoundingClientRect().width ?? 0);
      (globalThis as unknown as { printed: unknown }).printed = {
        sheet: document.adoptedStyleSheets
          .flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText))
          .join(),
        svg: width(svg),
        host: width(all.find(({ localName }) => localName === "eco-chart")),
        scheme: getComputedStyle(document.documentElement).colorScheme,
        body: document.body.clientWidth,
      };
    }),
  );
  const pdf = await other.pdf({ format: "A4" });
  const printed = await other.evaluate(
    () =>
      (globalThis as unknown as { printed: { sheet: string; svg: number; host: number; scheme: string; body: number } })
        .printed,
  );
  expect(printed.svg).toBe(printed.host);
  expect(printed).toMatchObject({ scheme: "light", body: 700 });
  expect(printed.sheet).toMatch(/EcoMind · Explore · .*, .*factors 20\d\d-\d+\.\d+.*printed /);
  expect(printed.sheet).toContain("counter(pages)");
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  // And the screen has its own again.
  expect(await other.evaluate(() => document.documentElement.dataset.paper)).toBeUndefined();
  await other.context().close();
});

test("keys of one character move the period, and can be turned off", async () => {
  await go(`/?${tz}&range=7d`);
  const range = () => new URL(page.url()).searchParams.get("range");
  await page.keyboard.press(",");
  await poll(range).toMatch(/\.\./);
  await page.goBack();
  await page.getByText("Preferences").click();
  const keys = page.getByRole("combobox", { name: "Keys , and . change the period" });
  await keys.selectOption("off");
  await page.getByRole("link", { name: "Overview", exact: true }).focus();
  await page.keyboard.press(",");
  await page.waitForTimeout(300);
  expect(range()).toBe("7d");
  await keys.selectOption("on");
});

test("people's page says how many people an answer is about at least", async () => {
  const settle = async (least: string) => {
    await go("/settings");
    await page.getByLabel("Minimum group size").fill(least);
    await page.locator("privacy-panel").getByRole("button", { name: "Save" }).first().click();
    // What hides something asks first.
    if (least !== "1") await page.locator("dialog[open]").getByRole("button", { name: "Save" }).click();
    await poll(() => page.locator("eco-app [role=status]").innerText()).toBe("Saved");
    expect(await page.locator("privacy-panel .saved").innerText()).toBe("✓ Saved");
  };
  await settle("3");
  await go(`/people?${tz}&range=14d`);
  await poll(() => page.locator("people-page .prose").first().innerText()).toContain("Teams of fewer than 3 people");
  // The team of one is told with the other one: nothing is said of one person.
  await poll(() => page.locator("eco-table[group=team] tbody th").allInnerTexts()).not.toContain("small");
  await settle("1");
});

test("the factor set is chosen, told, and given back", async () => {
  await go("/settings");
  const panel = page.locator("factors-panel");
  const set = panel.getByLabel("Factor set");
  const [own = ""] = (await set.locator("option").evaluateAll((all) => all.map((option) => option.textContent)))
    .map((text) => text?.trim() ?? "")
    .slice(1);
  const choose = async (name: string) => {
    await set.selectOption({ label: name });
    await panel.getByRole("button", { name: "Use this set" }).click();
  };
  const chosen = async () =>
    (await (await system.get("/v1/factor-sets")).json()) as { choices: { factor_set: string | null }[] };
  await choose(own);
  await poll(() => page.locator("eco-app [role=status]").innerText()).toBe("Figures are being recalculated");
  await poll(() => panel.locator("tbody tr").first().innerText()).toContain(own);
  expect((await chosen()).choices[0]?.factor_set).toBe(own);
  await choose("Always the latest set");
  await poll(() => panel.locator("tbody tr").first().innerText()).toContain("Always the latest set");
  expect((await chosen()).choices[0]?.factor_set).toBeNull();
  await poll(() => page.locator("audit-panel tbody").innerText()).toContain("Follow the latest factor set");
});

test("what another factor set would change is shown before it is chosen", async () => {
  const { CLICKHOUSE_URL = "", CLICKHOUSE_USER = "", CLICKHOUSE_PASSWORD = "" } = system.credentials;
  const account = { url: CLICKHOUSE_URL, username: CLICKHOUSE_USER, password: CLICKHOUSE_PASSWORD };
  const client = createStoreClient({ ...account, application: "test" });
  const content = readFileSync(join(import.meta.dirname, "../../packages/footprint/test/sets/2026-11.2.json"), "utf8");
  try {
    await loadFactorTables(client, [loadFactorSet(JSON.parse(content) as FactorSetData, "earlier")]);
  } finally {
    await client.close();
  }
  const before = (await (await system.get("/v1/factor-sets")).json()) as { chosen: string };
  await go("/settings");
  const panel = page.locator("factors-panel");
  await panel.getByLabel("Factor set").selectOption({ label: "2026-11.2" });
  await poll(() => panel.locator("factors-change caption").innerText()).toContain(
    `${before.chosen} and with 2026-11.2`,
  );
  await poll(() => panel.locator("factors-change tbody tr").innerText()).toMatch(
    /^gpt-4o\b[\s\S]*\b38\b[\s\S]*Wh[\s\S]*Wh[\s\S]*g[\s\S]*g/,
  );
  expect(await (await system.get("/v1/factor-sets")).json()).toMatchObject(before);
});

describe.each([mouse, keyboard])("by $name alone", ({ press, choose, write }) => {
  test("an account for an SQL tool is made, works, and is revoked", async () => {
    await go("/settings");
    const name = `tool ${Date.now()}`;
    await write(page.getByLabel("Name of the tool"), name);
    await press(page.getByRole("button", { name: "Create account" }));
    await page.locator("sql-accounts-panel .shown").waitFor();
    const [address = "", user, password, database] = await page
      .locator("sql-accounts-panel .shown code")
      .allInnerTexts();
    const asked = async () => {
      const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
      return await fetch(`${address}/?database=${database}`, {
        method: "POST",
        headers: { authorization },
        body: "SELECT count() FROM events",
      });
    };
    await eventually(
      async () => (await asked()).status,
      (status) => status === 200,
    );
    expect((await (await asked()).text()).trim()).toBe(await system.sql("SELECT count() FROM events"));
    await press(page.getByRole("button", { name: "I have copied it" }));
    expect(await page.getByText(password ?? "").count()).toBe(0);
    await press(page.getByRole("button", { name: `Revoke: ${name}` }));
    await press(page.locator("dialog[open]").getByRole("button", { name: "Revoke" }));
    await eventually(
      async () => (await asked()).status,
      (status) => status !== 200,
      10_000,
    );
    await poll(() => page.locator("audit-panel tbody").innerText()).toMatch(
      /Revoke SQL account[\s\S]*Create SQL account/,
    );
  });

  test("a person gets a role, and loses it", async () => {
    await go("/settings");
    const name = `person-${Date.now()}`;
    const row = page.locator("members-panel tbody tr", { hasText: name });
    await write(page.locator("members-panel").getByLabel("Person", { exact: true }), name);
    await choose(page.locator("members-panel").getByRole("combobox", { name: "Role" }), "Analyst");
    await press(page.getByRole("button", { name: "Set role" }));
    await poll(() => row.innerText()).toMatch(/Analyst[\s\S]*Active/);
    // The next person is a viewer again, unless somebody chooses another role.
    const role = page.locator("members-panel").getByRole("combobox", { name: "Role" });
    await poll(() => page.locator("members-panel").getByLabel("Person", { exact: true }).inputValue()).toBe("");
    expect(await role.inputValue()).toBe("viewer");
    await press(page.getByRole("button", { name: `Remove: ${name}` }));
    // Asked first, and no is an answer.
    await press(page.locator("dialog[open]").getByRole("button", { name: "Cancel" }));
    expect(await row.innerText()).toContain("Active");
    await press(page.getByRole("button", { name: `Remove: ${name}` }));
    await press(page.locator("dialog[open]").getByRole("button", { name: "Remove" }));
    await poll(() => row.innerText()).toContain("Removed");
  });

  test("a role that may change the organisation is only granted after a question", async () => {
    await go("/settings");
    const name = `powerful-${Date.now()}`;
    const row = page.locator("members-panel tbody tr", { hasText: name });
    const panel = page.locator("members-panel");
    const rows = await panel.locator("tbody tr").count();
    await write(panel.getByLabel("Person", { exact: true }), name);
    await choose(panel.getByRole("combobox", { name: "Role" }), "Admin");
    await press(page.getByRole("button", { name: "Set role" }));
    await press(page.locator("dialog[open]").getByRole("button", { name: "Cancel" }));
    expect(await panel.locator("tbody tr").count()).toBe(rows);
    await press(panel.getByRole("button", { name: "Set role" }));
    expect(await page.locator("dialog[open]").innerText()).toContain(name);
    await press(page.locator("dialog[open]").getByRole("button", { name: "Set role" }));
    await poll(() => row.innerText()).toMatch(/Admin[\s\S]*Active/);
    expect(await panel.getByRole("combobox", { name: "Role" }).inputValue()).toBe("viewer");
  });
});

describe("what an action leaves behind", () => {
  /** What has the focus, through all shadow roots. */
  const focused = () =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element === document.body || element === null ? "nothing" : element.localName;
    });

  test("the focus stays on the page when what had it is gone", async () => {
    await go(`/?${tz}&range=7d&team=large`);
    await keyboard.press(page.getByRole("button", { name: /Remove.*large/ }));
    await settled(page);
    await poll(focused).toBe("h1");
    await go("/settings");
    const panel = page.locator("keys-panel");
    await keyboard.write(panel.getByLabel("Name", { exact: true }), "short-lived");
    await keyboard.press(panel.getByRole("button", { name: "Create key" }));
    expect(await panel.locator(".shown").innerText()).toContain("curl");
    await poll(() => panel.locator(".saved").innerText()).toBe("✓ The key “short-lived” was created");
    await keyboard.press(panel.getByRole("button", { name: "I have copied it" }));
    await poll(focused).toBe("h2");
    await keyboard.press(panel.getByRole("button", { name: "Revoke: short-lived" }));
    const dialog = page.locator("dialog[open]");
    expect(await dialog.innerText()).toContain("It has never been used.");
    const red = dialog.getByRole("button", { name: "Revoke" });
    expect(await red.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe("rgb(179, 38, 30)");
    await red.press("Enter");
    await poll(() => panel.locator(".saved").innerText()).toBe("✓ “short-lived” was revoked");
    await poll(focused).toBe("h2");
  });

  test("the last key that administers is revoked only after a warning", async () => {
    await go("/settings");
    await page
      .locator("keys-panel")
      .getByRole("button", { name: /^Revoke: / })
      .last()
      .click();
    const dialog = page.locator("dialog[open]");
    expect(await dialog.innerText()).toContain("last active key with the scope Admin");
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });

  test("settings that delete or hide say how much before they are saved", async () => {
    await go("/settings");
    const panel = page.locator("privacy-panel");
    const minimum = panel.getByLabel("Minimum group size");
    const before = await minimum.inputValue();
    await minimum.fill("2");
    await panel.getByRole("button", { name: "Save" }).first().click();
    const dialog = page.locator("dialog[open]");
    expect(await dialog.innerText()).toContain("2 of 2 teams will be combined into one row");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await minimum.fill("900");
    await panel.getByRole("button", { name: "Save" }).first().click();
    expect(await dialog.innerText()).toContain("Only 4 people were active");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await minimum.fill(before);
  });

  test("an explanation is reached by key and by touch, and closes with Escape", async () => {
    await go(`/models?${tz}&range=7d`);
    const hint = page.locator("eco-table eco-hint").first();
    await keyboard.press(hint.getByRole("button"));
    const text = hint.getByRole("tooltip");
    await text.waitFor();
    expect(await text.innerText()).toMatch(/^Tier [A-D]: /);
    await page.keyboard.press("Escape");
    await text.waitFor({ state: "hidden" });
  });

  test("the menu of a narrow window closes with Escape", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await go(`/?${tz}`);
    const menu = page.getByRole("button", { name: "Menu" });
    await menu.click();
    await page.getByRole("link", { name: "Models", exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Models", exact: true }).waitFor({ state: "hidden" });
    expect(await focused()).toBe("button");
    await page.setViewportSize({ width: 1280, height: 900 });
  });
});

test("a session that ends while a page is open leads to signing in", async () => {
  const other = await browser.signedIn(new Faults());
  await other.context().clearCookies();
  await other.getByRole("combobox", { name: "Period" }).selectOption("7d");
  await other.getByLabel("Token of the link").waitFor();
  await other.context().close();
});

test("elements in a page of others ask with a token of its provider, and never with the session", async () => {
  const stranger = await (await browser.context()).newPage();
  faults.expected = /status of 401/;
  faults.watch(stranger, browser.origin);
  const asked: (string | null)[][] = [];
  // Stands for an identity provider that the service trusts: its token is taken for a key.
  await stranger.route(/\/v1\//, async (route) => {
    const headers = await route.request().allHeaders();
    asked.push([headers.authorization ?? null, headers.cookie ?? null]);
    if (headers.authorization === undefined) return await route.continue();
    const { authorization: _, ...others } = headers;
    await route.continue({ headers: { ...others, "x-api-key": system.credentials.ECOMIND_API_KEY ?? "" } });
  });
  await stranger.goto(`${browser.origin}/example/`);
  await poll(() => stranger.locator("eco-kpi [data-state=error]").count()).toBe(3);
  asked.splice(0);
  await stranger.evaluate(() => {
    let number = 0;
    for (const element of document.querySelectorAll("eco-kpi, eco-timeseries, eco-breakdown, eco-table, eco-quality"))
      Object.assign(element, { tokenProvider: async () => `token-${++number}`, range: "7d" });
  });
  await poll(() => stranger.locator("[data-state=ready]").count()).toBe(7);
  expect(await stranger.locator("eco-kpi .number[data-metric=energy]").innerText()).toMatch(/^[\d.]+ m?k?Wh$/);
  expect(await stranger.locator("eco-kpi .change").allInnerTexts()).toEqual(
    Array(3).fill("Not compared: the earlier period is incomplete"),
  );
  await poll(() => stranger.locator("eco-chart svg").count()).toBe(1);
  expect(asked.length).toBeGreaterThanOrEqual(7);
  for (const [authorization, cookie] of asked)
    expect([authorization, cookie]).toEqual([expect.stringMatching(/^Bearer token-\d+$/), null]);
  expect(new Set(asked.map(([authorization]) => authorization)).size).toBe(asked.length);
  expect(await stranger.content()).not.toContain("token-");
  await stranger.context().close();
});
