import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { machine } from "../../loadtest/dist/machine.js";
import { chromiumPath, demoSystem, settled } from "../scripts/demo-system.js";
import { floorPage } from "./floor-page.js";
import { manyEvents } from "./many-events.js";
import { soak } from "./soak.js";

/** Times of the dashboards in a real Chromium on this machine. */
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "11" },
    events: { type: "string" },
    orgs: { type: "string", default: "50" },
    "soak-minutes": { type: "string", default: "0" },
    "page-seconds": { type: "string", default: "15" },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(`npm run bench:dashboards -- [options]
  --rounds N        of each measurement (11)
  --events N        fill the store with so many events of 400 days before; absent: the demo's month
  --orgs N          companies that share those events; the dashboards are of one (50)
  --soak-minutes N  then use the pages for so long and watch the heap (0: not at all)
  --page-seconds N  of that use, on each page (15)
DASHBOARD_LINK='http://…/login?token=…' measures a system that runs, as it is.`);
  process.exit(0);
}
const number = (/** @type {string} */ name, /** @type {string} */ text) => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new TypeError(`--${name}: a number`);
  return value;
};
const rounds = Math.max(1, number("rounds", options.rounds));
const minutes = number("soak-minutes", options["soak-minutes"]);
const fill =
  options.events === undefined
    ? undefined
    : manyEvents(number("events", options.events), Math.max(1, number("orgs", options.orgs)));
console.log(machine(["npm run bench:dashboards --", ...process.argv.slice(2)].join(" ")));

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const ms = (/** @type {number} */ value) => `${value.toFixed(0)} ms`;

/**
 * One line: the median and the worst, a target for the worst, and the floor.
 * @param {string} what @param {readonly number[]} values @param {number} target @param {readonly number[]} floor
 * @param {string} floorName
 */
function line(what, values, target, floor, floorName) {
  const worst = Math.max(...values);
  const verdict = worst <= target ? "met" : "MISSED";
  console.log(
    `${what.padEnd(9)} median ${ms(median(values)).padStart(8)}   worst ${ms(worst).padStart(8)}   target ${ms(target)}: ${verdict}   floor ${ms(median(floor))} (${floorName}), ratio ${(median(values) / median(floor)).toFixed(1)}`,
  );
}

/** Notes what the browser measures, in every page. */
function observe() {
  const seen = { lcp: 0, cls: 0, inp: 0 };
  Object.assign(globalThis, { seen });
  const watch = (/** @type {string} */ type, /** @type {(entry: any) => void} */ note, more = {}) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) note(entry);
    }).observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", ({ startTime }) => {
    seen.lcp = startTime;
  });
  watch("layout-shift", ({ hadRecentInput, value }) => {
    if (!hadRecentInput) seen.cls += value;
  });
  watch(
    "event",
    ({ interactionId, duration }) => {
      if (interactionId) seen.inp = Math.max(seen.inp, duration);
    },
    { durationThreshold: 16 },
  );
}

const floor = await floorPage();
const system = await demoSystem(fill);
const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: "UTC" });
  await context.addInitScript(observe);
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(system.link());
  await settled(page);
  const seen = () =>
    page.evaluate(
      () => /** @type {{ seen: { lcp: number, cls: number, inp: number } }} */ (/** @type {any} */ (globalThis)).seen,
    );
  /** @type {Record<"lcp" | "inp" | "range" | "api" | "cls" | "floorLcp" | "floorInp", number[]>} */
  const measured = { lcp: [], inp: [], range: [], api: [], cls: [], floorLcp: [], floorInp: [] };
  // The first round is not counted: compilers and caches are cold once in a browser's life.
  for (let round = 0; round <= rounds; round += 1) {
    await page.goto(floor.url);
    await page.getByRole("button").click();
    await page.waitForTimeout(100);
    const bare = await seen();

    await page.goto(`${system.url}/?tz=UTC`);
    await settled(page);
    await page.waitForSelector("eco-chart svg", { state: "attached" });
    const { lcp } = await seen();
    for (const name of ["Water", "Requests", "Energy"]) {
      await page.getByRole("button", { name, exact: true }).click();
      await settled(page);
    }
    /** @type {string[]} */
    const asked = [];
    const note = (/** @type {import("playwright-core").Request} */ request) => {
      if (request.url().includes("/v1/usage")) asked.push(request.url());
    };
    page.on("request", note);
    const took = await page.evaluate(
      switchRange,
      /** @type {const} */ ([round % 2 === 0 ? "7d" : "28d", "eco-kpi, eco-timeseries, eco-breakdown, eco-quality"]),
    );
    page.off("request", note);
    await page.waitForTimeout(200);
    const { cls, inp } = await seen();
    // The same questions at once, without a page: what is left is the page's own.
    const api = await page.evaluate(async (addresses) => {
      const from = performance.now();
      await Promise.all(addresses.map(async (address) => (await fetch(address, { cache: "no-store" })).arrayBuffer()));
      return performance.now() - from;
    }, asked);
    if (round === 0) continue;
    measured.lcp.push(lcp);
    measured.cls.push(cls);
    measured.inp.push(inp);
    measured.range.push(took);
    measured.api.push(api);
    measured.floorLcp.push(bare.lcp);
    measured.floorInp.push(Math.max(bare.inp, 8));
  }
  line("LCP", measured.lcp, 1000, measured.floorLcp, "a page of one sentence");
  line("INP", measured.inp, 200, measured.floorInp, "its button; 8 ms is the least that is told");
  line("range", measured.range, 300, measured.api, "the same questions alone");
  const cls = Math.max(...measured.cls);
  console.log(`CLS       worst ${cls.toFixed(4)}   target 0.02: ${cls <= 0.02 ? "met" : "MISSED"}   floor 0`);
  await shifts(context, system.url);
  if (minutes > 0) await soak(page, system, minutes, number("page-seconds", options["page-seconds"]) * 1000);
} finally {
  await browser.close();
  await system.close();
  floor.close();
}

/**
 * Layout shift of every page, from its address until it has settled, at the widths of a phone and of a desk.
 * @param {import("playwright-core").BrowserContext} context @param {string} url
 */
async function shifts(context, url) {
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    /** @type {string[]} */
    const missed = [];
    let worst = 0;
    for (const name of ["", "models", "people", "regions", "quality", "explore", "method", "sql", "settings"]) {
      await page.goto(`${url}/${name}?tz=UTC`);
      await settled(page);
      await page.waitForTimeout(500);
      const cls = await page.evaluate(
        () => /** @type {{ seen: { cls: number } }} */ (/** @type {any} */ (globalThis)).seen.cls,
      );
      worst = Math.max(worst, cls);
      if (cls > 0.02) missed.push(`/${name} ${cls.toFixed(4)}`);
    }
    const verdict = missed.length === 0 ? "met" : `MISSED by ${missed.join(", ")}`;
    console.log(`CLS of all pages at ${width} px   worst ${worst.toFixed(4)}   target 0.02: ${verdict}`);
  }
  await page.close();
}

/**
 * Chooses another period as a person does, and waits, frame by frame, until every panel shows it. Runs in the page.
 * @param {readonly [string, string]} parameters the period, and which elements must have it
 * @returns {Promise<number>} milliseconds until the frame after the last change
 */
async function switchRange([range, elements]) {
  /** @param {ParentNode} node @returns {Element[]} */
  const walk = (node) =>
    [...node.querySelectorAll("*")].flatMap((element) => [
      element,
      ...(element.shadowRoot ? walk(element.shadowRoot) : []),
    ]);
  const select = /** @type {HTMLSelectElement | undefined} */ (
    walk(document).find(
      (element) => element instanceof HTMLSelectElement && element.querySelector("option[value='7d']"),
    )
  );
  if (select === undefined) throw new Error("no list of periods");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const began = performance.now();
  select.value = range;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await frame();
  const busy = ["loading", "refreshing"];
  for (;;) {
    const panels = walk(document).filter((element) => element.matches(elements));
    const states = panels.flatMap((panel) =>
      [...(panel.shadowRoot?.querySelectorAll("[data-state]") ?? [])].map((element) =>
        element.getAttribute("data-state"),
      ),
    );
    if (states.length >= panels.length && !states.some((state) => busy.includes(state ?? ""))) break;
    await frame();
  }
  // The chart is drawn after the frame that shows the figures, and seen with the next.
  await frame();
  await new Promise((resolve) => setTimeout(resolve));
  await frame();
  return performance.now() - began;
}
