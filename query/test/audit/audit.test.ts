import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createLogger, createMetrics } from "@ecomind/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createQueryApp } from "../../src/app.js";
import { openOwnerLink, type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
});
afterAll(() => api.stop());

const ask = async (path: string) => (await api.call(path)).body;

test("what an act itself refuses is in the audit log too; all of it can be read, page by page", async () => {
  expect((await api.call("/v1/keys/nosuchkey/rotate", { method: "POST" })).status).toBe(404);
  expect((await api.call("/v1/keys/nosuchkey", { method: "DELETE" })).status).toBe(404);
  const [newest, before] = (await ask("/v1/audit?limit=2")).entries;
  expect(newest).toMatchObject({ action: "revokeKey", outcome: "refused", target: "nosuchkey" });
  expect(before).toMatchObject({ action: "rotateKey", outcome: "refused", target: "nosuchkey" });
  // A job writes several at the same time, for no request. The log forgets what is older than a year.
  const at = new Date(Date.now() - 30 * 86_400_000).toISOString().replace("T", " ").replace("Z", "");
  await api.insert(
    "audit_log",
    ["a", "b", "c"].map((target) => ({ org_id: "acme", at, actor: "ecomind-jobs", action: "expireKey", target })),
  );
  const all = (await ask("/v1/audit?limit=1000")).entries;
  const paged: unknown[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const page: { entries: unknown[]; next: string | null } = await ask(
      `/v1/audit?limit=2${next === "" ? "" : `&cursor=${next}`}`,
    );
    paged.push(...page.entries);
    next = page.next;
  }
  expect(paged).toEqual(all);
  const odd = await api.call("/v1/audit?cursor=WzFd");
  expect([odd.status, odd.body.parameter]).toEqual([400, "cursor"]);
});

test("where an act came from is told by the proxies that are trusted, and by nobody else", async () => {
  const logger = createLogger({ service: "query", level: "silent" });
  const { client, keyRing, factors, health } = api;
  const common = { client, keyRing, factors, health, logger, version: "0.1.0" };
  for (const [trustedProxies, address] of [
    [undefined, "127.0.0.1"],
    [["127.0.0.0/8", "::1"], "203.0.113.7"],
  ] as const) {
    const server = createQueryApp({ ...common, registry: createMetrics("query"), trustedProxies }).listen(
      0,
      "127.0.0.1",
    );
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const headers = { "x-api-key": await api.key(["read"]), "x-forwarded-for": "198.51.100.1, 203.0.113.7" };
    const refused = await fetch(`http://127.0.0.1:${port}/v1/keys/x`, { method: "DELETE", headers });
    expect(refused.status).toBe(403);
    server.close();
    const [entry] = (await ask("/v1/audit?limit=1")).entries;
    expect(entry).toMatchObject({ action: "revokeKey", outcome: "refused", target: "x", address });
  }
});

test("an act that another site's page tries with somebody's session is in the audit log", async () => {
  const login = await openOwnerLink(api.url);
  const cookie = login.headers.get("set-cookie")?.split(";")[0] as string;
  const headers = { cookie, "sec-fetch-site": "cross-site" };
  const refused = await api.call("/v1/members/zoe", { method: "PUT", body: { role: "owner" }, headers });
  expect([refused.status, refused.body.code]).toEqual([403, "cross_site"]);
  const [entry] = (await ask("/v1/audit?limit=1")).entries;
  expect(entry).toMatchObject({ actor: "owner", action: "putMember", outcome: "refused", target: "zoe" });
});

test("an act is in the audit log whatever its target is called: no character of it is cut in two", async () => {
  const smileys = `a${"😀".repeat(127)}`;
  const member = await api.call(`/v1/members/${encodeURIComponent(smileys)}`, {
    method: "PUT",
    body: { role: "admin" },
  });
  expect([member.status, member.body.code]).toEqual([200, undefined]);
  const [done] = (await ask("/v1/audit?limit=1")).entries;
  expect(done).toMatchObject({ action: "putMember", outcome: "done", target: smileys });
  const viewer = { authorization: `Bearer ${await api.issuer.token({ roles: ["viewer"] })}` };
  const long = `a${"😀".repeat(300)}`;
  const refused = await api.call(`/v1/keys/${encodeURIComponent(long)}`, { method: "DELETE", headers: viewer });
  expect(refused.status).toBe(403);
  const [entry] = (await ask("/v1/audit?limit=1")).entries;
  expect(entry).toMatchObject({ action: "revokeKey", outcome: "refused", target: `a${"😀".repeat(199)}` });
});
