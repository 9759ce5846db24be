import { cpus, totalmem } from "node:os";
import { chromium } from "playwright-core";
import { chromiumPath, demoSystem, settled } from "../scripts/demo-system.js";

/**
 * Times of the dashboards in a real Chromium on this machine: largest paint, layout shift, interaction, change of the
 * period; the last beside the API's own time for the same questions, which is its floor. DASHBOARD_LINK measures a
 * system that is running, with whatever is in it.
 */
const rounds = Number(process.env.ROUNDS ?? 7);
const system = await demoSystem();
const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
/** @param {number[]} values */
const most = (values) => Math.max(...values);

try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: "UTC" });
  await context.addInitScript(() => {
    const seen = { lcp: 0, cls: 0, inp: 0 };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.lcp = entry.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of /** @type {any[]} */ (list.getEntries())) if (!entry.hadRecentInput) seen.cls += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of /** @type {any[]} */ (list.getEntries()))
        if (entry.interactionId) seen.inp = Math.max(seen.inp, entry.duration);
    }).observe(/** @type {any} */ ({ type: "event", durationThreshold: 16, buffered: true }));
  });
  const page = await context.newPage();
  await page.goto(system.link);
  await settled(page);
  /** @type {{ lcp: number[], cls: number[], inp: number[], range: number[], api: number[] }} */
  const measured = { lcp: [], cls: [], inp: [], range: [], api: [] };
  for (let round = 0; round < rounds; round += 1) {
    await page.goto(`${system.url}/?tz=UTC`);
    await settled(page);
    await page.waitForSelector("eco-chart svg", { state: "attached" });
    for (const name of ["Water", "Requests", "Energy"]) await page.getByRole("button", { name, exact: true }).click();
    const asked = /** @type {string[]} */ ([]);
    const note = (/** @type {import("playwright-core").Request} */ request) => {
      if (request.url().includes("/v1/usage")) asked.push(request.url());
    };
    page.on("request", note);
    const begun = performance.now();
    await page.getByRole("combobox", { name: "Period" }).selectOption(round % 2 === 0 ? "7d" : "28d");
    await page.waitForFunction(() => location.search.includes("range="));
    await settled(page);
    measured.range.push(performance.now() - begun);
    page.off("request", note);
    await page.waitForTimeout(200);
    const { lcp, cls, inp } = await page.evaluate(() => /** @type {any} */ (globalThis).seen);
    measured.lcp.push(lcp);
    measured.cls.push(cls);
    measured.inp.push(inp);
    // The same questions at once, without a page: what is left is the page's own.
    const alone = await page.evaluate(async (addresses) => {
      const from = performance.now();
      await Promise.all(addresses.map(async (address) => (await fetch(address, { cache: "no-store" })).arrayBuffer()));
      return performance.now() - from;
    }, asked);
    measured.api.push(alone);
  }
  const [cpu] = cpus();
  const ms = (/** @type {number} */ value) => `${value.toFixed(0)} ms`;
  console.log(
    `npm run bench:dashboards, ${rounds} rounds; ${cpus().length} x ${cpu?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  );
  console.log(`LCP   median ${ms(median(measured.lcp))}, most ${ms(most(measured.lcp))} (target 1000 ms)`);
  console.log(`CLS   most ${most(measured.cls).toFixed(4)} (target 0.02)`);
  console.log(`INP   most ${ms(most(measured.inp))} (target 200 ms)`);
  console.log(
    `range median ${ms(median(measured.range))}, most ${ms(most(measured.range))} (target 300 ms); the API alone ${ms(median(measured.api))}, ratio ${(median(measured.range) / median(measured.api)).toFixed(2)}`,
  );
} finally {
  await browser.close();
  await system.close();
}
