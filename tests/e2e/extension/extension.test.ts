import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, System } from "ecomind/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { buildExtension } from "../../../ext-chrome/scripts/build.js";
import { violations } from "../dashboard-browser.js";
import { ExtensionBrowser, type } from "./extension-browser.js";
import { chatFrames, FakeProviders } from "./fake-providers.js";
import { RecordingProxy } from "./recording-proxy.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const build = mkdtempSync(join(tmpdir(), "ecomind-extension-"));
const canary = `canary${randomBytes(8).toString("hex")}`;
let system: System;
let providers: FakeProviders;
let proxy: RecordingProxy;
let browser: ExtensionBrowser;
let chat: Page;

beforeAll(async () => {
  system = await System.create();
  [, providers] = await Promise.all([system.start(), FakeProviders.open(), buildExtension("managed", build)]);
  const { ECOMIND_URL = "", ECOMIND_API_KEY = "" } = system.credentials;
  proxy = await RecordingProxy.open(ECOMIND_URL);
  browser = new ExtensionBrowser(build, providers.port);
  await browser.start();
  await browser.connect(proxy.url, ECOMIND_API_KEY);
  const options = await browser.own("options.html");
  await options.getByText("Your organisation has set nothing").waitFor();
  await options.close();
});
afterAll(async () => {
  await browser?.dispose();
  await proxy?.close();
  await providers?.close();
  await system?.dispose();
  rmSync(build, { recursive: true, force: true });
});

/** Uploads what waits, until that many requests are in the store. */
async function stored(requests: number): Promise<{ bytes: number; tokensOut: number; ids: number }> {
  const page = await browser.own("options.html");
  const sql = "SELECT count(), sum(bytes_out), sum(tokens_out), uniqExact(id) FROM events";
  const row = await eventually(
    async () => {
      await page.getByRole("button", { name: "Send now" }).click();
      return (await system.sql(sql)).split("\t").map(Number);
    },
    ([now]) => now === requests,
    60_000,
  );
  await page.close();
  const [, bytes = 0, tokensOut = 0, ids = 0] = row;
  return { bytes, tokensOut, ids };
}

/** Every file below a folder that holds a text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => {
      const bytes = readFileSync(path);
      return bytes.includes(text) || bytes.includes(Buffer.from(text, "utf16le"));
    });
}

test("a typed prompt becomes a figure of the usage API, with the answer's size and a band", async () => {
  const frames = chatFrames(Array.from({ length: 800 }, (_, index) => `word${index}`));
  providers.answer = () => ({ frames });
  chat = await browser.open("https://chatgpt.com/");
  expect(await type(chat, "How warm is the sea?")).toContain("word799");
  const { bytes, tokensOut } = await stored(1);
  expect(bytes).toBe(Buffer.byteLength(frames.join("")));
  expect(tokensOut).toBeGreaterThan(100);
  const period = `from=${new Date(Date.now() - 3_600_000).toISOString()}&to=${new Date(Date.now() + 3_600_000).toISOString()}`;
  const usage = await eventually(
    async () => JSON.stringify(await (await system.get(`/v1/usage?${period}`)).json()),
    (text) => /"requests":"?1\b/.test(text),
  );
  expect(usage).toContain("kwh");
});

test("a stopped answer counts with an unknown size; what surrounds prompts does not count", async () => {
  providers.answer = () => ({ frames: chatFrames(Array.from({ length: 2_000 }, () => "slow")), everyMs: 40 });
  await chat.getByLabel("Prompt").fill("Tell me a long story");
  await chat.getByRole("button", { name: "Send" }).click();
  const isPrompt = (path: string) => path === "/backend-api/f/conversation";
  await expect.poll(() => providers.posts.filter(isPrompt).length, { timeout: 30_000 }).toBe(2);
  await chat.getByRole("button", { name: "Stop" }).click();
  await chat.getByText("stopped").waitFor();
  providers.answer = (path) => (path.includes("prepare") ? { frames: ["{}"] } : { status: 429, frames: ["{}"] });
  await chat.evaluate(async () => {
    for (const path of ["/backend-api/f/conversation/prepare", "/backend-api/f/conversation"])
      await (await fetch(path, { method: "POST", body: "{}" })).text();
    navigator.sendBeacon("/backend-api/f/conversation", "{}");
  });
  await stored(2);
  const rows = await system.sql("SELECT estimator, bytes_out FROM events ORDER BY ts");
  expect(rows.split("\n")[1]).toMatch(/^chatgpt-web-1\/stopped\t/);
});

test("killed while it works, the worker loses nothing and doubles nothing", async () => {
  providers.answer = () => ({ frames: chatFrames(["one", "two", "three"]), everyMs: 30 });
  let kills = 0;
  for (let prompt = 0; prompt < 12; prompt += 1) {
    if (prompt % 3 === 2 && browser.killWorker()) kills += 1;
    expect(await type(chat, `prompt ${prompt}`)).toContain("three");
    await chat.waitForTimeout(150);
  }
  expect(kills).toBeGreaterThan(0);
  const { ids } = await stored(14);
  expect(ids).toBe(14);
});

test("an upload whose answer is lost is sent again, and counts once", async () => {
  let posts = 0;
  proxy.fate = () => (posts++ === 0 ? "lose" : "pass");
  providers.answer = () => ({ frames: chatFrames(["again"]) });
  for (let prompt = 0; prompt < 3; prompt += 1) await type(chat, "again");
  const { ids } = await stored(17);
  expect(ids).toBe(17);
  const page = await browser.own("options.html");
  await page.getByText(/^0 events wait to be sent\. The last upload was accepted/).waitFor();
  await page.close();
  expect(posts).toBeGreaterThan(1);
  expect(await system.sql("SELECT count() FROM events")).toBe("17");
});

test("a phrase in prompts, addresses, titles, headers and answers is nowhere", async () => {
  providers.answer = () => ({ frames: chatFrames([canary, canary]) });
  const page = await browser.open(`https://claude.ai/chat/${canary}?q=${canary}#${canary}`);
  await page.evaluate((path) => {
    document.body.dataset.path = path;
  }, `/api/organizations/${canary}/chat_conversations/${canary}/completion?note=${canary}`);
  expect(await type(page, `My secret is ${canary}`)).toContain(canary);
  await page.close();
  await stored(18);
  const options = await browser.own("options.html");
  const kept = await options.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open("ecomind");
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const read = async (name: string) =>
      await new Promise((resolve) => {
        const all = database.transaction(name).objectStore(name).getAll();
        all.onsuccess = () => resolve(all.result);
      });
    const stores = await Promise.all([...database.objectStoreNames].map(read));
    const { storage } = (globalThis as unknown as { chrome: { storage: Record<string, { get(): Promise<unknown> }> } })
      .chrome;
    const areas = await Promise.all(["local", "session", "sync", "managed"].map((area) => storage[area]?.get()));
    return JSON.stringify([stores, areas]);
  });
  expect(kept).toContain("chatgpt-web-1");
  await options.close();
  expect(kept).not.toContain(canary);
  expect(proxy.seen.join("\n")).not.toContain(canary);
  expect(browser.console.join("\n")).not.toContain(canary);
  expect(filesWith(system.dataDir, canary)).toEqual([]);
  const profile = join(browser.folder, "Default");
  const own = readdirSync(profile, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(browser.id));
  expect(own.length).toBeGreaterThan(0);
  for (const folder of own) expect(filesWith(join(profile, folder), canary)).toEqual([]);
});

test("uploads carry at most 120 bytes an event, beyond what a batch has in common", () => {
  const sizes = proxy.seen
    .filter((text) => text.startsWith("POST"))
    .map((text, index) => ({ events: text.split('"id":').length - 1, bytes: proxy.bodyBytes[index] ?? 0 }));
  const large = sizes.filter(({ events }) => events >= 5);
  expect(large.length).toBeGreaterThan(0);
  for (const { events, bytes } of large) expect((bytes - 250) / events).toBeLessThanOrEqual(120);
});

describe("the pages", () => {
  test.each([
    "popup.html",
    "options.html",
  ])("%s: no violation of WCAG 2.2 AA, light, dark and from right to left", async (path) => {
    const page = await browser.own(path);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const lang of ["en", "de", "ar-XB"]) {
        await page.goto(`chrome-extension://${browser.id}/${path}?lang=${lang}`);
        await page.waitForSelector("html[data-state=ready]");
        expect(await violations(page), `${colorScheme} ${lang}`).toEqual([]);
        expect(await page.locator("html").getAttribute("dir")).toBe(lang === "ar-XB" ? "rtl" : "ltr");
      }
    }
    await page.close();
  });

  test("the popup counts what was uploaded, by provider; pausing stops it", async () => {
    const page = await browser.own("popup.html?lang=en");
    expect(await page.locator(".figure.lead strong").innerText()).toBe("18");
    expect(await page.locator(".providers li").allInnerTexts()).toEqual([
      expect.stringMatching(/^ChatGPT\s+17\b/),
      expect.stringMatching(/^Claude\s+1\b/),
    ]);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused").waitFor();
    await page.close();
    await type(chat, "unseen");
    await browser.own("popup.html?lang=en").then(async (later) => {
      await later.getByRole("button", { name: "Resume" }).click();
      expect(await later.locator(".figure.lead strong").innerText()).toBe("18");
      await later.close();
    });
  });

  test("the ledger shows what was sent, and can be deleted", async () => {
    const page = await browser.own("options.html?lang=en");
    const rows = page.locator("section", { hasText: "Everything that was sent" }).locator("tbody tr");
    expect(await rows.count()).toBeGreaterThan(3);
    await rows.first().getByText("Show").click();
    expect(await rows.first().locator("pre").innerText()).toContain('"source":"ext-chrome"');
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByText("Nothing was sent.").waitFor();
    await page.close();
  });
});
