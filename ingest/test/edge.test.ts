import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { newApiKey } from "@ecomind/accounts";
import { LogFullError, LogUnavailableError, type LogWriter } from "@ecomind/event-log";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EdgeFixture, sample, startEdge, storedKey } from "./fixture.js";

let edge: EdgeFixture;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.dispose());

const json = { "content-type": "application/json" };

async function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  to: EdgeFixture = edge,
) {
  const response = await fetch(`${to.url}${path}`, {
    method: "POST",
    headers: { ...json, "x-api-key": to.key, ...headers },
    body,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
}
const one = (event: unknown, headers?: Record<string, string>) => post("/v1/ingest", JSON.stringify(event), headers);
const batch = (events: unknown, headers?: Record<string, string>) =>
  post("/v1/ingest/batch", JSON.stringify({ events }), headers);

async function problem(
  answer: Promise<{ status: number; headers: Headers; body: { code: string; status: number } }>,
  status: number,
  code: string,
) {
  const { headers, body, ...rest } = await answer;
  expect([rest.status, body.code, body.status]).toEqual([status, code, status]);
  expect(headers.get("content-type")).toBe("application/problem+json");
  return { headers, body: body as Record<string, unknown> & { code: string } };
}

test("an accepted event is in the log, in canonical form, before the answer", async () => {
  const event = sample({ provider: "OpenAI" });
  const before = (await edge.stored()).length;
  const { status, body, headers } = await one(event, {
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  });
  expect([status, body]).toEqual([202, { accepted: 1, id: event.id }]);
  expect(headers.get("ratelimit-policy")).toBe('"key";q=100000;w=2');
  const records = await edge.stored();
  expect(records).toHaveLength(before + 1);
  const record = records.find(({ key }) => Buffer.from(key).toString() === `acme/${event.id}`);
  expect(JSON.parse(Buffer.from(record?.value ?? []).toString())).toMatchObject({
    ...event,
    provider: "openai",
    org_id: "acme",
  });
  expect(Buffer.from(record?.headers.org_id ?? []).toString()).toBe("acme");
  expect(Buffer.from(record?.headers.traceparent ?? []).toString()).toContain("0af7651916cd43dd8448eb211c80319c");
});

test("an API key is accepted as a bearer token", async () => {
  const as = (key: string, headers: Record<string, string> = {}) =>
    fetch(`${edge.url}/v1/ingest`, {
      method: "POST",
      headers: { ...json, authorization: `Bearer ${key}`, ...headers },
      body: JSON.stringify(sample()),
    });
  expect((await as(edge.key)).status).toBe(202);
  const faults = [await as(newApiKey()), await as(edge.readOnlyKey), await as("eco_short")];
  expect(await Promise.all(faults.map(async (answer) => [answer.status, (await answer.json()).code]))).toEqual([
    [401, "credential_invalid"],
    [403, "scope_missing"],
    [401, "credential_invalid"],
  ]);
  // The header of its own comes first.
  expect((await as(newApiKey(), { "x-api-key": edge.key })).status).toBe(202);
});

test("a batch has a verdict for each event, in order", async () => {
  const good = sample();
  const { status, body } = await batch([sample({ prompt: "hello" }), good, 7]);
  expect(status).toBe(202);
  expect(body).toMatchObject({
    accepted: 1,
    rejected: 2,
    results: [
      { index: 0, status: "rejected", reason: "unknown_field" },
      { index: 1, status: "accepted", id: good.id },
      { index: 2, status: "rejected", reason: "not_an_object" },
    ],
  });
  expect(JSON.stringify(body)).not.toContain("hello");
});

test("what cannot be used of a use is told, and the use is taken", async () => {
  const labels = { project: "Project X", note: "please summarise the contract that I sent you yesterday" };
  const event = sample({ id: "chatcmpl-9aBcDeF", model: "claude-opus-4-8[1m]", region: null, tokens_in: -1, labels });
  const { status, body } = await one(event);
  expect(status).toBe(202);
  expect(body).toMatchObject({ accepted: 1, id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(body.warnings.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    "/labels/note",
    "/tokens_in",
  ]);
  expect(body.warnings[0]).toMatchObject({ reason: "unusable_field", allowed: expect.any(String) });
  expect(JSON.stringify(body)).not.toContain("summarise");
  const again = await batch([event, sample()]);
  expect(again.body.results[0]).toEqual({ index: 0, status: "accepted", id: body.id, warnings: body.warnings });
  expect(again.body.results[1]).not.toHaveProperty("warnings");
  const [record] = (await edge.stored()).filter(({ key }) => Buffer.from(key).toString() === `acme/${body.id}`);
  const stored = JSON.parse(Buffer.from(record?.value ?? []).toString());
  expect(stored).toMatchObject({ model: event.model, labels: { project: "Project X" }, schema_version: 2 });
  expect(Object.keys(stored)).not.toEqual(expect.arrayContaining(["tokens_in", "region"]));
});

test("a refusal names the field and what it may hold", async () => {
  const { body } = await one(sample({ prompt: "hello" }));
  expect(body).toMatchObject({ reason: "unknown_field", pointer: "/prompt" });
  const { body: long } = await one(sample({ model: "m".repeat(129) }));
  expect(long).toMatchObject({ reason: "invalid_field", pointer: "/model", allowed: expect.stringContaining("128") });
});

test("lines of JSON are a batch, and so is gzip", async () => {
  const lines = `${JSON.stringify(sample())}\n\nnot json\n${JSON.stringify(sample())}\n`;
  const ndjson = { "content-type": "application/x-ndjson" };
  expect((await post("/v1/ingest/batch", lines, ndjson)).body).toMatchObject({ accepted: 2, rejected: 1 });
  const zipped = await post("/v1/ingest/batch", gzipSync(lines), { ...ndjson, "content-encoding": "gzip" });
  expect(zipped.body).toMatchObject({ accepted: 2, rejected: 1 });
  expect((await post("/v1/ingest", gzipSync(JSON.stringify(sample())), { "content-encoding": "gzip" })).status).toBe(
    202,
  );
});

test.each([
  ["a body beyond the limit", {}, "413"],
  ["a body of another type", { "content-type": "text/plain" }, "415"],
  ["a body of nobody known", { "x-api-key": newApiKey() }, "401"],
])("%s is answered, not cut off: a client that writes first and then reads has the answer", async (_, extra, status) => {
  const body = Buffer.alloc(7 * 1024 ** 2, 32);
  const headers = { host: "edge", ...json, "x-api-key": edge.key, "content-length": body.length, ...extra };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(edge.port, "127.0.0.1").pause();
  let answer = "";
  const ended = new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", () => resolve());
  });
  socket.on("data", (part) => {
    answer += part.toString();
    socket.destroy();
  });
  socket.pause();
  socket.write(`POST /v1/ingest HTTP/1.1\r\n${head.join("")}\r\n`);
  await new Promise<void>((resolve, reject) => socket.write(body, (error) => (error ? reject(error) : resolve())));
  socket.resume();
  await ended;
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test("a token with all the groups of a person is read", async () => {
  const bearer = { "x-api-key": "", authorization: `Bearer ${"a".repeat(14_000)}` };
  await problem(one(sample(), bearer), 401, "credential_invalid");
});

describe("refusals are problem documents", () => {
  const text = (value: unknown) => JSON.stringify(value);
  test.each([
    ["not JSON", () => post("/v1/ingest", "{"), 400, "invalid_json"],
    ["not UTF-8", () => post("/v1/ingest", Buffer.from([0x7b, 0xff, 0x7d])), 400, "invalid_utf8"],
    [
      "a truncated gzip",
      () => post("/v1/ingest", gzipSync(text(sample())).subarray(0, 30), { "content-encoding": "gzip" }),
      400,
      "invalid_encoding",
    ],
    [
      "a gzip bomb",
      () => post("/v1/ingest", gzipSync(Buffer.alloc(50_000_000)), { "content-encoding": "gzip" }),
      413,
      "body_too_large",
    ],
    ["too large", () => post("/v1/ingest", "x".repeat(1_048_577)), 413, "body_too_large"],
    ["deep nesting", () => post("/v1/ingest", "[".repeat(200_000)), 400, "invalid_json"],
    ["an event that is refused", () => one(sample({ model: "" })), 400, "event_rejected"],
    ["another organisation", () => one(sample({ org_id: "other" })), 403, "org_mismatch"],
    ["a batch of nothing", () => batch([]), 400, "invalid_batch"],
    ["a batch that is no list", () => batch({}), 400, "invalid_batch"],
    ["1,001 events", () => batch(Array.from({ length: 1_001 }, () => 1)), 400, "invalid_batch"],
    ["nothing good in a batch", () => batch([1, 2]), 400, "batch_rejected"],
    [
      "another content type",
      () => post("/v1/ingest", "a=b", { "content-type": "text/plain" }),
      415,
      "unsupported_media_type",
    ],
    ["another encoding", () => post("/v1/ingest", "x", { "content-encoding": "br" }), 415, "unsupported_encoding"],
    ["no credential", () => post("/v1/ingest", text(sample()), { "x-api-key": "" }), 401, "credential_missing"],
    [
      "an invented key",
      () => post("/v1/ingest", text(sample()), { "x-api-key": newApiKey() }),
      401,
      "credential_invalid",
    ],
    [
      "a key that may only read",
      () => post("/v1/ingest", text(sample()), { "x-api-key": edge.readOnlyKey }),
      403,
      "scope_missing",
    ],
    [
      "a bearer token where none is accepted",
      () => post("/v1/ingest", text(sample()), { "x-api-key": "", authorization: "Bearer a.b.c" }),
      401,
      "credential_invalid",
    ],
    ["no such path", () => post("/v2/ingest", "{}"), 404, "not_found"],
  ] as const)("%s", async (_, answer, status, code) => {
    await problem(answer(), status, code);
  });

  test("another method names those that are allowed", async () => {
    const response = await fetch(`${edge.url}/v1/ingest`);
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
    expect(response.headers.get("connection")).toBe("close");
    const other = await fetch(`${edge.url}/health/ready`, { method: "POST" });
    expect([other.status, other.headers.get("allow")]).toEqual([405, "GET"]);
  });

  test("a key works until it is revoked or expires", async () => {
    const key = newApiKey();
    const send = () => post("/v1/ingest", text(sample()), { "x-api-key": key });
    edge.keys(storedKey(key, "acme", ["ingest"], { expiresAtMs: Date.now() + 60_000 }));
    expect((await send()).status).toBe(202);
    edge.keys(storedKey(key, "acme", ["ingest"], { revokedAtMs: Date.now() - 1 }));
    await problem(send(), 401, "credential_revoked");
    edge.keys(storedKey(key, "acme", ["ingest"], { expiresAtMs: Date.now() - 1 }));
    await problem(send(), 401, "credential_expired");
  });
});

test("pages of an allowed origin may read answers, others not", async () => {
  const preflight = (origin: string) => fetch(`${edge.url}/v1/ingest`, { method: "OPTIONS", headers: { origin } });
  const allowed = await preflight("chrome-extension://abc");
  expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([204, "chrome-extension://abc"]);
  expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
});

test("a body that does not arrive in time is given up", async () => {
  const slow = await startEdge({ bodyTimeoutMs: 300 });
  try {
    const socket = connect(slow.port, "127.0.0.1");
    socket.write(
      `POST /v1/ingest HTTP/1.1\r\nhost: x\r\nx-api-key: ${slow.key}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    );
    let answer = "";
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1\.1 408 .*request_timeout/s);
  } finally {
    await slow.dispose();
  }
});

test("a bucket that is empty answers 429 and when to come back", async () => {
  const limited = await startEdge({ keyLimit: { perSecond: 2, burst: 5 } });
  try {
    const send = (events: number) =>
      post("/v1/ingest/batch", JSON.stringify({ events: Array.from({ length: events }, () => sample()) }), {}, limited);
    const first = await send(4);
    expect([first.status, first.headers.get("ratelimit")]).toEqual([202, '"key";r=1;t=2']);
    const { headers } = await problem(send(4), 429, "rate_limited");
    expect(headers.get("retry-after")).toBe("2");
    expect(await limited.stored()).toHaveLength(4);
  } finally {
    await limited.dispose();
  }
});

test("an organisation's bucket refuses what a key's own, though smaller, lets through", async () => {
  const limit = { perSecond: 0.001, burst: 8 };
  const limited = await startEdge({ keyLimit: limit, orgLimit: { ...limit, burst: 9 } });
  try {
    const second = newApiKey();
    limited.keys(storedKey(second, "acme", ["ingest"]));
    const send = (events: number, key: string) =>
      post(
        "/v1/ingest/batch",
        JSON.stringify({ events: Array.from({ length: events }, () => sample()) }),
        { "x-api-key": key },
        limited,
      );
    expect((await send(4, limited.key)).status).toBe(202);
    const { headers } = await problem(send(6, second), 429, "rate_limited");
    expect(headers.get("ratelimit")).toMatch(/^"org";r=5;/);
    expect(await limited.stored()).toHaveLength(4);
    // What was refused has cost the key nothing.
    expect((await send(5, second)).status).toBe(202);
  } finally {
    await limited.dispose();
  }
});

/** A log that fails in a way that a healthy one cannot be made to. */
const failing = (error: Error): LogWriter => ({
  append: () => Promise.reject(error),
  available: false,
  close: async () => {},
});

test.each([
  [new LogUnavailableError("away"), "log_unavailable"],
  [new LogFullError("full"), "log_full"],
])("a log that fails answers 503 with what is known: %s", async (error, code) => {
  const broken = await startEdge({ writer: failing(error) });
  try {
    const { headers, body } = await problem(
      post("/v1/ingest/batch", JSON.stringify({ events: [sample(), 1] }), {}, broken),
      503,
      code,
    );
    expect(headers.get("retry-after")).toBe("1");
    expect(body.results).toMatchObject([{ status: "unknown" }, { status: "rejected" }]);
    const ready = await fetch(`${broken.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { dependencies: { log: "down" } }]);
  } finally {
    await broken.dispose();
  }
});

test("what does not fit is shed at once, never queued without bound", async () => {
  const stuck: LogWriter = { append: () => new Promise(() => {}), available: true, close: async () => {} };
  const small = await startEdge({ writer: stuck, batcher: { maxRecords: 10, timeoutMs: 400 } });
  try {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => post("/v1/ingest", JSON.stringify(sample()), {}, small)),
    );
    const codes = answers.map(({ body }) => body.code);
    expect(codes.filter((code) => code === "overloaded")).toHaveLength(20);
    expect(codes.filter((code) => code === "log_unavailable")).toHaveLength(10);
    // The log says that it is up, and does not answer.
    const ready = await fetch(`${small.url}/health/ready`);
    expect(await ready.json()).toMatchObject({ dependencies: { log: "down" } });
  } finally {
    small.health.hold("test");
  }
});

test("draining: not ready, connections end, what is in flight is answered", async () => {
  const draining = await startEdge();
  const answer = post("/v1/ingest", JSON.stringify(sample()), {}, draining);
  expect((await answer).status).toBe(202);
  const inFlight = Promise.all(
    Array.from({ length: 20 }, () => post("/v1/ingest", JSON.stringify(sample()), {}, draining)),
  );
  await new Promise((resolve) => setTimeout(resolve, 5));
  const disposed = inFlight.then(() => draining.stored());
  expect(await disposed).toHaveLength(21);
  await draining.dispose();
  await expect(post("/v1/ingest", "{}", {}, draining)).rejects.toThrow();
});

test("metrics tell verdicts", async () => {
  const text = await (await fetch(`${edge.url}/metrics`)).text();
  expect(text).toMatch(/ingest_events_total\{.*verdict="accepted".*\} \d+/);
  expect(text).toMatch(/ingest_rejects_total\{.*reason="unknown_field".*\} 2\n/);
  expect(text).toMatch(/ingest_fields_dropped_total\{.*field="labels".*\} 2\n/);
});
