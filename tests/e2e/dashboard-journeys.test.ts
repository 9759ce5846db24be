import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eventually, System } from "ecomind/testing";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { DashboardBrowser, Faults, settled } from "./dashboard-browser.js";
import { postDemo } from "./demo-data.js";
import { keyboard, mouse } from "./hands.js";

vi.setConfig({ testTimeout: 120_000 });
const dayMs = 86_400_000;
const poll = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 100 });

let system: System;
let browser: DashboardBrowser;
let page: Page;
let provider: Server;
const faults = new Faults();

/** As much of an OpenID provider as a link leads to: what it publishes of itself, and a page. */
async function startProvider(): Promise<string> {
  provider = createServer((request, response) => {
    const issuer = `http://${request.headers.host}`;
    if (request.url === "/.well-known/openid-configuration")
      response.setHeader("content-type", "application/json").end(
        JSON.stringify({
          issuer,
          authorization_endpoint: `${issuer}/authorise`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
        }),
      );
    else response.setHeader("content-type", "text/html").end("<h1>The provider</h1>");
  });
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
}

/** A month of the invented company, and two uses a day for more than two months. */
beforeAll(async () => {
  const issuer = await startProvider();
  system = await System.create();
  await system.start([], {
    INGEST_MAX_AGE: "75d",
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: "ecomind",
    OIDC_PUBLIC_URL: `http://127.0.0.1:${system.args[system.args.indexOf("--query-port") + 1]}`,
    OIDC_SESSION_SECRETS: "a secret of the sessions that is long enough",
  });
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  const events = Array.from({ length: 140 }, (_, index) => ({
    user_id: "steady",
    team: "operations",
    provider: "openai",
    model: "gpt-4o",
    tokens_in: 900,
    tokens_out: 400,
    ts: new Date(today - Math.floor(index / 2) * dayMs - (1 + (index % 2) * 8) * 3_600_000).toISOString(),
    labels: { project: index % 2 === 0 ? "night-shift" : "reports" },
  }));
  expect(await (await system.post("/v1/ingest/batch", { events })).json()).toMatchObject({ accepted: events.length });
  await postDemo(system, events.length);
  browser = await DashboardBrowser.open(system);
  page = await browser.signedIn(faults, {
    viewport: { width: 1280, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system?.dispose();
  provider?.closeAllConnections();
  provider?.close();
});
afterEach(() => {
  faults.expected = undefined;
  expect(faults.seen.splice(0)).toEqual([]);
});

const go = async (path: string) => {
  await page.goto(`${browser.origin}${path}`);
  await settled(page);
};
interface Row {
  readonly group: readonly string[];
  readonly requests: number;
  readonly footprint: { readonly kwh_facility: { readonly central: number } | null };
}
/** Rows of the API, the one with most energy first. */
const usage = async (search: string): Promise<readonly Row[]> => {
  const { rows } = (await (await system.get(`/v1/usage?${search}`)).json()) as { rows: Row[] };
  return rows.toSorted((a, b) => (b.footprint.kwh_facility?.central ?? 0) - (a.footprint.kwh_facility?.central ?? 0));
};
const fortnight = () => new Date(Math.floor(Date.now() / dayMs) * dayMs - 13 * dayMs).toISOString().slice(0, 10);

describe.each([mouse, keyboard])("by $name alone", ({ press, choose, write }) => {
  test("the model that costs most is found, and its figure explained", async () => {
    await go("/?tz=UTC");
    await press(page.getByRole("link", { name: "All: Top models" }));
    await page.waitForURL(/\/explore\?/);
    await settled(page);
    // The focus is on the page's heading, as after loading a page.
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent)).toBe("Explore");
    await press(page.getByRole("button", { name: "Energy", exact: true }));
    const first = page.locator("data-table tbody tr").first();
    expect(await page.locator("data-table th[aria-sort=descending]").innerText()).toContain("Energy");
    const [most] = await usage(`tz=UTC&from=${fortnight()}&group_by=model`);
    expect(await first.locator("th").innerText()).toBe(most?.group[0]);
    const energy = first.getByRole("link").first();
    const said = await energy.innerText();
    await press(energy);
    await page.waitForURL(/\/method\?/);
    await settled(page);
    expect(new URL(page.url()).searchParams.getAll("model")).toEqual(most?.group);
    expect(await page.locator(".figure b").innerText()).toBe(said);
    expect(await page.locator("method-page data-table").first().locator("tbody tr").count()).toBe(1);
  });

  test("two months are compared", async () => {
    await go("/?tz=UTC");
    await choose(page.getByRole("combobox", { name: "Period" }), "This month");
    await settled(page);
    await choose(page.getByRole("combobox", { name: "Compare with" }), "Previous period");
    await settled(page);
    const change = page.locator("eco-kpi", { hasText: "Requests" }).locator(".change");
    const said = /^<?([+−]?[\d,.]+)%( per day)? vs previous period$/;
    await poll(() => change.innerText()).toMatch(said);
    const [, percent = "", perDay] = said.exec(await change.innerText()) ?? [];
    // The same part of the month before, to the quarter hour.
    const now = Math.ceil((Date.now() + 1) / 900_000) * 900_000;
    const [year = 0, month = 0] = new Date().toISOString().split("-").map(Number);
    const begin = Date.UTC(year, month - 1, 1);
    const before = Date.UTC(year, month - 2, 1);
    const counted = async (from: number, to: number) =>
      (await usage(`tz=UTC&from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`))[0]?.requests ?? 0;
    const end = Math.min(before + now - begin, begin);
    const scale = perDay === undefined ? 1 : (end - before) / (now - begin);
    const expected = ((await counted(begin, now)) * scale) / (await counted(before, end)) - 1;
    const shown = Number(percent.replace("−", "-").replaceAll(",", "")) / 100;
    // A change is told to a tenth of a percent.
    expect(Math.abs(shown - expected)).toBeLessThan(0.005 + 0.05 * Math.abs(expected));
  });

  test("who drives it is found: a team, then a person of it", async () => {
    await go("/?tz=UTC");
    const [team] = await usage(`tz=UTC&from=${fortnight()}&group_by=team`);
    await press(page.locator("eco-breakdown[dimension=team] tbody tr").first().getByRole("link").first());
    await page.waitForURL(/\/explore\?/);
    await settled(page);
    expect(new URL(page.url()).searchParams.getAll("team")).toEqual(team?.group);
    await choose(page.getByRole("combobox", { name: "Group by" }), "Person");
    await settled(page);
    const [person] = await usage(`tz=UTC&from=${fortnight()}&group_by=user&team=${team?.group[0]}`);
    await poll(() => page.locator("data-table tbody th").first().innerText()).toBe(person?.group[0]);
  });

  test("what is shown is exported", async () => {
    await go("/?tz=UTC");
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      press(page.getByRole("button", { name: "Export CSV" })),
    ]);
    const [header, ...lines] = readFileSync(await file.path(), "utf8")
      .trim()
      .split("\r\n");
    const columns = header?.split(",") ?? [];
    expect(columns.slice(6, 9)).toEqual(["energy_low_kWh", "energy_central_kWh", "energy_high_kWh"]);
    expect(columns.slice(-2)).toEqual(["state", "factor_set"]);
    const central = columns.indexOf("energy_central_kWh");
    const sum = lines.reduce((total, line) => total + Number(line.split(",")[central]), 0);
    const shown = Number(await page.locator("eco-kpi .number[data-metric=energy]").getAttribute("data-value"));
    expect([lines.length, (sum / shown).toFixed(9)]).toEqual([14, "1.000000000"]);
  });

  test("a link is shared, and opens the same view", async () => {
    await go("/?tz=UTC&range=7d&metric=water&team=support");
    await press(page.getByRole("button", { name: "Copy link" }));
    await poll(() => page.locator("eco-app [role=status]").innerText()).toBe("The link is copied");
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await browser.signedIn(faults, { timezoneId: "Asia/Tokyo" });
    await other.goto(link);
    await settled(other);
    const figures = (of: Page) => of.locator("overview-page eco-kpi .number").allInnerTexts();
    expect(await figures(other)).toEqual(await figures(page));
    expect(await other.locator("view-toolbar .chip").innerText()).toContain("Team: support");
    await other.context().close();
  });

  test("a number is explained", async () => {
    await go("/?tz=UTC");
    const said = await page.locator("eco-kpi .number[data-metric=co2e]").innerText();
    await press(page.getByRole("link", { name: "Method: CO₂e" }));
    await page.waitForURL(/\/method\?/);
    await settled(page);
    const plain = (text: string) => text.replaceAll(/\s+/g, " ");
    expect(plain(await page.locator(".figure b").innerText())).toBe(plain(said));
    expect(await page.locator(".figure").innerText()).toMatch(
      /plausible range [\s\S]*Tier [SABCD]: [\s\S]*Factor set \S+/,
    );
    expect(await page.locator("method-page data-table").first().locator("tbody tr").count()).toBeGreaterThan(5);
    // The factors of data centres and the method's constants, each with its source.
    const cells = await page
      .locator("method-page data-table")
      .last()
      .locator("tbody tr > :first-child")
      .allInnerTexts();
    const listed = cells.map((text) => text.split("\n")[0]);
    expect(listed).toEqual(expect.arrayContaining(["pue/azure-openai", "market-based/google", "ramp", "ewif-band"]));
  });

  test("a query is written, and its answer read", async () => {
    await go("/?tz=UTC");
    await press(page.getByRole("link", { name: "SQL", exact: true }));
    await page.waitForURL(/\/sql/);
    const query = "SELECT team, sum(requests) AS requests FROM usage_15m GROUP BY team ORDER BY requests DESC";
    await write(page.getByLabel("Query", { exact: true }), query);
    await press(page.getByRole("button", { name: "Run" }));
    const [team, requests] = (await system.sql(`${query} LIMIT 1`)).split("\t");
    await poll(() => page.locator("data-table tbody tr").first().innerText()).toMatch(
      new RegExp(`^${team}\\s+${requests}$`),
    );
    // Kept for the whole organisation.
    const name = `Teams ${Date.now()}`;
    await write(page.getByLabel("Name of the query"), name);
    await press(page.getByRole("button", { name: "Save query" }));
    await poll(async () => (await (await system.get("/v1/sql/queries")).json()) as unknown).toMatchObject({
      queries: expect.arrayContaining([expect.objectContaining({ name, query })]),
    });
    await page.reload();
    await choose(page.getByRole("combobox", { name: "Queries" }), name);
    await poll(() => page.getByLabel("Query", { exact: true }).innerText()).toBe(query);
    await press(page.getByRole("button", { name: "Delete" }));
    await poll(async () => (await (await system.get("/v1/sql/queries")).json()) as unknown).toEqual({ queries: [] });
  });

  test("a key is created, works, and is revoked", async () => {
    await go("/settings");
    const name = `key of ${Date.now()}`;
    await write(page.getByLabel("Name", { exact: true }), name);
    await press(page.getByRole("checkbox", { name: "read" }));
    await press(page.getByRole("button", { name: "Create key" }));
    const key = await page.locator(".shown dd code").innerText();
    const answered = async () => (await fetch(`${browser.origin}/v1/me`, { headers: { "x-api-key": key } })).status;
    await eventually(answered, (status) => status === 200);
    await press(page.getByRole("button", { name: "I have copied it" }));
    await press(page.getByRole("button", { name: `Revoke: ${name}` }));
    await press(page.locator("dialog[open]").getByRole("button", { name: "Revoke" }));
    await eventually(answered, (status) => status === 401, 10_000);
    await poll(() => page.locator("audit-panel tbody").innerText()).toMatch(/Revoke API key[\s\S]*Create API key/);
  });
});

test("no percentage is shown that would not be like for like, and why is said", async () => {
  await go("/?tz=UTC&range=28d&compare=year");
  const change = page.locator("eco-kpi .change");
  await poll(() => change.allInnerTexts()).toEqual(Array(5).fill("No data in the earlier period"));
  // Recording began within the earlier period.
  await go(`/?tz=UTC&range=28d&compare=${new Date(Date.now() - 80 * dayMs).toISOString().slice(0, 10)}`);
  await poll(() => change.allInnerTexts()).toEqual(Array(5).fill("Not compared: the earlier period is incomplete"));
});

test("labels group and filter", async () => {
  await go("/explore?tz=UTC&range=28d");
  await page.getByRole("combobox", { name: "Group by" }).selectOption({ label: "Label project" });
  await settled(page);
  const rows = page.locator("data-table tbody th");
  await poll(() => rows.allInnerTexts()).toContain("night-shift");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("combobox", { name: "Add a filter" }).selectOption({ label: "Label project" });
  await page.getByLabel("Value").fill("reports");
  await page.getByRole("button", { name: "Apply" }).click();
  await settled(page);
  expect(new URL(page.url()).searchParams.getAll("label")).toEqual(["project=reports"]);
  await poll(() => rows.allInnerTexts()).toEqual(["reports"]);
  expect(await page.locator("data-table tbody tr td").first().innerText()).toBe("27");
});

test("figures are restated with another factor set, everywhere, until it is put away", async () => {
  const [set] = (await system.sql("SELECT DISTINCT factor_set FROM factor_models")).split("\n");
  const copy = (table: string, more: string) =>
    system.sql(
      `INSERT INTO ${table} SELECT * REPLACE('twice' AS factor_set${more}) FROM (SELECT * FROM ${table} FINAL WHERE factor_set = '${set}')`,
    );
  await copy(
    "factor_models",
    ["out", "in", "cached"]
      .flatMap((kind) => ["low", "central", "high"].map((bound) => `${kind}_${bound}`))
      .concat("ramp_central", "ramp_high")
      .map((column) => `, 2 * ${column} AS ${column}`)
      .join(""),
  );
  await copy("factor_sites", "");
  await copy("factor_sets", "");
  const energy = async () => Number(await page.locator("[data-metric=energy]").first().getAttribute("data-value"));
  await go("/method?tz=UTC&range=yesterday");
  const own = await energy();
  await page.getByRole("combobox", { name: "Calculated with" }).selectOption("twice");
  await poll(energy).toBeCloseTo(2 * own, 9);
  await poll(() => page.getByText("calculated with another set").count()).toBe(3);
  await page.getByRole("link", { name: "Overview", exact: true }).click();
  await settled(page);
  expect(await energy()).toBeCloseTo(2 * own, 9);
  await page.getByRole("button", { name: /^Remove the filter Factor set/ }).click();
  await poll(energy).toBeCloseTo(own, 9);
});

test("where the server has an OpenID provider, the way there is offered, and leads back", async () => {
  const stranger = await (await browser.context()).newPage();
  const seen = new Faults();
  seen.expected = /status of 401|request to http:\/\/127/;
  seen.watch(stranger, browser.origin);
  await stranger.goto(`${browser.origin}/models?tz=UTC`);
  await stranger.getByRole("link", { name: "Sign in with your organisation" }).click();
  await stranger.getByRole("heading", { name: "The provider" }).waitFor();
  const { pathname, searchParams } = new URL(stranger.url());
  expect([pathname, searchParams.get("client_id"), searchParams.get("redirect_uri")]).toEqual([
    "/authorise",
    "ecomind",
    `${browser.origin}/login/callback`,
  ]);
  await stranger.context().close();
  expect(seen.seen).toEqual([]);
});

test("an overview of one person opens again by its address", async () => {
  // Such an address names a user at the service's root, as requests of SQL tools do.
  await go("/?tz=UTC&user=steady");
  await page.reload();
  await settled(page);
  expect(await page.locator("view-toolbar .chip").innerText()).toContain("Person: steady");
});
