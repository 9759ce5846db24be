import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { StoreKeyRing } from "@ecomind/accounts";
import { createStoreClient } from "@ecomind/clickhouse";
import { startTestClickHouse } from "@ecomind/clickhouse/testing";
import { createLogger } from "@ecomind/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createQueryServer } from "../../src/http/server.js";
import { operations } from "../../src/operations.js";
import { serverAnalystAccounts, serverToolUsers } from "../../src/sql/analyst-accounts.js";
import { AnalystSql } from "../../src/sql/analyst-sql.js";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
let key: string;
beforeAll(async () => {
  api = await startQuery();
  key = await api.key(["admin"]);
});
afterAll(() => api.stop());

describe("bad input is refused with its place, and its value is not repeated", () => {
  test.each([
    ["/v1/usage?from=yesterday", "invalid_parameter", "from"],
    ["/v1/usage?from=2026-02-30", "invalid_parameter", "from"],
    ["/v1/usage?from=2026-13-01", "invalid_parameter", "from"],
    ["/v1/usage?from=0000-01-01", "invalid_parameter", "from"],
    ["/v1/usage?from=9999-12-31", "invalid_parameter", "from"],
    ["/v1/usage?from=2026-03-02&to=2026-03-01", "invalid_parameter", "from"],
    ["/v1/usage?from=2020-01-01", "invalid_parameter", "from"],
    ["/v1/usage?from=2026-03-01T00:00", "invalid_parameter", "from"],
    ["/v1/usage?to=2026-03-01T25:00:00Z", "invalid_parameter", "to"],
    ["/v1/usage?to=1890-01-01&from=1889-01-01", "invalid_parameter", "to"],
    ["/v1/usage?to=2100-01-02", "invalid_parameter", "to"],
    ["/v1/usage?compare=custom", "invalid_parameter", "compare_from"],
    ["/v1/usage?compare=custom&compare_from=2026-01-01", "invalid_parameter", "compare_to"],
    ["/v1/usage?compare=custom&compare_from=2026-01-02&compare_to=2026-01-01", "invalid_parameter", "compare_from"],
    ["/v1/usage?compare=previous&compare_from=2026-01-01", "invalid_parameter", "compare_from"],
    ["/v1/usage?match_weekday=true", "invalid_parameter", "match_weekday"],
    ["/v1/usage?compare=year&match_weekday=1", "invalid_parameter", "match_weekday"],
    ["/v1/usage?label=project", "invalid_parameter", "label"],
    ["/v1/usage?from=2026-01-01&from=2026-01-02", "invalid_parameter", "from"],
    ["/v1/usage?tz=Mars/Olympus", "invalid_parameter", "tz"],
    ["/v1/usage?tz=%2B05:45", "invalid_parameter", "tz"],
    ["/v1/usage?tz=", "invalid_parameter", "tz"],
    ["/v1/usage?interval=fortnight", "invalid_parameter", "interval"],
    ["/v1/usage?interval=day&interval=week", "invalid_parameter", "interval"],
    ["/v1/usage?group_by=colour", "invalid_parameter", "group_by"],
    ["/v1/usage?group_by=", "invalid_parameter", "group_by"],
    ["/v1/usage?group_by=team&group_by=team", "invalid_parameter", "group_by"],
    ["/v1/usage?group_by=team&group_by=model&group_by=user", "invalid_parameter", "group_by"],
    ["/v1/usage?group_by=label:a'b", "invalid_parameter", "group_by"],
    ["/v1/usage?group_by=label:UPPER", "invalid_parameter", "group_by"],
    ["/v1/usage?top=0", "invalid_parameter", "top"],
    ["/v1/usage?top=1e3", "invalid_parameter", "top"],
    ["/v1/usage?top=", "invalid_parameter", "top"],
    ["/v1/usage?compare=never", "invalid_parameter", "compare"],
    ["/v1/usage?factor_set=1999", "invalid_parameter", "factor_set"],
    [`/v1/usage?team=${"x".repeat(129)}`, "invalid_parameter", "team"],
    ["/v1/usage?colour=red", "unknown_parameter", "colour"],
    ["/v1/usage?FROM=2026-01-01", "unknown_parameter", "FROM"],
    ["/v1/usage?__proto__=1", "unknown_parameter", "__proto__"],
    ["/v1/usage?constructor=1", "unknown_parameter", "constructor"],
    ["/v1/usage?team[]=x", "unknown_parameter", "team[]"],
    ["/v1/me?x=1", "unknown_parameter", "x"],
    ["/v1/events?limit=1001", "invalid_parameter", "limit"],
    ["/v1/events?cursor=abc", "invalid_parameter", "cursor"],
    ["/v1/events?cursor=1234567890.------------------------------------", "invalid_parameter", "cursor"],
    ["/v1/events?cursor=9999999999999999.00000000-0000-0000-0000-000000000000", "invalid_parameter", "cursor"],
    ["/v1/footprint/not-a-uuid", "invalid_parameter", "event_id"],
    ["/v1/aggregate/daily?group_by=team", "invalid_parameter", "group_by"],
    ["/v1/aggregate/daily?group_by=user,user", "invalid_parameter", "group_by"],
    ["/v1/audit?limit=-1", "invalid_parameter", "limit"],
  ])("%s", async (path, code, parameter) => {
    const { status, headers, body } = await api.call(path);
    expect([status, body.code, body.parameter]).toEqual([400, code, parameter]);
    expect(headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(body.request_id).toBe(headers.get("x-request-id"));
    expect(body.detail ?? "").not.toMatch(/Olympus|fortnight|colour|xxx/);
  });

  test("no parameter stands too far behind to be read", async () => {
    const far = await api.call(`/v1/me?${"&".repeat(1_000)}colour=red`);
    expect([far.status, far.body.code, far.body.parameter]).toEqual([400, "unknown_parameter", "colour"]);
    await api.insert("events", [eventRow("2026-04-01T00:00:00Z", { team: "far" })]);
    const requests = async (search: string) =>
      (await api.call(`/v1/usage?from=2026-04-01&to=2026-04-01${search}`)).body.total?.requests;
    expect(await requests(`${"&".repeat(1_000)}team=far`)).toBe(1);
    expect(await requests(`${"&".repeat(1_000)}team=near`)).toBe(0);
  });

  const estimate = { provider: "openai", model: "gpt-4o", tokens_in: 1, tokens_out: 1 };
  test.each([
    ["/v1/estimate", undefined, "/provider"],
    ["/v1/estimate", "{", ""],
    ["/v1/estimate", [], ""],
    ["/v1/estimate", null, ""],
    ["/v1/estimate", {}, "/provider"],
    ["/v1/estimate", { ...estimate, model: "" }, "/model"],
    ["/v1/estimate", { ...estimate, tokens_in: 1.5 }, "/tokens_in"],
    ["/v1/estimate", { ...estimate, tokens_in: -1 }, "/tokens_in"],
    ["/v1/estimate", { ...estimate, tokens_cached: 2 }, "/tokens_cached"],
    ["/v1/estimate", { ...estimate, colour: "red" }, "/colour"],
    ["/v1/keys", { name: "x", scopes: ["everything"] }, "/scopes/0"],
    ["/v1/keys", { name: "x", scopes: [] }, "/scopes"],
    ["/v1/keys", { name: "x", scopes: ["read"], "a/b~c": 1 }, "/a~1b~0c"],
    ["/v1/keys", { name: "\ud800", scopes: ["read"] }, "/name"],
    ["/v1/sql/accounts", { name: "grafana \udc00" }, "/name"],
    ["/v1/sql", { query: "SELECT {a:String}", parameters: { a: "\ude00\ud83d" } }, "/parameters/a"],
  ])("POST %s %j", async (path, body, pointer) => {
    const answer = await api.call(path, { method: "POST", body });
    expect([answer.status, answer.body.code, answer.body.pointer]).toEqual([400, "invalid_body", pointer]);
  });

  test.each([
    ["/v1/members/ada", { role: "viewer", team: "\ud83d" }, "/team"],
    ["/v1/sql/queries/own", { query: "SELECT '\ud83d'" }, "/query"],
  ])("PUT %s %j", async (path, body, pointer) => {
    const answer = await api.call(path, { method: "PUT", body });
    expect([answer.status, answer.body.code, answer.body.pointer]).toEqual([400, "invalid_body", pointer]);
  });

  test("text of whole characters is taken, whatever they are", async () => {
    const { status, body } = await api.call("/v1/keys", {
      method: "POST",
      body: { name: "🌍 \ud83d\ude00 größe", scopes: ["read"] },
    });
    expect([status, body.name]).toEqual([200, "🌍 😀 größe"]);
  });

  test.each([
    "gzip",
    "deflate",
    "br",
    "nothing-known",
  ])("a body that is not as its encoding %s says", async (encoding) => {
    const { status, body } = await api.call("/v1/estimate", {
      method: "POST",
      headers: { "x-api-key": key, "content-encoding": encoding },
      body: "this is plain text",
    });
    expect([status, body.code, body.pointer]).toEqual([400, "invalid_body", ""]);
  });

  test("too large, not JSON, not there, the wrong method, a broken path", async () => {
    const large = await api.call("/v1/estimate", { method: "POST", body: { provider: "x".repeat(70_000) } });
    expect([large.status, large.body.code]).toEqual([413, "body_too_large"]);
    expect((await api.call("/v1/nowhere")).body.code).toBe("not_found");
    const method = await fetch(`${api.url}/v1/keys`, { method: "PATCH" });
    expect([method.status, method.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
    expect((await fetch(`${api.url}/v1/members/%E0%A4%A`, { method: "DELETE" })).status).toBe(404);
    expect((await api.call(`/v1/footprint/${"0".repeat(8)}-0000-0000-0000-${"0".repeat(12)}`)).status).toBe(404);
  });

  test("more of address and headers than the service reads", async () => {
    const values = (bytes: number) =>
      `/v1/usage?${`team=${"x".repeat(100)}&`.repeat(Math.floor(bytes / 106))}from=2026-03-01`;
    expect((await api.call(values(5_000))).status).toBe(200);
    // More than Node's own limit: read, and judged by the parameter's own.
    expect((await api.call(values(40_000))).body).toMatchObject({ code: "invalid_parameter", parameter: "team" });
    const { status, body } = await api.call(values(70_000));
    expect([status, body.code]).toEqual([431, "headers_too_large"]);
    expect((await api.call("/v1/me")).status).toBe(200);
  });

  test("text that the engine would read as something else stays text", async () => {
    for (const text of ["'; DROP TABLE events; --", "\\", "\\'", "a\tb\nc", "{org:String}", "\u0000", "🌍", "NULL"]) {
      await api.insert("events", [eventRow("2026-05-01T00:00:00Z", { team: text })]);
      const { body } = await api.call(
        `/v1/usage?from=2026-05-01&to=2026-05-01&group_by=team&team=${encodeURIComponent(text)}`,
      );
      expect([body.total?.requests, body.rows?.[0]?.group], JSON.stringify(text)).toEqual([1, [text]]);
    }
  });

  test("a question for more rows than an answer may hold is refused by name", async () => {
    await api.client.command({
      query: `INSERT INTO events (org_id, ts, id, received_at, user_id, provider, model, tokens_basis)
        SELECT 'acme', toDateTime64('2025-06-01 00:00:00', 3, 'UTC') + number * 60, generateUUIDv4(), now(), toString(number % 900), 'openai', 'gpt-4o', 'reported' FROM numbers(50001)`,
    });
    const { status, body } = await api.call(
      "/v1/usage?from=2025-06-01&to=2025-08-01&group_by=user&interval=15m&top=1000",
    );
    expect([status, body.code]).toEqual([422, "too_much"]);
  });
});

describe("what never becomes a request is refused with a document and an id, too", () => {
  /** What stands on the connection, until the service closes it. */
  const told = async (url: string, sent: string) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write(sent);
    const text = (await socket.setEncoding("utf8").toArray()).join("");
    const [head = "", body = ""] = text.split("\r\n\r\n");
    expect(head).toMatch(/\r\ncontent-type: application\/problem\+json(\r\n|$)/);
    expect(head).toMatch(/\r\nconnection: close(\r\n|$)/);
    const document = JSON.parse(body);
    expect(document.request_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(head).toContain(`\r\nx-request-id: ${document.request_id}\r\n`);
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${document.status} `));
    return [document.status, document.code];
  };

  test.each([
    ["no HTTP", "NO HTTP\r\n\r\n", 400, "malformed_request"],
    ["no host", "GET /v1/me HTTP/1.1\r\n\r\n", 400, "malformed_request"],
    [
      "two lengths",
      "POST /v1/keys HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
      400,
      "malformed_request",
    ],
    ["too much", `GET /?${"x".repeat(70_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431, "headers_too_large"],
  ])("%s", async (_, sent, status, code) => {
    expect(await told(api.url, sent)).toEqual([status, code]);
  });

  test("headers that do not end", async () => {
    const server = createQueryServer(() => undefined, { connectionsCheckingInterval: 100 }).listen(0, "127.0.0.1");
    server.headersTimeout = 200;
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await told(url, "GET /v1/me HTTP/1.1\r\n")).toEqual([408, "request_timeout"]);
    server.close();
    // Nobody is known before the headers are there.
    expect(createQueryServer(() => undefined).headersTimeout).toBe(15_000);
  });

  test("an expectation that is not known is passed over", async () => {
    const socket = connect(Number(new URL(api.url).port), "127.0.0.1");
    socket.write("GET /v1/me HTTP/1.1\r\nhost: x\r\nexpect: wonders\r\nconnection: close\r\n\r\n");
    expect((await socket.setEncoding("utf8").toArray()).join("")).toMatch(/^HTTP\/1\.1 401 .*credential_missing/s);
  });
});

test("a token's issuer that is away is no fault of the token", async () => {
  const token = await api.issuer.token();
  api.issuer.failWith(500);
  try {
    const { status, headers, body } = await api.call("/v1/me", { headers: { authorization: `Bearer ${token}` } });
    expect([status, body.code, headers.get("retry-after")]).toEqual([503, "identity_unavailable", "5"]);
  } finally {
    api.issuer.failWith(undefined);
  }
  const again = async () => (await api.call("/v1/me", { headers: { authorization: `Bearer ${token}` } })).status;
  await expect.poll(again, { timeout: 5_000 }).toBe(200);
});

test("a key cannot be judged by a service that has never had the keys", async () => {
  const client = createStoreClient({ url: "http://127.0.0.1:9", username: "x", password: "", application: "test" });
  const keyless = new StoreKeyRing({ client, logger: createLogger({ service: "query", level: "silent" }) });
  const own = await startQuery({ keyRing: keyless });
  try {
    const { status, headers, body } = await own.call("/v1/me");
    expect([status, body.code, headers.get("retry-after")]).toEqual([503, "identity_unavailable", "5"]);
  } finally {
    await own.stop();
    await keyless.close();
    await client.close();
  }
});

describe("the store is away", () => {
  const id = "00000000-0000-0000-0000-000000000000";
  const samples: Readonly<Record<string, string>> = {
    event_id: id,
    export_id: id,
    user: "ecomind_sql_x",
    mapping_id: "0".repeat(32),
  };
  /** A body that each operation takes. */
  const bodies: Readonly<Record<string, object>> = {
    askSql: { query: "SELECT count() FROM events" },
    putSavedQuery: { query: "SELECT 1" },
    createSqlAccount: { name: "x" },
    estimate: { provider: "openai", model: "gpt-4o", tokens_in: 1, tokens_out: 1 },
    createKey: { name: "x", scopes: ["read"] },
    putSettings: { raw_retention_days: null, rollup_retention_days: null, minimum_group_size: 5 },
    putMember: { role: "viewer" },
    putReporting: { zone: null, language: null },
    putNameMapping: { kind: "model", name: "x", provider: null, to: { model: "gpt-4o" } },
  };
  const needsNoStore = ["getMe"];

  /** What runs analysts' SQL on a ClickHouse server, where nothing listens. */
  const ofServer = () => {
    const url = "http://127.0.0.1:9";
    const client = createStoreClient({ url, username: "x", password: "y", application: "test" });
    const sql = new AnalystSql({ url, database: "ecomind", client, accounts: serverAnalystAccounts(client, "y", "x") });
    return { sql, toolUsers: serverToolUsers(client, "ecomind") };
  };

  test.each([
    ["embedded", () => ({})],
    ["of a server", ofServer],
  ])(
    "%s: every operation is answered with 503 and Retry-After, the process lives, and it recovers",
    async (_, extra) => {
      const own = await startQuery(extra());
      try {
        const viewer = { authorization: `Bearer ${await own.issuer.token({ roles: ["viewer"] })}` };
        // What the list of members says of somebody is known from before.
        expect((await own.call("/v1/me", { headers: viewer })).status).toBe(200);
        await own.engine.kill();
        for (const { id: operation, method, path } of operations) {
          const { status, headers, body } = await own.call(
            path.replaceAll(/\{(\w+)\}/g, (__, name: string) => samples[name] ?? "x"),
            { method: method.toUpperCase(), body: bodies[operation] },
          );
          if (needsNoStore.includes(operation)) {
            expect(status, operation).toBe(200);
            continue;
          }
          expect([status, body.code], operation).toEqual([503, "store_unavailable"]);
          expect(Number(headers.get("retry-after")), operation).toBeGreaterThan(0);
        }
        // What is refused is told so, though the audit log cannot hold it.
        const { status, body } = await own.call("/v1/keys", { headers: viewer });
        expect([status, body.code]).toEqual([403, "role_missing"]);
        const wrong = await own.call("/v1/keys", { method: "POST", body: "{" });
        expect([wrong.status, wrong.body.code]).toEqual([400, "invalid_body"]);
        expect((await own.call(`/v1/factors?factor_set=${own.factors.version}`)).status).toBe(200);
        expect((await fetch(`${own.url}/health/live`)).status).toBe(200);
        const { dataDir, port } = own.engine;
        const again = await startTestClickHouse({ dataDir, port });
        try {
          await expect.poll(async () => (await own.call("/v1/usage")).status, { timeout: 10_000 }).toBe(200);
        } finally {
          await again.stop();
        }
      } finally {
        await own.stop();
      }
    },
    90_000,
  );
});
