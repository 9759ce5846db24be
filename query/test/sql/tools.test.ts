import { once } from "node:events";
import { get } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { newApiKey, parseApiKey, type Scope, StoreKeyRing, secretDigest } from "@ecomind/accounts";
import { loadDefaultFactorSet } from "@ecomind/footprint";
import { createLogger, createMetrics, Health } from "@ecomind/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createQueryApp } from "../../src/app.js";
import { formatsNotOffered } from "../../src/sql/tool-formats.js";
import { type AnalystEngine, expectNothingForeign, startAnalystEngine } from "./analyst-engine.js";
import { escapeAttempts } from "./escape-attempts.js";

interface Account {
  readonly user: string;
  readonly password: string;
}

let engine: AnalystEngine;
let url: string;
let stop: () => Promise<void>;
let keyRing: StoreKeyRing;
let admin: string;
let account: Account;
let tool: ClickHouseClient;

beforeAll(async () => {
  engine = await startAnalystEngine();
  const logger = createLogger({ service: "query", level: "silent" });
  keyRing = new StoreKeyRing({ client: engine.client, logger, refreshMs: 200 });
  const app = createQueryApp({
    client: engine.client,
    factors: loadDefaultFactorSet(),
    registry: createMetrics("query"),
    health: new Health(),
    logger,
    keyRing,
    version: "0.1.0",
    sql: engine.sql,
    rateLimit: { perSecond: 0, burst: 0 },
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  admin = await key(["admin"]);
  account = await makeAccount(admin);
  tool = createClient({
    url,
    username: account.user,
    password: account.password,
    database: "ecomind",
    log: { level: ClickHouseLogLevel.OFF },
  });
  stop = async () => {
    await tool.close();
    await keyRing.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await engine.stop();
  };
});
afterAll(() => stop());

async function known(): Promise<void> {
  await keyRing.refresh();
  await keyRing.refresh();
}

async function key(scopes: readonly Scope[], org_id = "acme"): Promise<string> {
  const made = newApiKey();
  const { keyId, secret } = parseApiKey(made) as { keyId: string; secret: string };
  const row = { key_id: keyId, org_id, name: "t", secret_sha256: secretDigest(secret), scopes, created_at: 0 };
  await engine.client.insert({ table: "api_keys", values: [row], format: "JSONEachRow" });
  await known();
  return made;
}

const api = async (method: string, path: string, apiKey = admin, body?: object) => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { "x-api-key": apiKey, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what is read of it is compared
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
};

async function makeAccount(apiKey: string): Promise<Account> {
  const { status, body } = await api("POST", "/v1/sql/accounts", apiKey, { name: "grafana" });
  expect(status, JSON.stringify(body)).toBe(200);
  await known();
  return body;
}

/** A raw request; the statement in the body where one is given. */
async function raw(
  search: string,
  body?: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  as = account,
) {
  const authorization = `Basic ${Buffer.from(`${as.user}:${as.password}`).toString("base64")}`;
  const response = await fetch(`${url}/${search}`, {
    headers: { authorization, ...headers },
    ...(body === undefined ? {} : { method: "POST", body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe("an account", () => {
  test("is made by an administrator, shown once, listed without its password, and refused when it is revoked", async () => {
    const made = await api("POST", "/v1/sql/accounts", admin, { name: "dbeaver", expires_in_days: 30 });
    expect(made.headers.get("cache-control")).toBe("no-store");
    expect(made.body).toMatchObject({ name: "dbeaver", database: "ecomind", revoked_at: null });
    const own = made.body as Account;
    expect(own.user).toMatch(/^ecomind_sql_[a-z0-9]{12}$/);
    await known();
    const count = () => raw("", "SELECT count() FROM events", {}, own);
    expect((await count()).text).toBe("200\n");
    const listed = await api("GET", "/v1/sql/accounts");
    expect(listed.body.accounts.map(({ user }: Account) => user)).toContain(own.user);
    expect(JSON.stringify(listed.body)).not.toContain(own.password);
    // It is no key of the API, and not one of its keys.
    expect(JSON.stringify((await api("GET", "/v1/keys")).body)).not.toContain(own.user.slice(12));
    const asKey = `eco_${own.user.slice(12)}_${own.password}`;
    expect((await api("GET", "/v1/usage", asKey)).body.code).toBe("role_missing");
    expect((await api("DELETE", `/v1/keys/${own.user.slice(12)}`)).status).toBe(404);
    const strange = await key(["admin"], "acme2");
    expect((await api("DELETE", `/v1/sql/accounts/${own.user}`, strange)).status).toBe(404);
    expect((await count()).text).toBe("200\n");
    const revoked = await api("DELETE", `/v1/sql/accounts/${own.user}`);
    expect([revoked.status, typeof revoked.body.revoked_at]).toEqual([200, "string"]);
    await expect.poll(async () => (await count()).status, { timeout: 5_000 }).toBe(403);
    expect((await count()).text).toMatch(/^Code: 516\. DB::Exception: .*\(AUTHENTICATION_FAILED\)/);
    const audit = await engine.client.query({
      query: "SELECT action, target FROM audit_log WHERE org_id = 'acme' AND target IN ('', {user:String}) ORDER BY at",
      query_params: { user: own.user },
      format: "JSONEachRow",
    });
    expect((await audit.json()).slice(-2)).toEqual([
      { action: "createSqlAccount", target: own.user },
      { action: "revokeSqlAccount", target: own.user },
    ]);
  });

  test("may show its password in each of the interface's ways, and nothing else is let in", async () => {
    const { user, password } = account;
    const statement = "SELECT count() FROM events";
    const query = `query=${encodeURIComponent(statement)}`;
    const told = async (search: string, headers: Record<string, string> = {}, body?: string) =>
      (await (await fetch(`${url}/${search}`, { headers, ...(body ? { method: "POST", body } : {}) })).text()).trim();
    expect(await told(`?${query}`, { "x-clickhouse-user": user, "x-clickhouse-key": password })).toBe("200");
    expect(await told(`?${query}&user=${user}&password=${password}`)).toBe("200");
    expect(await told(`?user=${user}&password=${password}`, {}, statement)).toBe("200");
    expect((await raw("")).text).toBe("Ok.\n");
    expect(await told("ping")).toBe("Ok.");
    const readKey = await key(["read", "admin"]);
    const parts = readKey.split("_") as [string, string, string];
    for (const [name, secret] of [
      [user, "x"],
      [user, ""],
      ["", password],
      [`ecomind_sql_${parts[1]}`, parts[2]],
      ["ecomind_analyst", "known to the service alone"],
      ["ecomind", "admin"],
      ["default", ""],
      [`${user}'--`, password],
    ] as const) {
      const answer = await raw("", statement, {}, { user: name, password: secret });
      expect([answer.status, answer.text], name).toEqual([403, expect.stringContaining("AUTHENTICATION_FAILED")]);
    }
    // Without a credential the root is not the interface's.
    expect((await fetch(`${url}/?${query}`)).status).toBe(404);
  });

  test("sees its own organisation's rows", async () => {
    const other = await makeAccount(await key(["admin"], "acme2"));
    expect((await raw("", "SELECT DISTINCT org_id, count() FROM events GROUP BY 1")).text).toBe("acme\t200\n");
    expect((await raw("", "SELECT count() FROM events", {}, other)).text).toBe("300\n");
  });
});

describe("the root without a tool's credential", () => {
  test("a person's name in the address is a filter of the dashboards", async () => {
    for (const search of ["?user=ada", "?tz=UTC&user=ada&user=bob", "?user=", `?not_user=${account.user}`]) {
      const answer = await fetch(`${url}/${search}`);
      // This service has no dashboards: without the interface nobody is there.
      expect([answer.status, ((await answer.json()) as { code: string }).code], search).toEqual([404, "not_found"]);
    }
    for (const search of [
      `?user=${account.user}`,
      "?user=ada&password=",
      "?user=ada&query=SELECT+1",
      "?user=ecomind_sql_",
    ]) {
      const answer = await fetch(`${url}/${search}`);
      expect([answer.status, await answer.text()], search).toEqual([
        403,
        expect.stringContaining("(AUTHENTICATION_FAILED)"),
      ]);
    }
  });

  test("an address that is no URL is answered as any other", async () => {
    for (const path of ["//", "//?x=1", "//[", "//a:b/"]) {
      const { status } = await new Promise<{ status: number | undefined }>((resolve, reject) => {
        get({ host: "127.0.0.1", port: new URL(url).port, path }, (response) => {
          response.resume();
          resolve({ status: response.statusCode });
        }).on("error", reject);
      });
      expect(status, path).toBe(404);
    }
  });
});

describe("a tool", () => {
  test("the official client: rows, values, a stream, an error it understands", async () => {
    expect(await tool.ping()).toEqual({ success: true });
    const result = await tool.query({
      query:
        "SELECT model, sum(requests) AS n FROM usage_15m WHERE model IN {models:Array(String)} GROUP BY model ORDER BY model",
      query_params: { models: ["gpt-4o", "gpt-4o-mini", "it's\ta 'trap'"] },
      format: "JSONEachRow",
    });
    expect(await result.json()).toEqual([
      { model: "gpt-4o", n: "100" },
      { model: "gpt-4o-mini", n: "100" },
    ]);
    const stream = await tool.query({ query: "SELECT number FROM numbers(50000)", format: "JSONCompactEachRow" });
    let rows = 0;
    for await (const some of stream.stream()) rows += some.length;
    expect(rows).toBe(50_000);
    await expect(tool.query({ query: "SELECT nothing FROM events", format: "JSON" })).rejects.toMatchObject({
      code: "47",
      type: "UNKNOWN_IDENTIFIER",
    });
    await expect(tool.insert({ table: "events", values: [{ org_id: "acme" }], format: "JSONEachRow" })).rejects.toThrow(
      /nothing is inserted/,
    );
    await expect(tool.command({ query: "CREATE TABLE t (a Int8) ENGINE = Memory" })).rejects.toThrow();
  });

  test("what clients ask for at first is answered", async () => {
    for (const query of [
      "SELECT version()",
      "SELECT currentUser() AS user, timezone() AS timezone, version() AS version LIMIT 1 FORMAT RowBinaryWithNamesAndTypes",
      "SELECT displayName(), version(), revision(), timezone()",
      "SELECT 1",
      "SELECT currentDatabase();",
      "SELECT name, value, readonly FROM system.settings LIMIT 10000",
    ])
      expect(
        (await raw("?compress=0&client_protocol_version=54460&default_format=TabSeparated", query)).status,
        query,
      ).toBe(200);
  });

  test("an answer that is too large breaks off, and says why in the interface's own way", async () => {
    const large = "SELECT toLowCardinality(materialize(repeat('a', 100000))) AS text FROM numbers(700)";
    const authorization = `Basic ${btoa(`${account.user}:${account.password}`)}`;
    const headers = { authorization, "accept-encoding": "identity" };
    const response = await fetch(`${url}/`, { method: "POST", headers, body: large });
    let bytes = 0;
    let end = "";
    const reading = (async () => {
      for await (const chunk of response.body ?? []) {
        bytes += chunk.length;
        end = (end + Buffer.from(chunk).toString("latin1")).slice(-300);
      }
    })();
    await expect(reading).rejects.toThrow("terminated");
    expect(bytes).toBeLessThan(64_001_000);
    expect(end).toMatch(
      /__exception__\r\n\w+\r\nCode: 396\. .*\(TOO_MANY_ROWS_OR_BYTES\)\n\d+ \w+\r\n__exception__\r\n$/,
    );
    const stream = await tool.query({ query: large, format: "JSONEachRow" });
    const rows = (async () => {
      for await (const _ of stream.stream());
    })();
    await expect(rows).rejects.toMatchObject({ code: "396", type: "TOO_MANY_ROWS_OR_BYTES" });
    // Its turn is free again, and so is the connection to the engine.
    expect((await raw("", "SELECT 1")).text).toBe("1\n");
  }, 90_000);

  test("many questions at once are answered one after another", async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, () => raw("", "SELECT sum(sipHash64(number)) > 0 FROM numbers(2000000)")),
    );
    expect(all.map(({ text }) => text)).toEqual(Array(12).fill("1\n"));
  });

  test("formats that do more than write rows are unknown here", async () => {
    for (const format of [...Object.keys(formatsNotOffered), "CapnProto", "constructor"])
      for (const { status, text } of [
        await raw("", `SELECT 1 FORMAT ${format}`),
        await raw(`?default_format=${format}`, "SELECT 1"),
      ])
        expect([status, text], format).toEqual([404, expect.stringContaining("UNKNOWN_FORMAT")]);
  });
});

test("no answer counts the rows that were read: other organisations' are among them", async () => {
  // 200 of its own; the engine reads all 500 of the part.
  const query = "SELECT uniqExact(id) AS n FROM events";
  const plain = await raw("", `${query} FORMAT TSV`);
  expect([plain.text, plain.headers.get("x-clickhouse-progress")]).toEqual(["200\n", null]);
  expect(Object.keys(JSON.parse(plain.headers.get("x-clickhouse-summary") ?? "{}"))).toEqual([
    "result_rows",
    "result_bytes",
    "elapsed_ns",
  ]);
  for (const format of ["JSON", "JSONCompact", "JSONStrings", "JSONColumnsWithMetadata", "XML", "Pretty", "Vertical"]) {
    const { text, headers } = await raw("?send_progress_in_http_headers=1", `${query} FORMAT ${format}`);
    expect(text, format).toContain("200");
    for (const told of [text, ...headers.values()]) expect(told, format).not.toMatch(/rows_read|read_rows|\b500\b/);
  }
});

describe("what is in the address", () => {
  test("settings change nothing or are refused; the account's limits hold", async () => {
    for (const setting of [
      "readonly=0",
      "max_memory_usage=0",
      "max_threads=64",
      "additional_table_filters={}",
      "additional_result_filter=1",
      "allow_introspection_functions=1",
      "allow_ddl=1",
      "allow_get_client_http_header=1",
      "external_storage_max_read_rows=1",
      "format_schema=x",
      "format_template_row=/etc/passwd",
      "default_database=system",
      "role=admin",
      "profile=default",
      "http_response_headers={}",
      "stacktrace=1",
      "compress=2",
      "add_http_cors_header=1",
      "__proto__=1",
      "param_=1",
      "param_a-b=1",
    ]) {
      const answer = await raw(`?${setting}`, "SELECT DISTINCT org_id FROM events");
      expect([answer.status, answer.text], setting).toEqual([403, expect.stringContaining("(READONLY)")]);
    }
    for (const setting of ["max_result_rows=0", "max_execution_time=0", "readonly=2", "readonly=1"]) {
      const { status, text } = await raw(`?${setting}`, "SELECT number FROM numbers(100001)");
      expect([status, text], setting).toEqual([413, expect.stringContaining("TOO_MANY_ROWS_OR_BYTES")]);
    }
  });

  test("another database, a session, a spoofed organisation", async () => {
    for (const database of [
      "system",
      "information_schema",
      "INFORMATION_SCHEMA",
      "ecomind`",
      "_temporary_and_external_tables",
    ])
      expect((await raw(`?database=${database}`, "SELECT * FROM tables")).text, database).toContain("UNKNOWN_DATABASE");
    for (const database of ["", "default", "ecomind"])
      expect((await raw(`?database=${database}`, "SELECT count() FROM events")).text, database).toBe("200\n");
    const session = "?session_id=mine&session_timeout=600";
    for (const statement of [
      "CREATE TEMPORARY TABLE t AS SELECT 1",
      "SET max_threads = 64",
      "USE system",
      "SET ROLE ALL",
    ])
      expect((await raw(session, statement)).status, statement).toBeGreaterThanOrEqual(400);
    expect((await raw(session, "SELECT * FROM tables")).status).toBeGreaterThanOrEqual(400);
    const spoofed = await raw("", "SELECT DISTINCT org_id FROM events", {
      "X-Ecomind-Org": "acme2",
      "X-ClickHouse-Setting-readonly": "0",
    });
    expect(spoofed.text).toBe("acme\n");
    const database = { "X-ClickHouse-Database": "system" };
    expect((await raw("?database=ecomind", "SELECT 1", database)).text).toContain("UNKNOWN_DATABASE");
  });

  test("statements in the address, in both places, packed or with files", async () => {
    const inUrl = (statement: string) => `?query=${encodeURIComponent(statement)}`;
    expect((await raw(inUrl("SELECT count() FROM events FORMAT CSV"))).text).toBe("200\n");
    expect((await raw(inUrl("SELECT user_id FROM events"))).text).toContain("(UNKNOWN_IDENTIFIER)");
    expect((await raw(inUrl("SELECT 1; SELECT * FROM api_keys"))).text).toContain("Expected one statement");
    for (const [first, second] of [
      ["INSERT INTO events FORMAT CSV", "a,b"],
      ["SELECT 1", " UNION ALL SELECT * FROM api_keys"],
      ["SELECT 1 FORMAT CSV", "SELECT 2"],
    ] as const)
      expect((await raw(inUrl(first), second)).text, first).toContain("nothing is inserted");
    expect((await raw("?query=SELECT+1&query=SELECT+user_id+FROM+events")).status).toBe(403);
    const packed = (statement: string) => raw("", new Uint8Array(gzipSync(statement)), { "content-encoding": "gzip" });
    expect((await packed("SELECT count() FROM events")).text).toBe("200\n");
    expect((await packed("SELECT user_id FROM events")).text).toContain("(UNKNOWN_IDENTIFIER)");
    const form = '--x\r\nContent-Disposition: form-data; name="t"; filename="t"\r\n\r\n1\r\n--x--\r\n';
    const files = await raw(inUrl("SELECT * FROM t"), form, { "content-type": "multipart/form-data; boundary=x" });
    expect([files.status, files.text]).toEqual([403, expect.stringContaining("not taken")]);
    expect((await raw("", `SELECT '${"x".repeat(60_000)}'`)).text).toContain("too long");
    expect((await raw("", " ".repeat(300_000))).text).toContain("BAD_ARGUMENTS");
  });
});

describe("every attempt to escape, through the interface", () => {
  const attempts = escapeAttempts("SECRETFILE", "http://127.0.0.1:9/");
  const place = (text: string) => text.replaceAll("SECRETFILE", engine.secretFile);
  /** A format at the end is the interface's own way to ask for one: such a statement may be answered, from own rows. */
  const asksForFormat = (query: string) => /FORMAT \w+$/.test(query);

  test.each(Object.keys(attempts))("%s", async (kind) => {
    const before = await engine.state();
    for (const { query, parameters = {}, outcome } of attempts[kind] ?? []) {
      const statement = place(query);
      const search = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [`param_${name}`, value]));
      const byHand = await raw(`?${search}`, statement);
      expectNothingForeign(byHand.text, query);
      if (outcome !== "refused" || (asksForFormat(query) && byHand.status === 200))
        expect(byHand.status, query).toBe(200);
      else
        expect([byHand.status >= 400, byHand.text], query).toEqual([
          true,
          // … and by the judge or the engine, not by a fault of the service.
          expect.stringMatching(/^Code: (?!1002\.)\d+\. DB::Exception: /),
        ]);
      const byClient = await tool
        .query({ query: statement, query_params: parameters, format: "JSONCompactEachRow" })
        .then((result) => result.text())
        .catch((error: Error) => `refused: ${error.message}`);
      expectNothingForeign(byClient, query);
      if (outcome === "refused" && !/FORMAT|^\s*$|^;$|^--/.test(query)) expect(byClient, query).toMatch(/^refused: /);
    }
    expect(await engine.state()).toEqual(before);
  });
});
