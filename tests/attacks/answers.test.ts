import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openOwnerLink, type QueryFixture, startQuery } from "../../query/test/fixture.js";
import { triesOf } from "./documented-tries.js";
import { requestFor, servedOperations } from "./served-operations.js";
import { type OthersThings, plantCanaries } from "./two-organisations.js";

/** Text that is a page where a browser takes it for one. */
const markup = "<b>CANARYOFMARKUP</b>";

let api: QueryFixture;
let things: OthersThings;
let dashboards: string;
let tries = 0;

beforeAll(async () => {
  dashboards = mkdtempSync(join(tmpdir(), "ecomind-pages-"));
  writeFileSync(join(dashboards, "index.html"), "<!doctype html><title>EcoMind</title>");
  writeFileSync(join(dashboards, "page.js"), "0;");
  api = await startQuery({ dashboardsDir: dashboards, rateLimit: { perSecond: 0, burst: 0 } });
  things = await plantCanaries(api);
  const event = { labels: { project: markup }, team: markup, source: markup };
  const [row] = await api.rows<object>("SELECT * FROM events WHERE org_id = 'acme' LIMIT 1");
  await api.insert("events", [{ ...row, id: crypto.randomUUID(), ...event }]);
  await api.insert("members", [{ org_id: "acme", user_id: markup, role: "viewer", team: markup, active: true }]);
  await api.insert("saved_queries", [
    { org_id: "acme", name: markup, query: `SELECT '${markup}'`, saved_by: markup, deleted: false },
  ]);
}, 180_000);
afterAll(async () => {
  await api?.stop();
  rmSync(dashboards, { recursive: true, force: true });
});

/** What every answer says, so that no other site frames it, reads it, or has it taken for something else. */
function expectClosed(headers: Headers, what: string): void {
  tries += 1;
  expect(headers.get("x-content-type-options"), what).toBe("nosniff");
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy, what).toContain("frame-ancestors 'none'");
  expect(policy, what).toContain("default-src 'none'");
  expect(policy.replace(/style-src [^;]*/, ""), what).not.toMatch(/unsafe-|\*|https?:/);
  expect(headers.get("cross-origin-opener-policy"), what).toBe("same-origin");
  expect(headers.get("cross-origin-resource-policy"), what).toBe("same-origin");
  expect(headers.get("referrer-policy"), what).toBe("no-referrer");
  expect(headers.get("x-powered-by"), what).toBeNull();
  expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
}

const pages = /^text\/html\b/;

test("no answer of an operation can be framed, read by another site, or taken for a page", async () => {
  const key = await api.key(["read", "admin"]);
  const marked: string[] = [];
  for (const operation of servedOperations(api)) {
    const { path, method, body } = requestFor(operation, { ...things, user_id: encodeURIComponent(markup) });
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    for (const headers of [{ "x-api-key": key }, {}, { "x-api-key": key, accept: "text/html" }]) {
      const answer = await fetch(`${api.url}${path}`, { method, headers: headers as Record<string, string>, ...sent });
      expectClosed(answer.headers, operation.id);
      expect(answer.headers.get("content-type") ?? "", operation.id).not.toMatch(pages);
      if ((await answer.text()).includes("CANARYOFMARKUP")) marked.push(operation.id);
      if (answer.headers.get("content-disposition") !== null)
        expect(answer.headers.get("content-disposition"), operation.id).toMatch(/^attachment/);
    }
  }
  expect(marked).toEqual(expect.arrayContaining(["listEvents", "listMembers", "listSavedQueries"]));
});

test("pages and everything beside the operations can neither be framed nor be taken for something else", async () => {
  const paths = [
    "/",
    "/models",
    "/page.js",
    "/docs",
    "/docs/",
    "/docs/start.js",
    "/docs/swagger-ui.css",
    "/docs/nothing",
    "/openapi.json",
    "/health/live",
    "/health/ready",
    "/login",
    "/login/options",
    "/login/oidc",
    "/login/callback",
    "/nothing.html",
    "/v1/nothing",
    "/v1/%",
    `/${encodeURIComponent(markup)}`,
    `/v1/footprint/${encodeURIComponent(markup)}`,
    `/v1/usage?group_by=${encodeURIComponent(markup)}`,
    `/?query=${encodeURIComponent(markup)}`,
    "/play",
    "/binary",
    "/dashboard",
  ];
  for (const path of paths)
    for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) {
      const answer = await fetch(`${api.url}${path}`, { method, redirect: "manual" });
      expectClosed(answer.headers, `${method} ${path}`);
      if (pages.test(answer.headers.get("content-type") ?? "")) expect(await answer.text()).not.toContain("CANARY");
    }
  expectClosed((await openOwnerLink(api.url)).headers, "an owner's sign-in");
});

test("what is refused before the service sees it is no page either", async () => {
  const { port } = new URL(api.url);
  for (const request of [
    "GET / HTTP/1.1\r\n\r\n",
    `${markup}\r\n\r\n`,
    `GET /${markup} HTTP/9.9\r\nhost: x\r\n\r\n`,
    `GET / HTTP/1.1\r\nhost: x\r\n${markup}\r\n\r\n`,
    `GET / HTTP/1.1\r\nhost: x\r\nx: ${"a".repeat(70_000)}\r\n\r\n`,
    "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
  ]) {
    const socket = connect(Number(port), "127.0.0.1");
    socket.end(request);
    const text = (await socket.toArray()).join("");
    expect(text, request.slice(0, 40)).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(text.toLowerCase(), request.slice(0, 40)).toContain("x-content-type-options: nosniff");
    expect(text, request.slice(0, 40)).toMatch(/content-type: application\/problem\+json/i);
    expect(text, request.slice(0, 40)).not.toContain("CANARY");
    tries += 1;
  }
});

test("the threat model says how many answers are looked at", () => {
  expect(tries).toBe(triesOf("answers.test.ts"));
});
