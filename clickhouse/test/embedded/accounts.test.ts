import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import type { EmbeddedUser } from "@ecomind/clickhouse/embedded";
import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const more: EmbeddedUser[] = [
  { name: "reader", password: "only <reads> & 'quotes'", readonly: true, database: "ecomind" },
  {
    name: "analyst",
    password: "of one organisation",
    readonly: true,
    database: "ecomind",
    grants: ["GRANT SELECT ON ecomind.usage", "GRANT SELECT ON ecomind.events"],
    rowFilters: { "ecomind.events": "org_id = getClientHTTPHeader('X-Org')" },
    settings: { allow_get_client_http_header: 1, max_execution_time: 5 },
  },
];

let server: TestClickHouse;
const clients: ClickHouseClient[] = [];
const as = (username: string, password: string, http_headers: Record<string, string> = {}): ClickHouseClient => {
  const client = createClient({
    url: server.url,
    username,
    password,
    http_headers,
    log: { level: ClickHouseLogLevel.OFF },
  });
  clients.push(client);
  return client;
};
const rows = async (client: ClickHouseClient, query: string): Promise<unknown[]> =>
  (await client.query({ query, format: "JSONCompactEachRow" })).json();

beforeAll(async () => {
  const env = { NO_PASSWORD: "false", CLICKHOUSE_PASSWORD: "secret", CLICKHOUSE_USERS: JSON.stringify(more) };
  server = await startTestClickHouse({ env });
  const admin = as("ecomind", "secret");
  await admin.command({ query: "CREATE TABLE events (org_id String, n UInt32) ORDER BY org_id" });
  await admin.command({ query: "CREATE VIEW usage AS SELECT org_id, sum(n) AS n FROM events GROUP BY org_id" });
  await admin.command({ query: "INSERT INTO events VALUES ('a', 1), ('a', 2), ('b', 4)" });
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await server?.stop();
});

describe("an account", () => {
  it("needs its password, and `default` does not exist without one", async () => {
    const status = async (path: string, headers = {}) => (await fetch(server.url + path, { headers })).status;
    expect(await status("/ping")).toBe(200);
    expect(await status("/?query=SELECT+1")).toBe(401);
    expect(await status("/?query=SELECT+1&user=default&password=secret")).toBe(401);
    expect(await status("/?query=SELECT+1&user=ecomind")).toBe(403);
    expect(await status("/?query=SELECT+1", { "X-ClickHouse-User": "ecomind", "X-ClickHouse-Key": "wrong" })).toBe(403);
    expect(await status("/?query=SELECT+1&user=ecomind&password=secret")).toBe(200);
    await expect(rows(as("ecomind", "wrong"), "SELECT 1")).rejects.toMatchObject({ code: "516" });
  });

  it("has an hour for a statement that gives no limit, and less or more where it does", async () => {
    const limit = "SELECT toFloat64(getSetting('max_execution_time'))";
    for (const client of [as("ecomind", "secret"), as("reader", "only <reads> & 'quotes'")]) {
      expect(await rows(client, limit)).toEqual([[3_600]]);
      const own = await client.query({
        query: limit,
        format: "JSONCompactEachRow",
        clickhouse_settings: { max_execution_time: 7_200 },
      });
      expect(await own.json()).toEqual([[7_200]]);
    }
    expect(await rows(as("analyst", "of one organisation"), limit)).toEqual([[5]]);
  });

  it("starts in its own database", async () => {
    expect(await rows(as("ecomind", "secret"), "SELECT currentDatabase(), count() FROM events")).toEqual([
      ["ecomind", 3],
    ]);
  });

  it("that only reads is refused writes and the files of the machine", async () => {
    const reader = as("reader", more[0]?.password as string);
    expect(await rows(reader, "SELECT count() FROM events")).toEqual([[3]]);
    for (const query of [
      "INSERT INTO events VALUES ('a', 1)",
      "CREATE TABLE mine (n UInt8) ORDER BY n",
      "TRUNCATE TABLE events",
      "ALTER TABLE events DELETE WHERE 1",
      "SYSTEM STOP LISTEN HTTP",
    ])
      await expect(reader.command({ query }), query).rejects.toMatchObject({
        code: expect.stringMatching(/^(497|164)$/),
      });
    await expect(rows(reader, "SELECT * FROM file('/etc/passwd', 'LineAsString')")).rejects.toMatchObject({
      code: "497",
    });
  });

  it("with row filters sees the rows that its request's header names, in tables and views alike", async () => {
    const of = (org: string) => as("analyst", "of one organisation", { "X-Org": org });
    expect(await rows(of("a"), "SELECT * FROM usage")).toEqual([["a", 3]]);
    expect(await rows(of("b"), "SELECT * FROM usage")).toEqual([["b", 4]]);
    expect(await rows(of("a' OR 1 = 1 --"), "SELECT * FROM events")).toEqual([]);
    expect(await rows(of("a"), "SELECT DISTINCT org_id FROM merge('ecomind', 'events|usage')")).toEqual([["a"]]);
    expect(await rows(of("a"), "SELECT count() FROM events WHERE org_id IN (SELECT org_id FROM events)")).toEqual([
      [2],
    ]);
    for (const query of [
      "SELECT * FROM system.processes",
      "SELECT * FROM system.parts",
      "SELECT * FROM remote('localhost', 'ecomind', 'events')",
      "SELECT * FROM events SETTINGS allow_get_client_http_header = 0",
      "SELECT * FROM url('http://localhost', 'LineAsString')",
    ])
      await expect(rows(of("a"), query), query).rejects.toMatchObject({ code: expect.stringMatching(/^(497|164)$/) });
  });
});
