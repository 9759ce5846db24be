import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { newOwnerLink } from "@ecomind/accounts";
import { createStoreClient } from "@ecomind/clickhouse";
import { createLogger, createMetrics } from "@ecomind/platform";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createQueryApp } from "../../src/app.js";
import { OwnerLinks } from "../../src/identity/owner-links.js";
import { OwnerSessions } from "../../src/identity/owner-sessions.js";
import { ownerToken, type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
});
afterAll(() => api.stop());

const link = async (nowMs?: number) => (await newOwnerLink(ownerToken, api.url, nowMs)).url;
const open = (url: string, init: RequestInit = {}) => fetch(url, { redirect: "manual", ...init });
const cookieOf = (response: Response) => response.headers.get("set-cookie")?.split(";")[0] ?? "";
const signIns = () =>
  api.rows<{ actor: string; target: string; outcome: string; code: string; address: string }>(
    "SELECT actor, target, outcome, code, address FROM audit_log WHERE action = 'signIn' ORDER BY at",
  );

test("a link signs in once, is in the audit log, and leads on where it is opened again in the same browser", async () => {
  const url = await link();
  const first = await open(url);
  expect([first.status, first.headers.get("location")]).toEqual([303, "/"]);
  const cookie = cookieOf(first);
  expect(cookie).toMatch(/^eco_session=/);
  const again = await open(url);
  expect([again.status, again.headers.get("set-cookie")]).toEqual([401, null]);
  expect(await again.json()).toMatchObject({
    code: "credential_invalid",
    detail: expect.stringContaining("ecomind link"),
  });
  expect((await open(url, { headers: { cookie } })).status).toBe(303);
  const common = { target: "owner-link", address: "127.0.0.1" };
  expect(await signIns()).toEqual([
    { ...common, actor: "owner", outcome: "done", code: "" },
    { ...common, actor: "", outcome: "refused", code: "credential_invalid" },
  ]);
});

test("a link counts once however many open it at the same time, at whatever instance", async () => {
  const token = new URL(await link()).searchParams.get("token") ?? "";
  const instances = Array.from({ length: 4 }, () => new OwnerLinks(api.client, ownerToken));
  const opened = await Promise.all([...instances, ...instances].map((links) => links.open(token)));
  expect(opened.filter(Boolean).length).toBeLessThanOrEqual(1);
  // Elsewhere, later.
  const [one, other] = [new OwnerLinks(api.client, ownerToken), new OwnerLinks(api.client, ownerToken)];
  const next = new URL(await link()).searchParams.get("token") ?? "";
  expect([await one.open(next), await other.open(next), await one.open(next)]).toEqual([true, false, false]);
});

test.each([
  ["older than an hour", async () => link(Date.now() - 3_700_000)],
  ["of another owner token", async () => (await newOwnerLink("another", api.url)).url],
  ["the owner token itself", async () => `${api.url}/login?token=${ownerToken}`],
  ["no token", async () => `${api.url}/login`],
  ["two tokens", async () => `${await link()}&token=x`],
])("%s does not sign in", async (_, url) => {
  const answer = await open(await url());
  expect([answer.status, answer.headers.get("set-cookie")]).toEqual([401, null]);
});

test("a look at the link's address does not use it up", async () => {
  const url = await link();
  expect((await open(url, { method: "HEAD" })).headers.get("set-cookie")).toBeNull();
  expect((await open(url)).status).toBe(303);
});

test("anybody can fail to sign in, and cannot fill the log", async () => {
  const before = (await signIns()).length;
  for (let index = 0; index < 60; index += 1) await open(`${api.url}/login?token=x`);
  expect((await signIns()).length - before).toBeLessThanOrEqual(22);
});

/** The service with a store of its own, or behind https. */
async function serviceOf(options: { url?: string; publicUrl?: string }) {
  const account = { username: "default", password: "", application: "x" };
  const client = options.url === undefined ? api.client : createStoreClient({ ...account, url: options.url });
  const { publicUrl } = options;
  const { keyRing, factors, health } = api;
  const lines: string[] = [];
  const server = createQueryApp({
    client,
    keyRing,
    factors,
    health,
    publicUrl,
    logger: createLogger({ service: "query", destination: { write: (line: string) => void lines.push(line) } }),
    registry: createMetrics("query"),
    version: "0.1.0",
    sessions: new OwnerSessions({
      ownerToken,
      orgId: "acme",
      links: new OwnerLinks(client, ownerToken),
      ended: { end: async () => undefined, has: async () => false },
      publicUrl,
    }),
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    if (client !== api.client) await client.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, lines, link: async () => (await newOwnerLink(ownerToken, url)).url };
}

test("behind https the session's cookie is Secure, and no other host of the domain can set it", async () => {
  const service = await serviceOf({ publicUrl: "https://ecomind.example.com" });
  const answer = await open(await service.link());
  expect(answer.headers.get("set-cookie")).toMatch(
    /^__Host-eco_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure$/,
  );
  const me = (cookie: string) => fetch(`${service.url}/v1/me`, { headers: { cookie } });
  expect((await me(cookieOf(answer))).status).toBe(200);
  // The name that a page of a neighbouring host could set.
  expect((await me(cookieOf(answer).replace("__Host-", ""))).status).toBe(401);
  const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
    components: { securitySchemes: { session: { name: string } } };
  };
  expect(document.components.securitySchemes.session.name).toBe("__Host-eco_session");
});

test("while the store is away nobody signs in, the log has the cause once, and never the token", async () => {
  const service = await serviceOf({ url: "http://127.0.0.1:9" });
  const url = await service.link();
  const answer = await open(url);
  expect([answer.status, answer.headers.get("set-cookie")]).toEqual([503, null]);
  const told = service.lines.filter((line) => line.includes("ECONNREFUSED"));
  expect(told.length).toBe(1);
  expect(JSON.parse(told[0] ?? "{}")).toMatchObject({ code: "identity_unavailable", route: "GET /login" });
  expect(service.lines.join("\n")).not.toContain(new URL(url).searchParams.get("token"));
});
