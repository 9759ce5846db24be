import { once } from "node:events";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Encoding, encodings, unpack, unpackNative } from "../../src/sql/packing/unpack.js";
import { formatsNotOffered, offeredFormats } from "../../src/sql/tool-formats.js";
import { type AnalystEngine, startAnalystEngine } from "./analyst-engine.js";
import { authorization, startToolService } from "./tool-service.js";

let engine: AnalystEngine;
let tools: Awaited<ReturnType<typeof startToolService>>;
beforeAll(async () => {
  engine = await startAnalystEngine();
  tools = await startToolService(engine);
});
afterAll(async () => {
  tools.stop();
  await engine.stop();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

/** Without `fetch`, which unpacks what it gets. */
async function ask(url: string, headers: Record<string, string>, body?: Uint8Array | string): Promise<Answer> {
  const asked = request(url, { method: body === undefined ? "GET" : "POST", headers: { authorization, ...headers } });
  asked.end(body);
  const [response] = await once(asked, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, bytes: Buffer.concat(chunks) };
}

/** A text as the engine itself packs it. */
async function packedByEngine(text: string, headers: Record<string, string>, search = ""): Promise<Buffer> {
  const { username, password } = await engine.accounts.of("acme", 1);
  const own = { authorization: `Basic ${btoa(`${username}:${password}`)}`, "x-ecomind-org": "acme" };
  const url = `${engine.engine.url}/?default_format=RawBLOB&param_text=${encodeURIComponent(text)}${search}`;
  const { status, bytes } = await ask(url, { ...own, ...headers }, "SELECT {text:String}");
  expect(status).toBe(200);
  return bytes;
}

const rows = 5_000;
const statement = `SELECT number, toString(number) AS text FROM numbers(${rows})`;
const expected = Array.from({ length: rows }, (_, index) => `${index}\t${index}\n`).join("");

describe("an answer that is packed", () => {
  test.each(encodings)("as %s says so, and so is an error", async (encoding) => {
    const answer = await ask(tools.url, { "accept-encoding": encoding }, statement);
    expect([answer.status, answer.headers["content-encoding"]]).toEqual([200, encoding]);
    expect(answer.bytes.length).toBeLessThan(expected.length);
    expect(unpack(answer.bytes, encoding, 1_000_000).toString()).toBe(expected);
    const fault = await ask(tools.url, { "accept-encoding": encoding }, "SELECT nothing FROM events");
    expect([fault.status, fault.headers["x-clickhouse-exception-code"]]).toEqual([400, "47"]);
    expect(fault.headers["content-encoding"]).toBeUndefined();
    expect(fault.bytes.toString()).toBe(
      "Code: 47. DB::Exception: There is no such column or alias: nothing. (UNKNOWN_IDENTIFIER)\n",
    );
  });

  test.each([
    ["gzip, deflate, br", undefined, "gzip"],
    ["br;q=1.0, gzip;q=0.8", undefined, "br"],
    ["x-gzip", undefined, "gzip"],
    ["identity", undefined, undefined],
    ["gzip;q=0", undefined, undefined],
    ["snappy, xz", undefined, undefined],
    ["gzip", "0", undefined],
    ["gzip", "1", "gzip"],
  ] as const)("that takes %s, with enable_http_compression %s: %s", async (accepted, setting, encoding) => {
    const url = setting === undefined ? tools.url : `${tools.url}?enable_http_compression=${setting}`;
    const answer = await ask(url, { "accept-encoding": accepted }, statement);
    expect([answer.status, answer.headers["content-encoding"]]).toEqual([200, encoding]);
    const text = encoding === undefined ? answer.bytes : unpack(answer.bytes, encoding, 1_000_000);
    expect(text.toString()).toBe(expected);
  });

  test.each([
    "",
    "&network_compression_method=ZSTD",
    "&network_compression_method=LZ4HC",
  ])("in ClickHouse's own blocks%s, an error readable", async (method) => {
    const headers = { "accept-encoding": "gzip" };
    const answer = await ask(`${tools.url}?compress=1${method}`, headers, statement);
    expect(answer.headers["content-encoding"]).toBeUndefined();
    expect(unpackNative(answer.bytes, 1_000_000).toString()).toBe(expected);
    const both = await ask(`${tools.url}?compress=1&enable_http_compression=1${method}`, headers, statement);
    expect(unpackNative(unpack(both.bytes, "gzip", 1_000_000), 1_000_000).toString()).toBe(expected);
    const fault = await ask(`${tools.url}?compress=1${method}`, {}, "SELECT nothing FROM events");
    expect([fault.status, unpackNative(fault.bytes, 10_000).toString()]).toEqual([
      400,
      expect.stringMatching(/^Code: 47\. .* nothing\. \(UNKNOWN_IDENTIFIER\)\n$/),
    ]);
  });

  test("one that is too large while it is packed breaks off", { timeout: 300_000 }, async () => {
    // Farther apart than LZ4 looks back, and one value in the engine's memory.
    const large =
      "WITH (SELECT randomString(90000)) AS text SELECT toLowCardinality(materialize(text)) FROM numbers(800)";
    await expect(ask(tools.url, { "accept-encoding": "lz4" }, large)).rejects.toThrow(/aborted|hang up|reset/i);
  });
});

describe("a statement that is packed", () => {
  test.each(encodings)("as %s", async (encoding) => {
    const bytes = await packedByEngine(`${statement} -- ${"x".repeat(30_000)}`, { "accept-encoding": encoding });
    expect(bytes.length).toBeLessThan(2_000);
    const answer = await ask(tools.url, { "content-encoding": encoding }, bytes);
    expect([answer.status, answer.bytes.toString()]).toEqual([200, expected]);
    for (const damaged of [bytes.subarray(0, bytes.length - 9), Buffer.from("SELECT 1")]) {
      const refused = await ask(tools.url, { "content-encoding": encoding }, damaged);
      expect([refused.status, refused.bytes.toString()]).toEqual([400, expect.stringContaining("(BAD_ARGUMENTS)")]);
    }
    const judged = await ask(
      tools.url,
      { "content-encoding": encoding },
      await packedByEngine("SELECT user_id FROM events", { "accept-encoding": encoding }),
    );
    expect(judged.bytes.toString()).toContain("(UNKNOWN_IDENTIFIER)");
  });

  test("in ClickHouse's own blocks", async () => {
    const bytes = await packedByEngine(statement, {}, "&compress=1");
    const answer = await ask(`${tools.url}?decompress=1`, {}, bytes);
    expect([answer.status, answer.bytes.toString()]).toEqual([200, expected]);
    for (const damaged of [bytes.subarray(0, bytes.length - 3), bytes.subarray(3), Buffer.alloc(30)])
      expect((await ask(`${tools.url}?decompress=1`, {}, damaged)).status).toBe(400);
  });

  test.each(encodings)("as %s, that unpacks to more than a body may be", async (encoding) => {
    const { username, password } = await engine.accounts.of("acme", 1);
    const own = { authorization: `Basic ${btoa(`${username}:${password}`)}`, "x-ecomind-org": "acme" };
    const bomb = await ask(
      `${engine.engine.url}/?default_format=RawBLOB`,
      { ...own, "accept-encoding": encoding },
      "SELECT repeat(' ', 1000000)",
    );
    const answer = await ask(tools.url, { "content-encoding": encoding }, bomb.bytes.subarray(0, 260_000));
    expect([answer.status, answer.bytes.toString()]).toEqual([400, expect.stringContaining("too large")]);
  });

  test("in a way that nobody knows", async () => {
    const answer = await ask(tools.url, { "content-encoding": "rot13" }, "FRYRPG 1");
    expect([answer.status, answer.bytes.toString()]).toEqual([400, expect.stringContaining("gzip")]);
  });
});

describe("headers and forms", () => {
  test("the format and the database in headers go before those in the address", async () => {
    const url = `${tools.url}?default_format=CSV&database=system`;
    const answer = await ask(
      url,
      { "x-clickhouse-format": "JSONEachRow", "x-clickhouse-database": "ecomind" },
      "SELECT 1 AS a",
    );
    expect([answer.status, answer.bytes.toString()]).toEqual([200, '{"a":1}\n']);
    const other = await ask(tools.url, { "x-clickhouse-database": "information_schema" }, "SELECT 1");
    expect(other.bytes.toString()).toContain("(UNKNOWN_DATABASE)");
    const unknown = await ask(tools.url, { "x-clickhouse-format": "Template" }, "SELECT 1");
    expect(unknown.bytes.toString()).toContain("(UNKNOWN_FORMAT)");
  });

  test("parts of a form are parameters; a file is refused", async () => {
    const send = async (form: FormData, search = "") =>
      (await fetch(`${tools.url}${search}`, { method: "POST", headers: { authorization }, body: form })).text();
    const form = new FormData();
    form.set("query", "SELECT count() FROM events WHERE model IN {models:Array(String)}");
    form.set("param_models", "['gpt-4o']");
    form.set("default_format", "JSONEachRow");
    expect(await send(form)).toBe('{"count()":"100"}\n');
    form.delete("query");
    expect(await send(form, `?query=${encodeURIComponent("SELECT {models:Array(String)}")}`)).toBe(
      `{"_CAST(['gpt-4o'], 'Array(String)')":["gpt-4o"]}\n`,
    );
    form.set("query", "SELECT 1");
    expect(await send(form, "?query=SELECT+2")).toContain("(ACCESS_DENIED)");
    form.set("max_memory_usage", "0");
    expect(await send(form)).toContain("(READONLY)");
    form.delete("max_memory_usage");
    form.set("t", new Blob(["1"]), "t.tsv");
    expect(await send(form)).toContain("Files and outside data are not taken.");
    const broken = await fetch(tools.url, {
      method: "POST",
      headers: { authorization, "content-type": "multipart/form-data" },
      body: "--x",
    });
    expect([broken.status, await broken.text()]).toEqual([400, expect.stringContaining("no form of parts")]);
  });
});

describe("formats", { timeout: 300_000 }, () => {
  test("every output format of the engine is offered, or there is a reason", async () => {
    const result = await engine.client.query({
      query: "SELECT name FROM system.formats WHERE is_output ORDER BY name",
      format: "JSONEachRow",
    });
    const names = (await result.json<{ name: string }>()).map(({ name }) => name);
    expect([...offeredFormats, ...Object.keys(formatsNotOffered)].sort()).toEqual([...names].sort());
  });

  test("in any case, in one of the three places each", async () => {
    const special: Readonly<Record<string, string>> = {
      PNG: "SELECT toUInt8(number) AS v FROM numbers(4)",
      Prometheus: "SELECT 'requests' AS name, 1. AS value",
      GeoJSON: "SELECT (1., 2.)::Point AS geometry",
    };
    const answers = new Map<string, number>();
    for (const format of offeredFormats) {
      const query = special[format] ?? "SELECT toUInt32(count()) AS n FROM events";
      const ways = [
        () => ask(tools.url, {}, `${query} FORMAT ${format.toLowerCase()}`),
        () => ask(`${tools.url}?default_format=${format.toUpperCase()}`, {}, query),
        () => ask(tools.url, { "x-clickhouse-format": format.toLowerCase() }, query),
      ];
      const { status, headers, bytes } = await (ways[answers.size % 3] as () => Promise<Answer>)();
      expect([status, headers["x-clickhouse-format"]], `${format}: ${bytes.toString()}`).toEqual([200, format]);
      answers.set(format, bytes.length);
    }
    for (const [format, bytes] of answers) if (format !== "Null") expect(bytes, format).toBeGreaterThan(0);
  });
});

test("packing that no engine writes is read as its standard says", () => {
  const read = (hex: string, encoding: Encoding) => unpack(Buffer.from(hex.replaceAll(" ", ""), "hex"), encoding, 100);
  // One block of three letters as they are, then the end's mark.
  expect(read("04224d18 60 40 82 03000080 616263 00000000", "lz4").toString()).toBe("abc");
  // A letter that the next match repeats over itself.
  expect(read("04224d18 60 40 82 05000000 15 61 0100 00 00000000", "lz4").toString()).toBe("a".repeat(10));
  // A match that would begin before the first byte.
  expect(() => read("04224d18 60 40 82 05000000 15 61 0200 00 00000000", "lz4")).toThrow("damaged");
  // Zstandard: a block that says one letter and how often; a window of two gigabytes.
  expect(read("28b52ffd 2004 23 0000 61", "zstd").toString()).toBe("aaaa");
  expect(() => read("28b52ffd 00a8 010000", "zstd")).toThrow("too large");
  expect(() => read("28b52ffd 2004 faffff 61 fbffff 61", "zstd")).toThrow("too large");
});
