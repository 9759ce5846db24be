import { settled } from "../scripts/demo-system.js";

const names = [
  "Models",
  "People and teams",
  "Regions",
  "Data quality",
  "Explore",
  "Method",
  "SQL",
  "Settings",
  "Overview",
];

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Uses the dashboards for a time: again and again something new arrives, panels refresh themselves, and one more page is
 * opened. The heap is looked at after a collection, always on the overview.
 * @param {import("playwright-core").Page} page
 * @param {{ url: string, credentials: Readonly<Record<string, string>> }} system
 * @param {number} minutes
 * @param {number} pageMs on each page
 */
export async function soak(page, { url, credentials }, minutes, pageMs) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  const look = async () => {
    // Twice: the first collection may only free what the second one finds.
    await cdp.send("HeapProfiler.collectGarbage");
    await cdp.send("HeapProfiler.collectGarbage");
    const { metrics } = await cdp.send("Performance.getMetrics");
    const of = (/** @type {string} */ name) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return { heap: of("JSHeapUsedSize") / 2 ** 20, nodes: of("Nodes"), listeners: of("JSEventListeners") };
  };
  const post = async () => {
    if (credentials.ECOMIND_URL === undefined) return;
    const event = { user_id: "soak", provider: "openai", model: "gpt-4o", tokens_in: 500, tokens_out: 300 };
    await fetch(`${credentials.ECOMIND_URL}/v1/ingest`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": credentials.ECOMIND_API_KEY ?? "" },
      body: JSON.stringify({ ...event, ts: new Date().toISOString() }),
    });
  };
  await page.goto(`${url}/?tz=UTC`);
  await settled(page);
  const seen = [];
  const began = performance.now();
  const endMs = began + minutes * 60_000;
  for (let cycle = 0; performance.now() < endMs; cycle += 1) {
    const cycleBegan = performance.now();
    await post();
    const name = names[cycle % names.length] ?? "Overview";
    await page.getByRole("link", { name, exact: true }).click();
    await settled(page, ["loading"]);
    if (name === "Overview") {
      await page.getByRole("combobox", { name: "Period" }).selectOption(cycle % 2 === 0 ? "7d" : "28d");
      await settled(page);
      seen.push({ minute: (performance.now() - began) / 60_000, ...(await look()) });
    }
    const leftMs = Math.min(pageMs - (performance.now() - cycleBegan), endMs - performance.now());
    await page.waitForTimeout(Math.max(0, leftMs));
  }
  const quarter = Math.max(1, Math.floor(seen.length / 4));
  const of = (/** @type {"heap" | "nodes" | "listeners"} */ what) => {
    const values = seen.map((one) => one[what]);
    // The first ones fill caches.
    const second = median(values.slice(quarter, quarter * 2));
    const last = median(values.slice(-quarter));
    return { second, last, growth: last / second - 1 };
  };
  const heap = of("heap");
  const percent = (/** @type {number} */ value) => `${value >= 0 ? "+" : ""}${(value * 100).toFixed(1)} %`;
  for (const { minute, heap: mib, nodes, listeners } of seen)
    console.log(
      `  minute ${minute.toFixed(0).padStart(3)}   ${mib.toFixed(1)} MiB   ${nodes} nodes   ${listeners} listeners`,
    );
  console.log(
    `soak      ${minutes} min, heap ${heap.second.toFixed(1)} MiB in the second quarter, ${heap.last.toFixed(1)} MiB in the last: ${percent(heap.growth)} (target: flat, at most +5 %: ${heap.growth <= 0.05 ? "met" : "MISSED"}); nodes ${percent(of("nodes").growth)}, listeners ${percent(of("listeners").growth)}`,
  );
}
