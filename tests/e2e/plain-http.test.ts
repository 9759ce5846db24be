import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { newOwnerLink } from "@ecomind/accounts";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownerToken, type QueryFixture, startQuery } from "../../query/test/fixture.js";
import { executablePath } from "./dashboard-browser.js";

let api: QueryFixture;
let browser: Browser;
let page: Page;
/** The service at a name that is not this machine's own: browsers do not trust it, and send no `Sec-Fetch-Site` there. */
let site: string;

beforeAll(async () => {
  api = await startQuery();
  site = `http://eco.test:${new URL(api.url).port}`;
  const args = ["--no-sandbox", "--host-resolver-rules=MAP *.test 127.0.0.1"];
  browser = await chromium.launch({ executablePath, args });
  page = await (await browser.newContext()).newPage();
  await page.goto((await newOwnerLink(ownerToken, site)).url);
  await page.goto(`${site}/docs`);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await api?.stop();
});

/** As the pages ask. */
const send = (method: string, path: string, body?: object) =>
  page.evaluate(
    async ({ to, ...sent }) => {
      const headers = { "content-type": "application/json" };
      return (await fetch(to, { ...sent, headers, credentials: "same-origin" })).status;
    },
    { to: path, method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
  );

test("over plain http a session changes something from its own pages, and from no other page of the machine", async () => {
  expect(await page.evaluate(() => globalThis.isSecureContext)).toBe(false);
  expect(await send("PUT", "/v1/members/zoe", { role: "viewer" })).toBe(200);
  expect(await send("DELETE", "/v1/members/zoe")).toBe(200);
  expect(await send("POST", "/v1/sql", { query: "SELECT 1" })).toBe(200);
  const estimate = { provider: "openai", model: "gpt-4o", tokens_in: 1, tokens_out: 1 };
  expect(await send("POST", "/v1/estimate", estimate)).toBe(200);

  // The same machine at another port: another origin, to which the cookie belongs all the same.
  const other = createServer((_, response) => response.setHeader("content-type", "text/html").end("<p>other")).listen(
    0,
  );
  await once(other, "listening");
  try {
    const stranger = await page.context().newPage();
    await stranger.goto(`http://eco.test:${(other.address() as AddressInfo).port}/`);
    await stranger.evaluate(async (to) => {
      const body = JSON.stringify({ name: "stolen", scopes: ["admin"] });
      const init = { method: "POST", mode: "no-cors", credentials: "include" } as const;
      // Sent, though no answer is shown to it.
      await Promise.allSettled([fetch(`${to}/v1/keys`, { ...init, body }), fetch(`${to}/logout`, init)]);
    }, site);
    await stranger.close();
  } finally {
    other.close();
  }
  expect(await api.rows("SELECT key_id FROM api_keys WHERE name = 'stolen'")).toEqual([]);
  expect(await api.rows("SELECT actor, action FROM audit_log WHERE code = 'cross_site'")).toEqual([
    { actor: "owner", action: "createKey" },
  ]);
  expect(await send("GET", "/v1/me")).toBe(200);
  expect(await send("POST", "/logout")).toBe(204);
  expect(await send("GET", "/v1/me")).toBe(401);
}, 60_000);
