import { readFileSync } from "node:fs";
import { eventually, System } from "ecomind/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { DashboardBrowser, Faults, settled } from "./dashboard-browser.js";

vi.setConfig({ testTimeout: 120_000 });
const people = 1_210;
const name = (person: number) => `person-${String(person).padStart(4, "0")}`;
const poll = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 100 });

let system: System;
let browser: DashboardBrowser;
let page: Page;
const faults = new Faults();

/** Yesterday everybody asked once; the person of the highest number used least. */
beforeAll(async () => {
  system = await System.create();
  await system.start();
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const events = Array.from({ length: people }, (_, person) => ({
    user_id: name(person),
    team: `team-${person % 7}`,
    provider: "openai",
    model: "gpt-4o",
    tokens_in: 100,
    tokens_out: 5_000 - 3 * person,
    ts: `${day}T09:00:00Z`,
  }));
  for (let at = 0; at < people; at += 500)
    expect((await system.post("/v1/ingest/batch", { events: events.slice(at, at + 500) })).status).toBe(202);
  await eventually(
    async () => Number(await system.sql("SELECT count() FROM events")),
    (stored) => stored === people,
    60_000,
  );
  browser = await DashboardBrowser.open(system);
  page = await browser.signedIn(faults, { viewport: { width: 1280, height: 900 } });
  expect(
    await page.evaluate(async () => {
      const body = JSON.stringify({ raw_retention_days: null, rollup_retention_days: null, minimum_group_size: 1 });
      const headers = { "content-type": "application/json" };
      return (await fetch("/v1/settings", { method: "PUT", headers, body })).status;
    }),
  ).toBe(200);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system?.dispose();
  expect(faults.seen).toEqual([]);
});

test("of more people than an answer tells apart, each is found, sorted among all, and in the file", async () => {
  await page.goto(`${browser.origin}/people?tz=UTC&range=yesterday`);
  await settled(page);
  const table = page.locator("eco-table").nth(1);
  const names = () => table.locator("tbody th").allInnerTexts();
  await poll(async () => (await table.locator(".tools span").innerText()).trim()).toBe("1–100 of 1,210");
  expect((await names())[0]).toBe(name(0));

  await table.getByRole("button", { name: "Next" }).click();
  await poll(async () => (await names())[0]).toBe(name(100));
  expect(await table.locator(".tools span").innerText()).toBe("101–200 of 1,210");
  await table.getByRole("button", { name: "Previous" }).click();
  await poll(async () => (await names())[0]).toBe(name(0));

  // The smallest of all, which no page of the largest has.
  await table.getByRole("button", { name: "Output tokens" }).click();
  await table.getByRole("button", { name: "Output tokens" }).click();
  await poll(async () => (await names())[0]).toBe(name(people - 1));

  await table.getByRole("searchbox").fill("PERSON-12 team-3");
  await table.getByRole("searchbox").press("Enter");
  const found = Array.from({ length: people }, (_, person) => person).filter(
    (person) => name(person).startsWith("person-12") && person % 7 === 3,
  );
  await poll(async () => (await names()).slice(0, found.length)).toEqual(found.map(name).reverse());
  expect(page.url()).toContain("q=PERSON-12+team-3");

  await table.getByRole("searchbox").fill("");
  await table.getByRole("searchbox").press("Enter");
  await poll(async () => (await table.locator(".tools span").innerText()).trim()).toBe("1–100 of 1,210");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    table.getByRole("button", { name: "Export" }).click(),
  ]);
  const lines = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\r\n");
  expect(lines.filter((line) => line.startsWith("person-"))).toHaveLength(people);
});
