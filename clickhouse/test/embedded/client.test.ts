import { randomUUID } from "node:crypto";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const log = { level: ClickHouseLogLevel.OFF };
let server: TestClickHouse;
let client: ClickHouseClient;

beforeAll(async () => {
  server = await startTestClickHouse();
  client = createClient({ url: server.url, database: "ecomind", log });
});
afterAll(async () => {
  await client?.close();
  await server?.stop();
});

const value = async (query: string, query_params: Record<string, unknown> = {}): Promise<unknown> => {
  const rows = await (await client.query({ query, query_params, format: "JSONCompactEachRow" })).json<unknown[]>();
  return rows[0]?.[0];
};

describe("the official client asks", () => {
  it("for a ping, with and without a statement", async () => {
    expect(await client.ping()).toMatchObject({ success: true });
    expect(await client.ping({ select: true })).toMatchObject({ success: true });
  });

  it.each([
    ["JSON", /"data":/],
    ["JSONStrings", /"n": "1"/],
    ["JSONCompact", /\[1, "a\\tb"\]/],
    ["JSONColumns", /"n": \[1/],
    ["JSONEachRow", /^\{"n":1,"s":"a\\tb"\}$/m],
    ["JSONCompactEachRowWithNamesAndTypes", /\["UInt16", "String"\]/],
    ["CSVWithNames", /^"n","s"$/m],
    ["TabSeparated", /^1\ta\\tb$/m],
    ["TSVWithNamesAndTypes", /^UInt16\tString$/m],
    ["CustomSeparated", /1/],
    ["PrettyCompact", /─/],
    ["Markdown", /\| n \| s \|/],
    ["Values", /\(1,'a\\tb'\)/],
    ["XML", /<rows>2<\/rows>/],
    ["Vertical", /n: 1/],
  ])("for rows as %s, one whole document", async (format, expected) => {
    const query = `SELECT arrayJoin([1, 300]) AS n, 'a\\tb' AS s FORMAT ${format}`;
    const { stream } = await client.exec({ query });
    let text = "";
    for await (const chunk of stream) text += chunk;
    expect(text).toMatch(expected);
  });

  it.each([
    "Native",
    "RowBinary",
    "Parquet",
    "ArrowStream",
    "ORC",
    "Avro",
    "MsgPack",
  ])("for rows as %s and gives them back as an insert", async (format) => {
    await client.command({ query: "CREATE OR REPLACE TABLE copy (n UInt64, s String) ORDER BY n" });
    const out = await client.exec({
      query: `SELECT number AS n, toString(number) AS s FROM numbers(70000) FORMAT ${format}`,
    });
    const { stream } = await client.exec({ query: `INSERT INTO copy FORMAT ${format}`, values: out.stream });
    stream.resume();
    expect(await value("SELECT (count(), sum(n), uniqExact(s)) FROM copy")).toEqual([70000, 2449965000, 70000]);
  });

  it("for 3 million rows as a stream, in pieces", async () => {
    const result = await client.query({ query: "SELECT number AS n FROM numbers(3e6)", format: "JSONEachRow" });
    let rows = 0;
    let sum = 0n;
    for await (const chunk of result.stream<{ n: number }>())
      for (const row of chunk) {
        rows += 1;
        sum += BigInt(row.json<{ n: number }>().n);
      }
    expect([rows, sum]).toEqual([3_000_000, 4_499_998_500_000n]);
  });

  it("with parameters of every kind", async () => {
    const uuid = randomUUID();
    const when = new Date("2026-02-28T23:59:59.123Z");
    const params = {
      text: "it's\n\ta \\ 'quoted' 雪 {x}",
      big: 18_446_744_073_709_551_615n,
      real: -1.5,
      yes: true,
      nothing: null,
      list: ["a'b", "c\\d"],
      nested: [[1, 2], []],
      map: { k: 1, "o'k": 2 },
      when,
      uuid,
      table: "one",
    };
    const rows = await client.query({
      query: `SELECT {text:String} AS text, toString({big:UInt64}) AS big, {real:Float64} AS real, {yes:Bool} AS yes,
        {nothing:Nullable(Int8)} AS nothing, {list:Array(String)} AS list, {nested:Array(Array(UInt8))} AS nested,
        {map:Map(String, UInt8)} AS map, toUnixTimestamp64Milli({when:DateTime64(3, 'UTC')}) AS ms, {uuid:UUID} AS uuid
        FROM system.{table:Identifier}`,
      query_params: params,
      format: "JSONEachRow",
    });
    expect(await rows.json()).toEqual([
      {
        text: params.text,
        big: "18446744073709551615",
        real: -1.5,
        yes: true,
        nothing: null,
        list: params.list,
        nested: params.nested,
        map: params.map,
        ms: expect.anything(),
        uuid,
      },
    ]);
    expect(Number(await value("SELECT toUnixTimestamp64Milli({when:DateTime64(3, 'UTC')})", { when }))).toBe(+when);
  });

  it("with compression both ways", async () => {
    const zipped = createClient({
      url: server.url,
      database: "ecomind",
      compression: { request: true, response: true },
    });
    await zipped.command({ query: "CREATE OR REPLACE TABLE zipped (n UInt32) ORDER BY n" });
    const values = Array.from({ length: 50_000 }, (_, n) => ({ n }));
    await zipped.insert({ table: "zipped", values, format: "JSONEachRow" });
    const rows = await (await zipped.query({ query: "SELECT n FROM zipped", format: "JSONEachRow" })).json();
    expect(rows).toHaveLength(50_000);
    await zipped.close();
  });

  it("for what it did: query id, summary, progress", async () => {
    const query_id = randomUUID();
    await client.command({ query: "CREATE OR REPLACE TABLE counted (n UInt32) ORDER BY n" });
    const inserted = await client.insert({
      table: "counted",
      values: [{ n: 1 }, { n: 2 }, { n: 3 }],
      format: "JSONEachRow",
      query_id,
    });
    expect(inserted.query_id).toBe(query_id);
    expect(inserted.summary).toMatchObject({ written_rows: "3", written_bytes: "12" });
    expect(inserted.response_headers["x-clickhouse-server-display-name"]).toBe("ecomind");
    const events: string[] = [];
    const rows = await client.query({
      query: "SELECT count() FROM counted",
      format: "JSONEachRowWithProgress",
    });
    for await (const chunk of rows.stream()) for (const row of chunk) events.push(row.text);
    expect(events.some((text) => text.includes('"row"'))).toBe(true);
    expect(events.some((text) => text.includes('"progress"'))).toBe(true);
  });

  it("for something impossible and gets the code and the name", async () => {
    const codes: [string, string, string][] = [
      ["SELECT * FROM nowhere", "60", "UNKNOWN_TABLE"],
      ["SELECT nothing", "47", "UNKNOWN_IDENTIFIER"],
      ["SELECT 1 FROM", "62", "SYNTAX_ERROR"],
      ["SELECT 1 SETTINGS no_such_setting = 1", "115", "UNKNOWN_SETTING"],
      ["SELECT no_such_function(1)", "46", "UNKNOWN_FUNCTION"],
      ["SELECT {p:String}", "456", "UNKNOWN_QUERY_PARAMETER"],
      ["SELECT throwIf(1, 'fenced')", "395", "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"],
      ["CREATE TABLE ecomind.copy (n UInt8) ORDER BY n", "57", "TABLE_ALREADY_EXISTS"],
    ];
    await client.command({ query: "CREATE TABLE IF NOT EXISTS copy (n UInt64, s String) ORDER BY n" });
    for (const [query, code, type] of codes)
      await expect(client.command({ query }), query).rejects.toMatchObject({ code, type });
  });

  it("and learns of a failure in the middle of a stream", async () => {
    const query = "SELECT throwIf(number = 2000000, 'too far') AS n FROM numbers(3e6) SETTINGS max_threads = 1";
    const result = await client.query({ query, format: "JSONEachRow" });
    let rows = 0;
    const read = async () => {
      for await (const chunk of result.stream()) rows += chunk.length;
    };
    await expect(read()).rejects.toMatchObject({ code: "395", message: expect.stringContaining("too far") });
    expect(rows).toBeGreaterThan(1_000);
  });

  it("for two statements at once and is refused", async () => {
    await expect(client.command({ query: "SELECT 1; SELECT 2" })).rejects.toMatchObject({ code: "62" });
  });
});

describe("the official client inserts", () => {
  it("a stream of objects, of any length", async () => {
    await client.command({ query: "CREATE OR REPLACE TABLE streamed (n UInt32, s String) ORDER BY n" });
    const { Readable } = await import("node:stream");
    const values = Readable.from(
      (function* () {
        for (let n = 0; n < 200_000; n += 1) yield { n, s: `row ${n}` };
      })(),
      { objectMode: true },
    );
    await client.insert({ table: "streamed", values, format: "JSONEachRow" });
    expect(await value("SELECT (count(), max(s)) FROM streamed")).toEqual([200_000, "row 99999"]);
  });

  it("a million rows as RowBinary", async () => {
    await client.command({ query: "CREATE OR REPLACE TABLE binary (n UInt32, x UInt64) ORDER BY n" });
    const { Readable } = await import("node:stream");
    const block = (from: number) => {
      const bytes = Buffer.alloc(12 * 10_000);
      for (let row = 0; row < 10_000; row += 1) {
        bytes.writeUInt32LE(from + row, row * 12);
        // 0x0a3b is a line break and a semicolon: what ends a statement in text must not end it here.
        bytes.writeBigUInt64LE(0x0a3b_0a3b_0a3b_0a3bn, row * 12 + 4);
      }
      return bytes;
    };
    const values = Readable.from(Array.from({ length: 100 }, (_, index) => block(index * 10_000)));
    const { stream } = await client.exec({ query: "INSERT INTO binary FORMAT RowBinary", values });
    stream.resume();
    expect(await value("SELECT (count(), sum(n), uniqExact(x)) FROM binary")).toEqual([1_000_000, 499999500000, 1]);
  });

  it("through INSERT … SELECT FROM input()", async () => {
    await client.command({ query: "CREATE OR REPLACE TABLE shifted (n UInt32) ORDER BY n" });
    const { stream } = await client.exec({
      query: "INSERT INTO shifted SELECT n + 1 FROM input('n UInt32') FORMAT TSV",
      values: (await import("node:stream")).Readable.from(["1\n2\n"]),
    });
    stream.resume();
    expect(await value("SELECT groupArray(n) FROM shifted")).toEqual([2, 3]);
  });

  it("nothing at all, when a row is bad", async () => {
    await client.command({ query: "CREATE OR REPLACE TABLE strict (n UInt8) ORDER BY n" });
    await expect(
      client.insert({ table: "strict", values: [{ n: 1 }, { n: "x" }], format: "JSONEachRow" }),
    ).rejects.toMatchObject({ code: "27" });
    expect(Number(await value("SELECT count() FROM strict"))).toBe(0);
  });
});

describe("settings, sessions and roles", () => {
  it("keeps the settings of one query from the next, on one connection", async () => {
    const single = createClient({ url: server.url, max_open_connections: 1 });
    const threads = async (settings = {}) =>
      (
        await single.query({
          query: "SELECT getSetting('max_block_size')",
          format: "TabSeparated",
          clickhouse_settings: settings,
        })
      ).text();
    const before = await threads();
    expect(await threads({ max_block_size: "123" })).toBe("123\n");
    expect(await threads()).toBe(before);
    await single.command({ query: "SET max_block_size = 77" });
    expect(await threads()).toBe(before);
    await single.close();
  });

  it("keeps temporary tables and SET within their session", async () => {
    const session_id = randomUUID();
    await client.command({ query: "CREATE TEMPORARY TABLE mine (n UInt8)", session_id });
    await client.insert({ table: "mine", values: [{ n: 7 }], format: "JSONEachRow", session_id });
    await client.command({ query: "SET max_block_size = 77", session_id });
    const query = "SELECT n, getSetting('max_block_size') AS size FROM mine";
    expect(await (await client.query({ query, session_id, format: "JSONEachRow" })).json()).toEqual([
      { n: 7, size: 77 },
    ]);
    await expect(client.query({ query })).rejects.toMatchObject({ code: "60" });
  });

  it("inserts at once by default, not some time later", async () => {
    expect(await value("SELECT getSetting('async_insert')")).toBe(false);
    expect(await value("SELECT value FROM system.merge_tree_settings WHERE name = 'fsync_after_insert'")).toBe("1");
    expect(await value("SELECT value FROM system.merge_tree_settings WHERE name = 'fsync_part_directory'")).toBe("1");
  });

  it("honours max_execution_time", async () => {
    const began = performance.now();
    await expect(
      client.query({
        query: "SELECT count() FROM numbers(1e13)",
        clickhouse_settings: { max_execution_time: 1 },
      }),
    ).rejects.toMatchObject({ code: "159", type: "TIMEOUT_EXCEEDED" });
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
