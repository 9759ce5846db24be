import { eventually, System } from "ecomind/testing";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { DashboardBrowser, Faults, overflow, violations } from "../../e2e/dashboard-browser.js";
import { Answers, arrive, look, type State, schemes, stateShown, states, widths } from "../../e2e/dashboard-states.js";
import { postDemo } from "../../e2e/demo-data.js";

vi.setConfig({ testTimeout: 300_000 });
const dayMs = 86_400_000;
/** 1,280 px at 200 %. */
const enlarged = 640;

let system: System;
let browser: DashboardBrowser;
let page: Page;
let answers: Answers;
const faults = new Faults();

beforeAll(async () => {
  system = await System.create();
  await system.start();
  browser = await DashboardBrowser.open(system);
  page = await browser.signedIn(faults);
  await page.clock.install();
  answers = await Answers.to(page);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system?.dispose();
});
afterEach(() => {
  faults.expected = undefined;
  expect(faults.seen.splice(0)).toEqual([]);
});

/** Every appearance and width of a state: nothing to find for the checker, the policy or a sideways scroll bar. */
async function inEveryLook(state: State, path: string): Promise<void> {
  faults.expected = /status of 503/;
  await look(page, "light", 1440);
  await arrive(page, browser.origin, path, state, answers);
  const found: string[] = [];
  for (const scheme of schemes)
    for (const width of [...widths, enlarged]) {
      await look(page, scheme, width);
      const place = `${scheme}, ${width} px`;
      if (width < 768 && (await overflow(page)) > 0) found.push(`${place}: ${await overflow(page)} px too wide`);
      if (width !== enlarged) found.push(...(await violations(page)).map((violation) => `${place}: ${violation}`));
    }
  expect(found).toEqual([]);
}

const never = stateShown("never");
test.each(never.pages)("never any data: %s", (path) => inEveryLook(never, path));

describe("with one event, long ago", () => {
  beforeAll(async () => {
    const ts = new Date(Date.now() - 25 * dayMs).toISOString();
    const event = { user_id: "one", provider: "openai", model: "gpt-4o", tokens_in: 10, tokens_out: 10, ts };
    expect((await system.post("/v1/ingest", event)).status).toBe(202);
    await eventually(
      () => system.sql("SELECT count() FROM events"),
      (count) => count === "1",
    );
  });
  const zero = stateShown("zero");
  test.each(zero.pages)("a true zero: %s", (path) => inEveryLook(zero, path));
});

describe("with a month of use", () => {
  beforeAll(async () => {
    await postDemo(system, 1);
  }, 120_000);
  for (const state of states) test.each(state.pages)(`${state.name}: %s`, (path) => inEveryLook(state, path));
});
