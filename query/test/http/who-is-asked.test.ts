import { request } from "node:http";
import { knownHosts, metricsGate } from "@ecomind/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery({
    isKnownHost: knownHosts(["eco.example"]),
    metricsGate: metricsGate("a-token-of-the-tests"),
    rateLimit: { perSecond: 0.001, burst: 3 },
  });
});
afterAll(() => api?.stop());

/** What `fetch` does not let anybody set: the host that is asked for. */
const ask = (path: string, host: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const outgoing = request(new URL(path, api.url), { headers: { ...headers, host } }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () => resolve({ status: answer.statusCode, text }));
    });
    outgoing.on("error", reject);
    outgoing.end();
  });

test("a host that nobody configured is refused, whatever is asked; health is told to load balancers", async () => {
  for (const host of ["rebound.example", "eco.example.rebound.example", "127.0.0.1.rebound.example:8090"]) {
    for (const path of ["/v1/me", "/openapi.json", "/docs", "/metrics", "/login", "/", "/?query=SELECT%200"]) {
      const { status, text } = await ask(path, host);
      expect([path, status, JSON.parse(text).code]).toEqual([path, 421, "host_unknown"]);
      expect(text).not.toContain("rebound");
    }
    expect((await ask("/health/live", host)).status).toBe(200);
    expect((await ask("/health/ready", host)).status).toBe(200);
  }
  for (const host of ["eco.example", "localhost:8090", "10.0.0.7", "[::1]:8090"])
    expect((await ask("/openapi.json", host)).status).toBe(200);
});

test("metrics ask for their token", async () => {
  const metrics = async (authorization?: string) =>
    (await ask("/metrics", "localhost", authorization === undefined ? {} : { authorization })).status;
  expect(await metrics()).toBe(401);
  expect(await metrics("Bearer another")).toBe(401);
  expect(await metrics("Bearer a-token-of-the-tests")).toBe(200);
});

test("an organisation's credentials share ten times what one has", async () => {
  const ofOrg = async (org_id: string) => await api.key(["read"], { org_id });
  const keys = await Promise.all(Array.from({ length: 12 }, () => ofOrg("many")));
  const told: string[] = [];
  for (const key of keys)
    for (let turn = 0; turn < 3; turn += 1) {
      const { status, headers } = await api.call("/v1/me", { headers: { "x-api-key": key } });
      told.push(`${status} ${headers.get("ratelimit-policy")}`);
    }
  expect(told[0]).toBe('200 "credential";q=3;w=3000');
  expect(told).toContain('429 "org";q=30;w=3000');
  const other = await ofOrg("other");
  expect((await api.call("/v1/me", { headers: { "x-api-key": other } })).status).toBe(200);
});

test.each(["\u3164", "a\u2800b", " x", "x ", "a  b", "a\u200bb", "a\nb"])("nobody is called %j", async (name) => {
  const headers = { "x-api-key": await api.key(["admin"]) };
  const place = encodeURIComponent(name);
  const answers = [
    await api.call("/v1/keys", { method: "POST", headers, body: { name, scopes: ["read"] } }),
    await api.call("/v1/sql/accounts", { method: "POST", headers, body: { name } }),
    await api.call(`/v1/members/${place}`, { method: "PUT", headers, body: { role: "viewer" } }),
  ];
  for (const { status, body } of answers)
    expect([status, body.code]).toEqual([400, expect.stringMatching(/^invalid_/)]);
  const own = { "x-api-key": await api.key(["admin"]) };
  const team = await api.call("/v1/members/ann", { method: "PUT", headers: own, body: { role: "viewer", team: name } });
  expect(team.status).toBe(400);
});

test("names of words and of any script are taken", async () => {
  const headers = { "x-api-key": await api.key(["admin"]) };
  for (const name of ["CI of the 研究 team", "Jürgen's laptop"])
    expect((await api.call("/v1/keys", { method: "POST", headers, body: { name, scopes: ["read"] } })).status).toBe(
      200,
    );
});
