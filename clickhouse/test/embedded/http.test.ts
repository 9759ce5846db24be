import { randomUUID } from "node:crypto";
import { type IncomingHttpHeaders, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, brotliDecompressSync, deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

let server: TestClickHouse;
beforeAll(async () => {
  server = await startTestClickHouse();
});
afterAll(async () => {
  await server?.stop();
});

/** Plain HTTP, nothing decoded on the way, as curl does it. */
function ask(path: string, { method = "GET", headers = {}, body }: Ask = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, server.url), { method, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      const answer = () => {
        const all = Buffer.concat(chunks);
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: all, text: all.toString() });
      };
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      // A failure in the middle of a result ends the connection short of its last chunk.
      incoming.on("error", answer);
      incoming.on("end", answer);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
const post = (body: string | Uint8Array, path = "/", headers: Record<string, string> = {}): Promise<Answer> =>
  ask(path, { method: "POST", body, headers });
const url = (parameters: Record<string, string>): string => `/?${new URLSearchParams(parameters)}`;

describe("the HTTP interface", () => {
  it("answers health checks", async () => {
    expect(await ask("/ping")).toMatchObject({ status: 200, text: "Ok.\n" });
    expect(await ask("/")).toMatchObject({ status: 200, text: "Ok.\n" });
    expect(await ask("/", { method: "HEAD" })).toMatchObject({ status: 200 });
    expect(await ask("/nowhere")).toMatchObject({ status: 404 });
  });

  it("serves none of the engine's own pages", async () => {
    const pages =
      "/play /dashboard /binary /merges /jemalloc /replicas_status /js/uplot.js /js/lz-string.js /metrics /schema /webterminal";
    for (const path of [...pages.split(" "), "/play?user=ecomind", "/%70lay", "/ecomind/parts.csv", "/mcp"])
      expect((await ask(path)).status, path).toBe(404);
  });

  it("takes a statement from the URL, the body, or both", async () => {
    expect((await ask(url({ query: "SELECT 1" }))).text).toBe("1\n");
    expect((await post("SELECT 2")).text).toBe("2\n");
    await post("CREATE TABLE ecomind.both (n UInt8) ORDER BY n");
    expect(await post("1\n2\n", url({ query: "INSERT INTO ecomind.both FORMAT TSV" }))).toMatchObject({ status: 200 });
    expect(await post("VALUES (3)", url({ query: "INSERT INTO ecomind.both" }))).toMatchObject({ status: 200 });
    expect((await post("SELECT count() FROM both", "/?database=ecomind")).text).toBe("3\n");
  });

  it("reads by GET and writes by POST only", async () => {
    const refused = await ask(url({ query: "CREATE TABLE ecomind.never (n UInt8) ORDER BY n" }));
    expect(refused.status).toBe(500);
    expect(refused.headers["x-clickhouse-exception-code"]).toBe("164");
  });

  it("says in its headers what it did", async () => {
    const query_id = randomUUID();
    const { headers } = await post("SELECT number FROM numbers(10)", url({ query_id, default_format: "JSON" }));
    expect(headers["x-clickhouse-query-id"]).toBe(query_id);
    expect(headers["x-clickhouse-format"]).toBe("JSON");
    expect(headers["x-clickhouse-timezone"]).toMatch(/./);
    expect(headers["x-clickhouse-server-display-name"]).toBe("ecomind");
    expect(headers["content-type"]).toBe("application/json; charset=UTF-8");
    expect(JSON.parse(String(headers["x-clickhouse-summary"]))).toMatchObject({ read_rows: "10", written_rows: "0" });
  });

  it("sends progress while a statement runs", async () => {
    const { headers } = await post(
      "SELECT sum(sleepEachRow(0.1)) FROM numbers(10) SETTINGS max_block_size = 1",
      "/?send_progress_in_http_headers=1&wait_end_of_query=1",
    );
    const progress = [headers["x-clickhouse-progress"]].flat().join(", ");
    expect(progress.split("elapsed_ns").length).toBeGreaterThan(3);
  });

  it.each([
    ["SELEC", 400, 62],
    ["SELECT nothing", 404, 47],
    ["SELECT * FROM nowhere", 404, 60],
    ["SELECT * FROM nowhere.nothing", 404, 81],
    ["SELECT throwIf(1)", 500, 395],
    ["SELECT toUInt8('x')", 400, 6],
    ["SELECT 1; SELECT 2", 400, 62],
    ["SELECT 1 FORMAT Nonsense", 404, 73],
  ])("gives %s status %i and code %i", async (query, status, code) => {
    const answer = await post(query);
    expect(answer.headers["x-clickhouse-exception-code"]).toBe(String(code));
    expect(answer.text).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: `));
    expect(answer.status).toBe(status);
  });

  it("frames an exception in the middle of a result", async () => {
    const query = "SELECT throwIf(number = 1500000, 'too far'), number FROM numbers(2e6) SETTINGS max_threads = 1";
    const { status, headers, text } = await post(query);
    const tag = headers["x-clickhouse-exception-tag"] as string;
    expect(status).toBe(200);
    expect(tag).toMatch(/^[a-z]{16}$/);
    const tail = text.slice(-2_000);
    expect(tail).toContain(`__exception__\r\n${tag}\r\n`);
    expect(tail).toMatch(new RegExp(`too far[^]*${tag}\\r\\n__exception__\\r\\n$`));
  });

  it("holds back a result until it is whole when asked to", async () => {
    const query = "SELECT throwIf(number = 1500000), number FROM numbers(2e6) SETTINGS max_threads = 1";
    const { status, headers } = await post(query, "/?wait_end_of_query=1");
    expect([status, headers["x-clickhouse-exception-code"]]).toEqual([500, "395"]);
  });

  it("binds parameters from the URL", async () => {
    const parameters = { param_s: "a\\tb'c", param_l: "[1,2]", query: "SELECT {s:String}, sum({l:Array(UInt8)}[2])" };
    expect((await ask(url(parameters))).text).toBe("a\\tb\\'c\t2\n");
  });

  it.each([
    ["gzip", gunzipSync, gzipSync],
    ["deflate", inflateSync, deflateSync],
    ["br", brotliDecompressSync, brotliCompressSync],
  ] as const)("compresses and inflates %s", async (encoding, inflate, compress) => {
    const query = "SELECT number FROM numbers(1000)";
    const { headers, body } = await post(query, "/?enable_http_compression=1", { "Accept-Encoding": encoding });
    expect(headers["content-encoding"]).toBe(encoding);
    expect(inflate(body).toString().split("\n")).toHaveLength(1_001);
    const sent = await post(compress("SELECT 40 + 2"), "/", { "Content-Encoding": encoding });
    expect(sent.text).toBe("42\n");
  });

  it("reads zstd and lz4 as well", async () => {
    for (const encoding of ["zstd", "lz4", "xz"]) {
      const query = "SELECT number FROM numbers(1000) FORMAT RowBinary";
      const path = "/?enable_http_compression=1";
      const packed = await post(query, path, { "Accept-Encoding": encoding });
      expect(packed.headers["content-encoding"]).toBe(encoding);
      await post("CREATE OR REPLACE TABLE ecomind.packed (n UInt64) ORDER BY n");
      const insert = url({ query: "INSERT INTO ecomind.packed FORMAT RowBinary" });
      expect(await post(packed.body, insert, { "Content-Encoding": encoding })).toMatchObject({ status: 200 });
      expect((await post("SELECT count(), sum(n) FROM ecomind.packed")).text).toBe("1000\t499500\n");
    }
  });

  it("takes the account from headers, the URL or basic authentication", async () => {
    const who = "SELECT currentUser()";
    const basic = (pair: string) => ({ Authorization: `Basic ${Buffer.from(pair).toString("base64")}` });
    expect((await post(who)).text).toBe("default\n");
    expect((await post(who, "/?user=ecomind")).text).toBe("ecomind\n");
    expect((await post(who, "/", { "X-ClickHouse-User": "ecomind" })).text).toBe("ecomind\n");
    expect((await post(who, "/", basic("ecomind:"))).text).toBe("ecomind\n");
    expect(await post(who, "/?user=nobody")).toMatchObject({ status: 403 });
  });
});

describe("sessions", () => {
  it("exist only once created, when that is asked", async () => {
    const answer = await post("SELECT 1", url({ session_id: randomUUID(), session_check: "1" }));
    expect([answer.status, answer.headers["x-clickhouse-exception-code"]]).toEqual([500, "372"]);
  });

  it("run one statement at a time", async () => {
    const session_id = randomUUID();
    const first = post("SELECT sleep(3)", url({ session_id }));
    const isRunning = "SELECT count() FROM system.processes WHERE startsWith(query, 'SELECT sleep(3)')";
    await expect.poll(async () => (await post(isRunning)).text, { timeout: 10_000, interval: 20 }).toBe("1\n");
    const second = await post("SELECT 1", url({ session_id }));
    expect(second.headers["x-clickhouse-exception-code"]).toBe("373");
    expect((await first).status).toBe(200);
  });

  it("end after their time", async () => {
    const session_id = randomUUID();
    await post("CREATE TEMPORARY TABLE mine (n UInt8)", url({ session_id, session_timeout: "1" }));
    expect((await post("SELECT count() FROM mine", url({ session_id, session_timeout: "1" }))).text).toBe("0\n");
    await sleep(2_500);
    expect((await post("SELECT count() FROM mine", url({ session_id }))).headers["x-clickhouse-exception-code"]).toBe(
      "60",
    );
  });
});

describe("what other clients ask", () => {
  // The requests that Grafana's plug-in and the JDBC driver of DBeaver send when they connect and browse.
  it.each([
    "SELECT version()",
    "SELECT timezone()",
    "SELECT currentUser(), timezone(), version(), getSetting('readonly') AS readonly FORMAT RowBinaryWithNamesAndTypes",
    "SELECT name, engine FROM system.databases ORDER BY name",
    "SELECT database, name, engine, comment FROM system.tables WHERE database = 'system'",
    "SELECT name, type, default_kind, default_expression FROM system.columns WHERE table = 'parts'",
    "SELECT name FROM system.functions LIMIT 5",
    "SELECT name, value FROM system.settings LIMIT 5",
    "SELECT * FROM system.data_type_families LIMIT 5",
    "SELECT * FROM system.clusters",
    "SELECT * FROM system.dictionaries",
    "SELECT * FROM INFORMATION_SCHEMA.TABLES LIMIT 3",
    "SHOW DATABASES",
    "SHOW TABLES FROM system",
    "SHOW CREATE TABLE ecomind.both",
    "DESCRIBE TABLE system.parts",
    "EXPLAIN SELECT 1",
    "SET max_threads = 1",
  ])("%s", async (query) => {
    const { status, text } = await post(
      query,
      "/?default_format=JSON&max_result_rows=10000&result_overflow_mode=break",
    );
    expect(text.slice(0, 5)).not.toBe("Code:");
    expect(status).toBe(200);
  });
});
