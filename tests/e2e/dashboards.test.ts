import { readFileSync } from "node:fs";
import { System } from "ecomind/testing";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { DashboardBrowser, Faults, overflow, settled, violations } from "./dashboard-browser.js";
import { Answers, arrive, look, pages, states } from "./dashboard-states.js";
import { postDemo } from "./demo-data.js";
import { writeOver } from "./hands.js";

vi.setConfig({ testTimeout: 120_000 });
/** Waits for what a page shows; a busy machine takes its time. */
const poll = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 100 });
let system: System;
let browser: DashboardBrowser;
let faults: Faults;
let page: Page;

const go = async (path: string) => {
  await page.goto(`${browser.origin}${path}`);
  await settled(page);
};
const download = async (act: () => Promise<void>) => {
  const [file] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
};

beforeAll(async () => {
  system = await System.create();
  await system.start();
  browser = await DashboardBrowser.open(system);
  faults = new Faults();
  page = await browser.signedIn(faults, { viewport: { width: 1280, height: 900 } });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system?.dispose();
});
afterEach(() => {
  const { seen } = faults;
  faults.expected = undefined;
  expect(seen.splice(0)).toEqual([]);
});

test("before the first event, it says how to send one", async () => {
  expect(await page.locator("[data-state=never]").innerText()).toContain("curl");
  expect(await violations(await accessible("/"))).toEqual([]);
});

/** A second page without the policy, which would refuse the checker's own styles. */
let checked: Page | undefined;
async function accessible(
  path: string,
  options: { width?: number; scheme?: "light" | "dark"; forced?: boolean } = {},
): Promise<Page> {
  checked ??= await browser.signedIn(new Faults(), { bypassCSP: true, reducedMotion: "reduce" });
  await checked.setViewportSize({ width: options.width ?? 1440, height: 900 });
  await checked.emulateMedia({
    colorScheme: options.scheme ?? "light",
    forcedColors: options.forced ? "active" : "none",
  });
  await checked.goto(`${browser.origin}${path}`);
  await settled(checked, ["loading"]);
  return checked;
}

describe("with a month of use", () => {
  beforeAll(async () => {
    await postDemo(system);
  }, 120_000);

  test("the figures on the overview are those of the API and of SQL", async () => {
    await go("/?tz=UTC");
    const shown = async (metric: string) =>
      Number(await page.locator(`eco-kpi .number[data-metric=${metric}]`).getAttribute("data-value"));
    const answer = (await (await system.get(`/v1/usage?tz=UTC&from=${await firstDay()}`)).json()) as {
      total: {
        requests: number;
        tokens_in: number;
        tokens_out: number;
        footprint: Record<string, { central: number }>;
      };
    };
    const { requests, tokens_in, tokens_out, footprint } = answer.total;
    expect(requests).toBeGreaterThan(10_000);
    expect(await shown("requests")).toBe(requests);
    expect(await shown("tokens")).toBe(tokens_in + tokens_out);
    // Sums of the same numbers in another order differ in the last digit.
    expect((await shown("energy")) / (footprint.kwh_facility?.central ?? 0)).toBeCloseTo(1, 12);
    expect((await shown("co2e")) / (footprint.kgco2e_lb?.central ?? 0)).toBeCloseTo(1, 12);
    const [rows, kwh, litres] = (
      await system.sql(
        `SELECT sum(requests), sum(kwh_facility_central), sum(water_onsite_l_central + water_offsite_l_central) FROM footprint_15m WHERE bucket >= '${await firstDay()} 00:00:00'`,
      )
    ).split("\t");
    expect(await shown("requests")).toBe(Number(rows));
    expect((await shown("energy")) / Number(kwh)).toBeCloseTo(1, 9);
    expect((await shown("water")) / Number(litres)).toBeCloseTo(1, 9);
    const text = await page.locator("eco-kpi .number[data-metric=energy]").innerText();
    expect(Number.parseFloat(text)).toBeCloseTo(Number((await shown("energy")).toPrecision(3)), 6);
  });

  const firstDay = async () => {
    const { from } = (await page.evaluate(() => {
      const today = Date.parse(new Date().toISOString().slice(0, 10));
      return { from: new Date(today - 13 * 86_400_000).toISOString().slice(0, 10) };
    })) as { from: string };
    return from;
  };

  test("a chart's points are said one by one by arrow keys", async () => {
    await go("/?tz=UTC");
    const chart = page.locator("eco-chart .canvas");
    await chart.focus();
    expect(await chart.getAttribute("aria-label")).toMatch(/Energy by day\. .*Highest .*\skWh/);
    const said = async () => await page.locator("eco-app [role=status]").innerText();
    await page.keyboard.press("End");
    expect(await said()).toMatch(/: .*\sk?Wh, not finished yet$/);
    const last = await said();
    await page.keyboard.press("ArrowLeft");
    expect(await said()).not.toBe(last);
    await poll(() => page.locator("eco-chart svg").count()).toBe(1);
  });

  test("the table behind the chart has its numbers; the file has all digits", async () => {
    await go("/?tz=UTC");
    const { name, text } = await download(() => page.getByRole("button", { name: "Export CSV" }).click());
    expect(name).toMatch(/^ecomind_energy-day(_\d{4}-\d{2}-\d{2}){1,2}_[\w+-]+\.csv$/);
    const [header = "", ...lines] = text.trim().split("\r\n");
    expect(header).toBe(
      "start,end,start_local,end_local,utc_offset,timezone,energy_low_kWh,energy_central_kWh,energy_high_kWh,earlier_start,earlier_energy_low_kWh,earlier_energy_central_kWh,earlier_energy_high_kWh,state,factor_set",
    );
    expect(lines.length).toBe(14);
    const sum = lines.reduce((total, line) => total + Number(line.split(",")[7]), 0);
    const shown = Number(await page.locator("eco-kpi .number[data-metric=energy]").getAttribute("data-value"));
    expect(sum / shown).toBeCloseTo(1, 9);
    await page.getByRole("button", { name: "Table", exact: true }).click();
    expect(await page.locator("eco-timeseries tbody tr").count()).toBe(14);
    // Cell by cell: the screen rounds what the file has.
    const cells = await page.locator("eco-timeseries tbody td:first-of-type").allInnerTexts();
    for (const [index, cell] of cells.entries()) {
      const [, number = "", unit] = /^([\d.,]+)\s(k|M)?Wh$/.exec(cell) ?? [];
      const kwh = Number(number.replaceAll(",", "")) * (unit === "k" ? 1 : unit === "M" ? 1_000 : 0.001);
      const inFile = Number(lines[index]?.split(",")[7]);
      expect(Math.abs(kwh - inFile), `${cell}, ${inFile}`).toBeLessThanOrEqual(0.006 * inFile);
    }
  });

  test("a chart is saved as SVG and PNG", async () => {
    await go("/?tz=UTC");
    await poll(() => page.locator("eco-chart svg").count()).toBe(1);
    const svg = await download(() => page.getByRole("button", { name: "Export SVG" }).click());
    expect(svg.text).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    const png = await download(() => page.getByRole("button", { name: "Export PNG" }).click());
    expect([png.name, png.text.slice(1, 4)]).toEqual([expect.stringMatching(/^ecomind_energy-day_.*\.png$/), "PNG"]);
  });

  test("two periods are compared; what is shared opens the same view, and back goes back", async () => {
    await go("/?tz=UTC");
    const change = page.locator("eco-kpi .change").first();
    await poll(() => change.innerText()).toMatch(/^[<+−]?[\d.]+% vs previous period$/);
    await page.getByRole("combobox", { name: "Period" }).selectOption("7d");
    await page.getByRole("combobox", { name: "Compare with" }).selectOption("weekday");
    await page.getByRole("button", { name: "Water" }).click();
    await settled(page);
    const address = page.url();
    const text = async (of: Page) => await of.locator("overview-page eco-kpi .number").allInnerTexts();
    expect(new URL(address).search).toBe("?range=7d&tz=UTC&metric=water&compare=weekday");
    const other = await browser.signedIn(faults, { timezoneId: "Asia/Tokyo" });
    await other.goto(address);
    await settled(other);
    expect(await text(other)).toEqual(await text(page));
    await other.context().close();
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await settled(page);
    expect(new URL(page.url()).search).toBe("?tz=UTC");
    expect(await page.getByRole("combobox", { name: "Period" }).inputValue()).toBe("14d");
  });

  test("a filter is added, shown, and taken away", async () => {
    await go("/?tz=UTC");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("combobox", { name: "Add a filter" }).selectOption("team");
    await page.getByLabel("Value").fill("research");
    await page.getByRole("button", { name: "Apply" }).click();
    await settled(page);
    expect(new URL(page.url()).searchParams.getAll("team")).toEqual(["research"]);
    const kpi = Number(await page.locator("eco-kpi .number[data-metric=requests]").getAttribute("data-value"));
    const answer = (await (await system.get(`/v1/usage?tz=UTC&team=research&from=${await firstDay()}`)).json()) as {
      total: { requests: number };
    };
    expect(kpi).toBe(answer.total.requests);
    await page.getByRole("button", { name: "Remove the filter Team research" }).click();
    expect(new URL(page.url()).searchParams.has("team")).toBe(false);
  });

  test("the SQL page lists the published tables, and marks where a statement is wrong", async () => {
    await go("/sql");
    faults.expected = /status of 4\d\d/;
    const schema = page.locator("sql-page .schema");
    await poll(() => schema.locator("details").count()).toBeGreaterThan(5);
    await schema.getByText("usage_model_15m", { exact: true }).first().click();
    const editor = page.getByLabel("Query", { exact: true });
    await writeOver(editor, "SELECT ");
    await schema.getByRole("button", { name: "Insert tokens_out", exact: true }).first().click();
    await poll(() => editor.innerText()).toBe("SELECT tokens_out");
    await writeOver(editor, "SELECT 1 +");
    await page.keyboard.press("Control+Enter");
    await poll(() => page.locator("sql-page .cm-lintRange-error").count()).toBe(1);
    await writeOver(editor, "SELECT 1 + 1 AS two");
    await page.keyboard.press("Control+Enter");
    await page.locator("sql-page [data-state=ready]").waitFor();
    expect(await page.locator("sql-page .cm-lintRange-error").count()).toBe(0);
  });

  test("a query that is refused says why", async () => {
    await go("/sql");
    faults.expected = /status of 4\d\d/;
    await writeOver(page.getByLabel("Query", { exact: true }), "SELECT * FROM system.tables");
    await page.keyboard.press("Control+Enter");
    await poll(() => page.locator("[data-state=error]").innerText()).toMatch(
      /not accepted[\s\S]*Request [0-9a-f-]{36}/,
    );
  });

  test("a panel that fails says so and asks again, and the others live", async () => {
    faults.expected = /status of 503/;
    let isAway = true;
    await page.route(/group_by=team/, (route) =>
      isAway
        ? route.fulfill({
            status: 503,
            contentType: "application/problem+json",
            body: JSON.stringify({
              title: "The store does not answer",
              status: 503,
              code: "store_unavailable",
              request_id: "r-77",
            }),
          })
        : route.continue(),
    );
    await go("/?tz=UTC");
    const failed = page.locator("eco-breakdown[dimension=team]");
    const told = () => failed.locator("[data-state]").innerText();
    expect(await told()).toMatch(/could not be loaded\s+The store does not answer\s+Request r-77/);
    await poll(() => page.locator("eco-breakdown[dimension=model] tbody tr").count()).toBe(7);
    isAway = false;
    await failed.getByRole("button", { name: "Try again" }).click();
    await poll(() => failed.locator("tbody tr").count()).toBe(7);
    // What was there stays beside a later fault of the same question, which is asked again by itself.
    isAway = true;
    await poll(() => failed.locator("[data-state=stale]").count()).toBe(1);
    expect(await told()).toMatch(/Not refreshed since/);
    expect(await failed.locator("tbody tr").count()).toBe(7);
    // Figures of another period do not stand under this one's name.
    await page.getByRole("combobox", { name: "Period" }).selectOption("7d");
    await poll(() => failed.locator("[data-state=error]").count()).toBe(1);
    expect(await failed.locator("tbody tr").count()).toBe(0);
    await page.unroute(/group_by=team/);
  });

  test("nothing for these filters, nothing used and nothing recorded are told apart", async () => {
    const state = async (search: string) => {
      await go(`/?${search}`);
      return () => page.locator("eco-timeseries [data-state]").first().getAttribute("data-state");
    };
    await poll(await state("tz=UTC&model=no-such-model")).toBe("empty");
    await poll(await state("tz=UTC&range=2020-01-01..2020-01-31")).toBe("before");
    const cards = page.locator("eco-kpi");
    expect(await cards.locator(".number").allInnerTexts()).toEqual(Array(5).fill("–"));
    expect(await cards.locator("[data-state=before]").allInnerTexts()).toEqual(Array(5).fill("Not recorded"));
    expect(await page.locator("overview-page dt").count()).toBe(0);
  });

  test("every page works without fault, at 320 px without scrolling sideways", async () => {
    for (const path of pages) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await go(path);
      expect([path, await page.locator("[data-state=error]").count()]).toEqual([path, 0]);
      await page.setViewportSize({ width: 320, height: 800 });
      expect([path, await overflow(page)]).toEqual([path, 0]);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test.each(pages)("%s is accessible, light and wide, dark and narrow", async (path) => {
    expect(await violations(await accessible(path))).toEqual([]);
    expect(await violations(await accessible(path, { width: 320, scheme: "dark" }))).toEqual([]);
  });

  const dialogs: readonly (readonly [name: string, path: string, open: (shown: Page) => Promise<unknown>])[] = [
    ["a period of one's own", "/", (shown) => shown.getByLabel("Period", { exact: true }).selectOption("custom")],
    ["an earlier period of one's own", "/", (shown) => shown.getByLabel("Compare with").selectOption("custom")],
    ["a filter", "/", (shown) => shown.getByRole("button", { name: "Filter", exact: true }).click()],
    [
      "a question before a key is revoked",
      "/settings",
      (shown) => shown.locator("keys-panel button.danger").first().click(),
    ],
  ];
  test.each(dialogs)("the dialog of %s is accessible, and Escape closes it", async (_, path, open) => {
    for (const options of [{}, { width: 320, scheme: "dark" }] as const) {
      const shown = await accessible(path, options);
      await open(shown);
      await shown.locator("dialog[open]").waitFor();
      expect([await overflow(shown), await violations(shown)]).toEqual([0, []]);
      // The checker asks for no name of an element that is a dialog by itself.
      expect(await shown.getByRole("dialog", { name: /./ }).count()).toBe(1);
      await shown.keyboard.press("Escape");
      await poll(() => shown.locator("dialog[open]").count()).toBe(0);
    }
  });

  // Every state of every page in every appearance and width is `npm run test:slow dashboards-accessible`.
  test("states are accessible: each on a page, in one appearance and width", async () => {
    const shown = await browser.signedIn(faults, { reducedMotion: "reduce" });
    await shown.clock.install();
    const answers = await Answers.to(shown);
    const samples = [
      ["ready", "/", "forced colours", 768],
      ["loading", "/explore", "light", 320],
      ["refreshing", "/models", "dark", 768],
      ["empty", "/people", "light", 1440],
      ["error", "/quality", "dark", 320],
      ["stale", "/", "forced colours", 320],
    ] as const;
    for (const [name, path, scheme, width] of samples) {
      faults.expected = /status of 503/;
      const state = states.find((candidate) => candidate.name === name);
      if (state === undefined) throw new Error(`no state ${name}`);
      await look(shown, scheme, width);
      await arrive(shown, browser.origin, path, state, answers);
      expect([name, await overflow(shown), await violations(shown)]).toEqual([name, 0, []]);
    }
    await shown.context().close();
  });

  test("every text goes through the language: the pseudo-language reaches them", async () => {
    for (const path of pages) {
      await go(`${path}?lang=en-XA`);
      const bare = await page.evaluate(() => {
        const texts: string[] = [];
        const walk = (node: Node): void => {
          // A statement of SQL is no text of the language's.
          if (node instanceof Element && node.classList.contains("cm-editor")) return;
          if (
            node instanceof Element &&
            ["STYLE", "NOSCRIPT", "SVG", "CODE", "OPTION", "TBODY", "DATALIST", "TEXTAREA"].includes(
              node.tagName.toUpperCase(),
            )
          )
            return;
          if (node instanceof Text && /[a-z]{4}/i.test(node.data)) texts.push(node.data.trim());
          if (node instanceof Element && node.shadowRoot !== null) walk(node.shadowRoot);
          for (const child of node.childNodes) walk(child);
        };
        walk(document.body);
        return texts;
      });
      // Names of the demo's teams, of roles and scopes, and figures are data, not text.
      const own =
        /^(engineering|research|support|sales|marketing|finance|operations|local|owner|ingest|read|admin|\[\d+\].*|[\w:./ -]*@.*|.*kWh|.*\d.*)$/;
      const missing = bare.filter((text) => !text.includes("[") && !own.test(text));
      expect([
        path,
        missing.filter(
          (text) => !/^(own |parameter|public domain|CC BY|Apache|ML\.ENERGY|Ember|facts|MPL|requests|day)/i.test(text),
        ),
      ]).toEqual([path, []]);
    }
  });

  /** Marks of the models' chart, and those whose middle a name covers. */
  const marksBehindNames = () =>
    page.locator("models-page eco-chart svg").evaluate((svg) => {
      const boxes = (selector: string) =>
        [...svg.querySelectorAll(selector)].map((each) => each.getBoundingClientRect());
      const names = boxes("text");
      const marks = boxes("path").filter(
        ({ width, height }) => Math.abs(width - height) < 1 && width > 6 && width < 50,
      );
      const covered = marks.filter(({ left, top, width, height }) => {
        const [x, y] = [left + width / 2, top + height / 2];
        return names.some((name) => name.left < x && x < name.right && name.top < y && y < name.bottom);
      });
      return [marks.length, covered.length];
    });

  test("from right to left the page is mirrored", async () => {
    for (const path of pages) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await go(`${path}?lang=ar-XB`);
      if (path === "/sql") {
        await page.locator("sql-page button.primary").click();
        await page.locator("sql-page [data-state=ready]").waitFor();
      }
      expect(await page.evaluate(() => document.documentElement.dir)).toBe("rtl");
      if (path === "/models") {
        await page.locator("models-page eco-chart svg").waitFor();
        const [marks, covered] = await marksBehindNames();
        expect(marks).toBeGreaterThan(5);
        expect(covered).toBe(0);
      }
      const side = await page.locator("eco-app nav").boundingBox();
      expect(side?.x ?? 0).toBeGreaterThan(900);
      // The pseudo-language's texts are a third longer: what fits them fits other languages.
      for (const width of [1440, 1280, 1180, 1024, 860, 768, 640, 480, 390, 320]) {
        await page.setViewportSize({ width, height: 800 });
        expect([path, width, await overflow(page)]).toEqual([path, width, 0]);
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test("in German, numbers and texts are German", async () => {
    await go("/?lang=de&tz=UTC");
    expect(await page.locator("h1").innerText()).toBe("Überblick");
    // Whichever figure or range has decimals, none is written with a point.
    const figures = await page.evaluate(() => {
      const textOf = (node: Node): string =>
        node instanceof Text
          ? node.data
          : [...(node instanceof Element ? (node.shadowRoot?.childNodes ?? []) : []), ...node.childNodes]
              .filter((child) => !(child instanceof HTMLStyleElement))
              .map(textOf)
              .join(" ");
      return textOf(document.body);
    });
    expect(figures).toMatch(/\d,\d+\s+(kWh|Wh|kg|g|L|mL)\b/);
    expect(figures).not.toMatch(/\d\.\d{1,2}\s+(kWh|Wh|kg|g|L|mL)\b/);
  });

  test("without a session one is asked to sign in, and the token does it", async () => {
    // Without the policy, which would refuse the checker's own styles.
    const stranger = await (await browser.context({ bypassCSP: true })).newPage();
    faults.expected = /status of 401/;
    faults.watch(stranger, browser.origin);
    await stranger.goto(`${browser.origin}/models?tz=UTC`);
    await stranger.getByLabel("Token of the link").waitFor();
    expect(await violations(stranger)).toEqual([]);
    await stranger.getByLabel("Token of the link").fill(new URL(await browser.link()).searchParams.get("token") ?? "");
    await stranger.getByRole("button", { name: "Sign in" }).click();
    await stranger.waitForURL(`${browser.origin}/`);
    await settled(stranger);
    expect(await stranger.locator("eco-kpi .number").count()).toBe(5);
    await stranger.context().close();
  });
});
