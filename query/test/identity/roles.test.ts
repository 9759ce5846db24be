import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createStoreClient } from "@ecomind/clickhouse";
import { createLogger, createMetrics } from "@ecomind/platform";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createQueryApp } from "../../src/app.js";
import { openapiDocument } from "../../src/http/openapi.js";
import type { Operation } from "../../src/http/operation.js";
import { EndedSessions } from "../../src/identity/ended-sessions.js";
import type { Role } from "../../src/identity/roles.js";
import { operations } from "../../src/operations.js";
import { eventRow } from "../event-row.js";
import { openOwnerLink, ownerSessions, type QueryFixture, startQuery } from "../fixture.js";
import { permissions, roleLetters } from "../permissions.js";

const roles = Object.keys(roleLetters) as (keyof typeof roleLetters)[];
/** Stands in everything that belongs to the organisation. */
const marker = "acmesecret";
const mine = eventRow(Date.now() - 60_000, {
  user_id: `${marker}-user`,
  team: `${marker}-team`,
  model: `${marker}-model`,
  source: `${marker}-source`,
  labels: { project: `${marker}-label` },
});

let api: QueryFixture;
let keyId: string;

beforeAll(async () => {
  api = await startQuery();
  await api.insert("events", [mine, eventRow(Date.now() - 60_000, { org_id: "other", team: "other-team" })]);
  await api.insert("members", [
    { org_id: "acme", user_id: `${marker}-user`, role: "analyst", team: `${marker}-team`, active: true },
  ]);
  keyId = ((await api.key(["read"], { name: `${marker}-key` })).split("_") as [string, string])[1];
  const now = new Date().toISOString().replace("T", " ").replace("Z", "");
  await api.insert("dead_letters", [
    {
      epoch: 1,
      topic: "events",
      partition: 0,
      offset: 1,
      record_at: now,
      dead_at: now,
      org_id: "acme",
      reason: `${marker}-reason`,
    },
  ]);
  await api.insert("audit_log", [
    { org_id: "acme", actor: marker, actor_kind: "jwt", action: "x", target: marker, outcome: "done" },
  ]);
  const counts = { records_read: 987_654_321, stored: 987_654_321, duplicates: 0, dead_letters: 0, erased: 0 };
  const batch = { epoch: 1, partition: 0, start_offset: 0, end_offset: 1, last_key: "", fence: 1 };
  await api.insert("batches", [
    { ...batch, ...counts, orgs: { acme: counts }, oldest_record_at: now, newest_record_at: now, published_at: now },
  ]);
});
afterAll(() => api?.stop());

/** A path of the operation that names the organisation's own things. */
function pathOf({ path }: Operation): string {
  const samples: Readonly<Record<string, string>> = { event_id: mine.id, key_id: keyId, user_id: `${marker}-user` };
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => samples[name] ?? "1");
}

/** Calls with a body that no schema takes: permission is decided before. */
const call = (operation: Operation, headers: Readonly<Record<string, string>>) =>
  api.call(pathOf(operation), {
    method: operation.method.toUpperCase(),
    headers,
    ...(operation.body === undefined ? {} : { body: { [marker]: 1 } }),
  });

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
/** All that is no GET, but for what asks a question in a body. */
const changing = operations.filter(({ method, id }) => method !== "get" && !["estimate", "askSql"].includes(id));
const allows = (operation: Operation, role: Role) => (permissions[operation.id] ?? "").includes(roleLetters[role]);

describe("one table of permissions", () => {
  test("it is what was decided", () => {
    const table = Object.fromEntries(
      operations.map(({ id, roles: allowed }) => [
        id,
        allowed
          .map((role) => roleLetters[role])
          .sort()
          .join(""),
      ]),
    );
    const decided = Object.fromEntries(
      Object.entries(permissions).map(([id, letters]) => [id, [...letters].sort().join("")]),
    );
    expect(table).toEqual(decided);
  });

  test("what changes something or is about other people's accounts is audited", () => {
    expect(changing.filter(({ audited }) => audited !== true).map(({ id }) => id)).toEqual([]);
  });

  test("the document tells each operation's roles", () => {
    const { paths } = openapiDocument(operations, "1") as {
      paths: Record<string, Record<string, { description: string }>>;
    };
    for (const { path, method, roles: allowed } of operations)
      expect(paths[path]?.[method]?.description).toContain(`Roles: ${allowed.join(", ")}.`);
  });

  test("every place under /v1 that the service answers at stands in it", async () => {
    const places = operations.map(({ method, path }) => ({
      method: method as string,
      pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`),
    }));
    for (const { path } of operations)
      for (const method of ["get", "post", "put", "patch", "delete"]) {
        const place = path.replaceAll(/[{}]/g, "");
        // "/v1/events/export" is also a place of `DELETE /v1/events/{event_id}`, which refuses it as no id.
        if (places.some((each) => each.method === method && each.pattern.test(place))) continue;
        const { status } = await fetch(`${api.url}${place}`, { method: method.toUpperCase() });
        expect(status, `${method} ${path}`).toBe(405);
      }
    for (const path of ["/v1", "/v1/", "/v1/users", "/v1/admin", "/v2/usage"])
      expect((await fetch(`${api.url}${path}`, { headers: await ownerHeaders() })).status, path).toBe(404);
  });
});

const ownerHeaders = async () => bearer(await api.issuer.token());

describe("every operation × every role", () => {
  test.each(operations.map((operation) => [operation.id, operation] as const))("%s", async (_, operation) => {
    for (const role of roles) {
      const { status, body } = await call(
        operation,
        bearer(await api.issuer.token({ roles: [role], org_id: "third" })),
      );
      if (allows(operation, role)) expect([401, 403], `${role}: ${JSON.stringify(body)}`).not.toContain(status);
      else expect([status, body.code], role).toEqual([403, "role_missing"]);
    }
    const none = await call(operation, bearer(await api.issuer.token({ roles: [] })));
    expect([none.status, none.body.code]).toEqual([403, "role_missing"]);
    const unknown = await call(operation, bearer(await api.issuer.token({ roles: ["root", "__proto__"] })));
    expect([unknown.status, unknown.body.code]).toEqual([403, "role_missing"]);
    const strongest = await call(
      operation,
      bearer(await api.issuer.token({ roles: ["viewer", "owner"], org_id: "third" })),
    );
    expect([401, 403]).not.toContain(strongest.status);
  });

  test("an API key has the role of its scopes; with the scope read it changes nothing", async () => {
    const keys = {
      ingest: await api.key(["ingest"], { org_id: "third" }),
      read: await api.key(["read"], { org_id: "third" }),
      admin: await api.key(["admin"], { org_id: "third" }),
    };
    for (const operation of operations) {
      const statusOf = async (key: string) => (await call(operation, { "x-api-key": key })).status;
      expect(await statusOf(keys.ingest), operation.id).toBe(403);
      const mayRead = allows(operation, "analyst") && !changing.includes(operation);
      expect((await statusOf(keys.read)) === 403, operation.id).toBe(!mayRead);
      expect((await statusOf(keys.admin)) === 403, operation.id).toBe(!allows(operation, "admin"));
    }
  });
});

describe("every operation × every credential that is none", () => {
  const forged = async (algorithm: string, secret: Uint8Array) =>
    new SignJWT({ org_id: "acme", roles: ["owner"], sub: "x", iss: api.issuer.issuer, aud: api.issuer.audience })
      .setProtectedHeader({ alg: algorithm, kid: "key-1" })
      .setExpirationTime("10m")
      .sign(secret);
  const unsigned = (claims: object) =>
    `${btoa(JSON.stringify({ alg: "none" }))}.${btoa(JSON.stringify(claims))}.`.replaceAll("=", "");
  const past = Math.floor(Date.now() / 1000) - 600;
  const pastTime = new Date(past * 1000).toISOString().replace("T", " ").replace("Z", "");

  const credentials: readonly (readonly [string, string, () => Promise<Record<string, string>>])[] = [
    ["none", "credential_missing", async () => ({})],
    ["an expired token", "credential_expired", async () => bearer(await api.issuer.token({ exp: past }))],
    [
      "a token that is not valid yet",
      "credential_invalid",
      async () => bearer(await api.issuer.token({ nbf: past + 1200 })),
    ],
    ["a token for another audience", "credential_invalid", async () => bearer(await api.issuer.token({ aud: "else" }))],
    [
      "a token of another issuer",
      "credential_invalid",
      async () => bearer(await api.issuer.token({ iss: "https://else" })),
    ],
    [
      "a token that never expires",
      "credential_invalid",
      async () => bearer(await api.issuer.token({ exp: undefined })),
    ],
    [
      "a token without an organisation",
      "credential_invalid",
      async () => bearer(await api.issuer.token({ org_id: undefined })),
    ],
    [
      "a token of a key that is not published",
      "credential_invalid",
      async () => bearer(await api.issuer.token({}, { unpublished: true })),
    ],
    [
      "a token signed with a shared secret",
      "credential_invalid",
      async () => bearer(await forged("HS256", new TextEncoder().encode("key-1".repeat(8)))),
    ],
    [
      "an unsigned token",
      "credential_invalid",
      async () => bearer(unsigned({ org_id: "acme", roles: ["owner"], sub: "x", exp: 9e9 })),
    ],
    [
      "a revoked key",
      "credential_revoked",
      async () => ({ "x-api-key": await api.key(["admin"], { revoked_at: pastTime }) }),
    ],
    [
      "an expired key",
      "credential_expired",
      async () => ({ "x-api-key": await api.key(["admin"], { expires_at: pastTime }) }),
    ],
    [
      "a key with a wrong secret",
      "credential_invalid",
      async () => ({ "x-api-key": `eco_${keyId}_${"0".repeat(64)}` }),
    ],
    ["a key that is none", "credential_invalid", async () => ({ "x-api-key": "x" })],
    ["an empty key", "credential_invalid", async () => ({ "x-api-key": "" })],
    ["basic authentication", "credential_invalid", async () => ({ authorization: "Basic YTpi" })],
    [
      "a session that is forged",
      "credential_missing",
      async () => ({ cookie: "eco_session=eyJhbGciOiJIUzI1NiJ9.e30.x" }),
    ],
  ];

  test.each(credentials)("%s", async (_, code, make) => {
    const headers = await make();
    for (const operation of operations) {
      const answer = await call(operation, headers);
      expect([answer.status, answer.body.code], operation.id).toEqual([401, code]);
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    }
  });

  test("a bad key is not mended by a good token beside it", async () => {
    const headers = { "x-api-key": "x", ...(await ownerHeaders()) };
    expect((await api.call("/v1/me", { headers })).status).toBe(401);
  });
});

describe("another organisation", () => {
  test("its owner sees nothing of this one, and changes nothing", async () => {
    const snapshot = () =>
      api.rows(
        `SELECT (SELECT groupArray(tuple(*)) FROM (SELECT * FROM members FINAL WHERE org_id = 'acme' ORDER BY user_id)) AS members,
          (SELECT groupArray(tuple(*)) FROM (SELECT * FROM api_keys FINAL WHERE org_id = 'acme' ORDER BY key_id)) AS keys,
          (SELECT count() FROM events WHERE org_id = 'acme') AS events`,
      );
    const before = await snapshot();
    const headers = bearer(await api.issuer.token({ org_id: "other", roles: ["owner"] }));
    for (const operation of operations) {
      const { status, body } = await call(operation, headers);
      expect(JSON.stringify(body), operation.id).not.toMatch(/acme(?!secret-user")|987654321/);
      if (/\{(event|key)_id\}/.test(operation.path))
        expect([status, body.code], operation.id).toEqual([404, "not_found"]);
    }
    for (const search of ["group_by=team", "group_by=user", `team=${marker}-team`, "group_by=label:project"]) {
      const { body } = await api.call(`/v1/usage?${search}`, { headers });
      expect(JSON.stringify(body)).not.toContain(marker);
      expect(body.total.requests).toBe(search.startsWith("team") ? 0 : 1);
    }
    expect(await snapshot()).toEqual(before);
  });
});

describe("the local owner's session", () => {
  test("a token is exchanged for a cookie that reads everywhere, and writes from this site's pages only", async () => {
    expect((await fetch(`${api.url}/login?token=wrong`, { redirect: "manual" })).status).toBe(401);
    expect((await fetch(`${api.url}/login`, { redirect: "manual" })).status).toBe(401);
    const login = await openOwnerLink(api.url);
    expect(login.status).toBe(303);
    const given = login.headers.get("set-cookie") ?? "";
    expect(given).toMatch(/; HttpOnly; SameSite=Lax;/);
    const cookie = given.split(";")[0] as string;
    expect((await api.call("/v1/me", { headers: { cookie } })).body).toMatchObject({ kind: "session", role: "owner" });
    expect((await fetch(`${api.url}/v1/me`, { method: "HEAD", headers: { cookie } })).status).toBe(200);
    const write = (site: Record<string, string>) =>
      api.call("/v1/members/zoe", { method: "PUT", body: { role: "viewer" }, headers: { cookie, ...site } });
    for (const site of [
      {},
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "none" },
    ])
      expect((await write(site)).body.code).toBe("cross_site");
    expect((await write({ "sec-fetch-site": "same-origin" })).status).toBe(200);
  });

  test("a session that was ended is worth nothing, wherever its cookie was copied to", async () => {
    const begin = async () => {
      const login = await openOwnerLink(api.url);
      return (login.headers.get("set-cookie") ?? "").split(";")[0] as string;
    };
    const [cookie, other] = [await begin(), await begin()];
    const ended = await fetch(`${api.url}/logout`, {
      method: "POST",
      headers: { cookie, "sec-fetch-site": "same-origin" },
    });
    expect([ended.status, ended.headers.get("set-cookie")]).toEqual([
      204,
      "eco_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0",
    ]);
    const me = (headers: Record<string, string>) => api.call("/v1/me", { headers });
    expect([(await me({ cookie })).status, (await me({ cookie: other })).status]).toEqual([401, 200]);
    // Another instance, which has only the store to know it from.
    const elsewhere = ownerSessions(api.client);
    expect(await elsewhere.principal(cookie)).toBeUndefined();
    expect(await elsewhere.principal(other)).toMatchObject({ id: "owner" });
  });

  test("where the store is away the browser forgets the session, and is told that it may go on elsewhere", async () => {
    const away = createStoreClient({ url: "http://127.0.0.1:9", username: "x", password: "", application: "x" });
    const ended = new EndedSessions(away);
    await expect(ended.has("x")).rejects.toMatchObject({ problem: { code: "identity_unavailable" } });
    const { keyRing, factors, health } = api;
    const server = createQueryApp({
      client: away,
      keyRing,
      factors,
      health,
      logger: createLogger({ service: "query", level: "silent" }),
      registry: createMetrics("query"),
      version: "0.1.0",
      sessions: ownerSessions(away, ended),
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const login = await openOwnerLink(api.url);
    const cookie = (login.headers.get("set-cookie") ?? "").split(";")[0] as string;
    const left = await fetch(`${url}/logout`, { method: "POST", headers: { cookie, origin: url } });
    expect([left.status, left.headers.get("set-cookie")]).toEqual([
      503,
      "eco_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0",
    ]);
    expect(await left.json()).toMatchObject({ code: "store_unavailable" });
    // Here it has ended.
    expect((await fetch(`${url}/v1/me`, { headers: { cookie } })).status).toBe(401);
    server.closeAllConnections();
    server.close();
    await away.close();
  });
});
