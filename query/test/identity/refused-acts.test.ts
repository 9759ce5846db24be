import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createLogger, createMetrics } from "@ecomind/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createQueryApp } from "../../src/app.js";
import type { Operation } from "../../src/http/operation.js";
import { operations } from "../../src/operations.js";
import { type QueryFixture, startQuery } from "../fixture.js";
import { permissions } from "../permissions.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
});
afterAll(() => api.stop());

/** Said a second time, without the service's own marks: what changes something, SQL, and files. */
const isAct = ({ method, id }: Operation) =>
  (method !== "get" && id !== "estimate") || ["exportUser", "exportUsage", "exportFocus", "exportEvents"].includes(id);
const isForAdministrators = ({ id }: Operation) => permissions[id] === "oa";
const acts = operations.filter(isAct);
const watched = operations.filter((one) => isAct(one) || isForAdministrators(one));

interface Entry {
  readonly action: string;
  readonly outcome: string;
  readonly code: string;
  readonly actor: string;
}

const entriesOf = (org: string) =>
  api.rows<Entry>(`SELECT action, outcome, code, actor FROM audit_log WHERE org_id = '${org}' ORDER BY action, code`);
const refusedOnce = (those: readonly Operation[], code: string, actor: string): Entry[] =>
  those
    .map(({ id }) => ({ action: id, outcome: "refused", code, actor }))
    .sort((a, b) => (a.action < b.action ? -1 : 1));

const uuid = "00000000-0000-0000-0000-000000000000";
const samples: Readonly<Record<string, string>> = { event_id: uuid, user: "ecomind_sql_x", mapping_id: "0".repeat(32) };
const pathOf = ({ path }: Operation) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => samples[name] ?? "x");
const send = async (
  operation: Operation,
  headers: Readonly<Record<string, string>>,
  { search = "", body, url = api.url }: { search?: string; body?: string; url?: string } = {},
): Promise<number> => {
  const response = await fetch(`${url}${pathOf(operation)}${search}`, {
    method: operation.method.toUpperCase(),
    headers: { ...headers, "content-type": "application/json" },
    ...(body === undefined || operation.body === undefined ? {} : { body }),
  });
  await response.arrayBuffer();
  return response.status;
};
const bearer = async (claims: Readonly<Record<string, unknown>>) => ({
  authorization: `Bearer ${await api.issuer.token(claims)}`,
});

test("who may not do an act, or ask what is for administrators, is in the log", async () => {
  const viewer = await bearer({ roles: ["viewer"], org_id: "roles", sub: "mallory" });
  for (const operation of operations) await send(operation, viewer);
  const withheld = watched.filter(({ id }) => !permissions[id]?.includes("v"));
  expect(withheld.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["listAudit", "listKeys", "listMembers", "getErasure", "listSqlAccounts", "putMember"]),
  );
  const entries = await entriesOf("roles");
  expect(entries.filter(({ code }) => code === "role_missing")).toEqual(
    refusedOnce(withheld, "role_missing", "mallory"),
  );
  // A key that only reports events has no role at all.
  const ingest = await api.key(["ingest"], { org_id: "reporters" });
  for (const operation of operations) await send(operation, { "x-api-key": ingest });
  expect(await entriesOf("reporters")).toEqual(refusedOnce(watched, "role_missing", ingest.split("_")[1] ?? ""));
});

test.each([
  ["a parameter that is not known", "parameters", "unknown_parameter", 400, { search: "?nonsense=1", body: "{}" }],
  ["a body that is not JSON", "bodies", "invalid_body", 400, { body: "{" }],
  ["a body that the schema does not take", "schemas", "invalid_body", 400, { body: '{"nonsense":1}' }],
  ["a body that is too large", "sizes", "body_too_large", 413, { body: `"${"x".repeat(70_000)}"` }],
] as const)("an act with %s is in the log", async (_, org, code, status, given) => {
  const owner = await bearer({ roles: ["owner"], org_id: org, sub: "olga" });
  const taking = acts.filter(({ body }) => code === "unknown_parameter" || body !== undefined);
  expect(taking.length).toBeGreaterThanOrEqual(5);
  for (const operation of taking) expect(await send(operation, owner, given), operation.id).toBe(status);
  expect(await entriesOf(org)).toEqual(refusedOnce(taking, code, "olga"));
});

test("a key that has ended is in the log once a minute for each operation; a wrong secret nowhere", async () => {
  const past = new Date(Date.now() - 60_000).toISOString().replace("T", " ").replace("Z", "");
  for (const [org, code, ends] of [
    ["revoked", "credential_revoked", { revoked_at: past }],
    ["expired", "credential_expired", { expires_at: past }],
  ] as const) {
    const key = await api.key(["read", "admin"], { org_id: org, ...ends });
    const [, keyId = "", secret = ""] = key.split("_");
    const wrong = `eco_${keyId}_${secret.replaceAll(/./g, "0")}`;
    for (const operation of [...operations, ...operations]) {
      expect(await send(operation, { "x-api-key": key }), operation.id).toBe(401);
      expect(await send(operation, { "x-api-key": wrong }), operation.id).toBe(401);
    }
    expect(await entriesOf(org)).toEqual(refusedOnce(watched, code, keyId));
  }
});

test("acts that come too often are in the log once a minute for each operation; questions are not", async () => {
  const { client, keyRing, factors, health } = api;
  const app = createQueryApp({
    client,
    keyRing,
    factors,
    health,
    logger: createLogger({ service: "query", level: "silent" }),
    registry: createMetrics("query"),
    version: "0.1.0",
    rateLimit: { perSecond: 0.001, burst: 1 },
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = await api.key(["admin"], { org_id: "hasty" });
  const headers = { "x-api-key": key };
  try {
    expect((await fetch(`${url}/v1/me`, { headers })).status).toBe(200);
    for (const operation of [...operations, ...operations]) expect(await send(operation, headers, { url })).toBe(429);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  expect(await entriesOf("hasty")).toEqual(refusedOnce(acts, "rate_limited", key.split("_")[1] ?? ""));
});

test("the API tells the code, also of what failed, and none of what is done", async () => {
  const owner = await bearer({ roles: ["owner"], org_id: "told", sub: "olga" });
  expect((await api.call("/v1/members/x", { method: "PUT", body: { role: "root" }, headers: owner })).status).toBe(400);
  expect((await api.call("/v1/members/x", { method: "PUT", body: { role: "viewer" }, headers: owner })).status).toBe(
    200,
  );
  const { entries } = (await api.call("/v1/audit", { headers: owner })).body;
  expect(entries).toHaveLength(2);
  expect(entries).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ action: "putMember", target: "x", outcome: "refused", code: "invalid_body" }),
      expect.objectContaining({ action: "putMember", target: "x", outcome: "done", code: "" }),
    ]),
  );
});
