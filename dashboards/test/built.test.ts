import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildDashboards } from "../scripts/build.js";
import { enPages } from "../src/i18n/en-pages.js";

let dist: string;
let built: Awaited<ReturnType<typeof buildDashboards>>;

beforeAll(async () => {
  dist = mkdtempSync(join(tmpdir(), "ecomind-dashboards-"));
  built = await buildDashboards(dist);
});
afterAll(() => rmSync(dist, { recursive: true, force: true }));

const brotliBytes = (address: string) => statSync(join(dist, `${address}.br`)).size;
const kB = 1000;

test("the first view is at most 35 kB of script, brotli", () => {
  const bytes = built.app.reduce((sum, address) => sum + brotliBytes(address), 0);
  expect(bytes).toBeLessThanOrEqual(35 * kB);
});

test("the first view says no text that is not loaded with it", () => {
  const own = built.firstInputs.filter((path) => path.startsWith("src/") && !path.startsWith("src/i18n/"));
  expect(own.length).toBeGreaterThan(20);
  const source = own.map((path) => readFileSync(join(import.meta.dirname, "..", path), "utf8")).join("\n");
  // A key is written out, or made of a beginning and a value: `tier.${tier}`.
  const begun = [...source.matchAll(/`([a-z0-9.]+\.)\$\{/gi)].map(([, beginning = ""]) => beginning);
  const late = Object.keys(enPages).filter(
    (key) =>
      source.includes(`"${key}"`) ||
      begun.some((beginning) => key.startsWith(beginning) && !key.slice(beginning.length).includes(".")),
  );
  expect(late).toEqual([]);
});

test("the chart library is at most 185 kB, brotli, and is not part of the first view", () => {
  expect(brotliBytes(built.charts)).toBeLessThanOrEqual(185 * kB);
  expect(built.app).not.toContain(built.charts);
});

test("no script writes HTML but Lit's own, and none makes code of text", () => {
  const scripts = readdirSync(dist).filter((name) => /-[A-Z0-9]{8}\.js$/.test(name));
  const sink = /\.(innerHTML|outerHTML)=|insertAdjacentHTML|document\.write|\beval\(/g;
  for (const name of scripts) {
    const source = readFileSync(join(dist, name), "utf8");
    const found = new Set([...source.matchAll(sink)].map(([text]) => text));
    // Lit's template, under its policy; the library's HTML tooltip, which no chart uses.
    const isKnown = name.startsWith("chart-library-") || source.includes('createPolicy("lit-html"');
    expect([name, [...found]]).toEqual([name, isKnown ? [".innerHTML="] : []]);
  }
});

test("the page has no script or style within it, and every address in it is there", () => {
  const page = readFileSync(join(dist, "index.html"), "utf8");
  expect(page).not.toMatch(/<style|style=|<script(?! type="module" src=)|\son\w+=/);
  const addresses = [...page.matchAll(/(?:href|src)="(\/[^"]+\.\w+)"/g)].map(([, address = ""]) => address);
  expect(addresses.length).toBeGreaterThanOrEqual(3);
  for (const address of addresses) expect(statSync(join(dist, address)).isFile()).toBe(true);
});
