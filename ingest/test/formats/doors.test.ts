import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EdgeFixture, startEdge } from "../fixture.js";
import { eventsOf } from "./captured.js";
import { encodeOtlp } from "./encode-otlp.js";
import { type SpanOf, tracesOf } from "./export-request.js";

let edge: EdgeFixture;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.dispose());

const span = (extra: SpanOf["attributes"] = {}, options: SpanOf["options"] = {}): SpanOf => ({
  attributes: {
    "gen_ai.operation.name": "chat",
    "gen_ai.system": "openai",
    "gen_ai.request.model": "gpt-5-mini",
    "gen_ai.usage.input_tokens": 12,
    "gen_ai.usage.output_tokens": 3,
    ...extra,
  },
  options,
});
const protobuf = (...spans: SpanOf[]) => Uint8Array.from(encodeOtlp("traces", tracesOf(spans)));
const json = (...spans: SpanOf[]) => JSON.stringify(tracesOf(spans));
const old = { startMs: Date.now() - 40 * 86_400_000 };

async function post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const response = await fetch(`${edge.url}${path}`, {
    method: "POST",
    headers: {
      "x-api-key": edge.key,
      "content-type": typeof body === "string" ? "application/json" : "application/x-protobuf",
      ...headers,
    },
    body,
  });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    bytes: Buffer.from(await response.arrayBuffer()),
    headers: response.headers,
  };
}

test("protobuf is answered by protobuf, JSON by JSON, whatever precedes the path", async () => {
  for (const path of ["/v1/traces", "/otlp/v1/traces", "/api/public/otel/v1/traces"]) {
    expect(await post(path, protobuf(span()))).toMatchObject({
      status: 200,
      type: "application/x-protobuf",
      bytes: Buffer.alloc(0),
    });
    const { status, type, bytes } = await post(path, json(span()));
    expect([status, type, bytes.toString()]).toEqual([200, "application/json", "{}"]);
  }
  expect(await eventsOf(edge)).toHaveLength(6);
});

test("what is refused is told as a partial success", async () => {
  const { status, bytes } = await post("/v1/traces", json(span(), span({}, old)));
  expect([status, JSON.parse(bytes.toString())]).toEqual([
    200,
    { partialSuccess: { rejectedSpans: "1", errorMessage: "1 of 2 uses were refused: ts_too_old" } },
  ]);
  const answer = await post("/v1/traces", protobuf(span(), span({}, old)));
  // partial_success { rejected_spans: 1, error_message: "…" }
  expect([...answer.bytes.subarray(0, 5)]).toEqual([0x0a, answer.bytes.length - 2, 0x08, 1, 0x12]);
  expect(answer.bytes.subarray(6).toString()).toBe("1 of 2 uses were refused: ts_too_old");
});

test.each([
  ["no credential", "/v1/traces", json(span()), { "x-api-key": "" }, 401, 16],
  ["not JSON", "/v1/traces", "{", {}, 400, 3],
  ["a list", "/v1/logs", "[]", {}, 400, 3],
  ["a list where a message belongs", "/v1/metrics", '{"resourceMetrics":[[]]}', {}, 400, 3],
  ["another media type", "/v1/traces", "text", { "content-type": "text/plain" }, 415, 3],
])("%s is refused with a status that exporters read", async (_, path, body, headers, status, code) => {
  const answer = await post(path, body, headers);
  expect(answer.status).toBe(status);
  if (answer.type === "application/json") expect(JSON.parse(answer.bytes.toString())).toMatchObject({ code });
  else expect([...answer.bytes.subarray(0, 2)]).toEqual([0x08, code]);
});

test("bytes that are no protobuf are refused as such", async () => {
  const whole = protobuf(span());
  const answer = await post("/v1/traces", whole.slice(0, whole.length - 5));
  expect([answer.status, answer.type]).toEqual([400, "application/x-protobuf"]);
  expect(answer.bytes.toString()).toContain("invalid_protobuf");
});

test("keys come as bearer token, as a blank-encoded one, and as the password of Langfuse's clients", async () => {
  const basic = Buffer.from(`pk-lf-anything:${edge.key}`).toString("base64");
  for (const authorization of [`Bearer ${edge.key}`, `Bearer%20${edge.key}`, `Basic ${basic}`]) {
    const { status } = await post("/v1/traces", protobuf(span()), { "x-api-key": "", authorization });
    expect(status).toBe(200);
  }
  const wrong = Buffer.from("pk-lf-anything:sk-lf-other").toString("base64");
  expect(
    (await post("/v1/traces", protobuf(span()), { "x-api-key": "", authorization: `Basic ${wrong}` })).status,
  ).toBe(401);
});

test("a body without a length, in chunks, is taken", async () => {
  const id = "9f1c3a5e7b2d4f60";
  const status = await new Promise((resolve, reject) => {
    const asked = request(
      `${edge.url}/v1/traces`,
      { method: "POST", headers: { "x-api-key": edge.key, "content-type": "application/json" } },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode));
      },
    );
    asked.on("error", reject);
    const text = json(span({ "enduser.id": id }));
    asked.write(text.slice(0, 100));
    asked.end(text.slice(100));
  });
  expect(status).toBe(200);
  expect((await eventsOf(edge)).filter(({ user_id }) => user_id === id)).toHaveLength(1);
});

test("a body of more than a mebibyte is taken, one of more than eight is not", async () => {
  const filled = (bytes: number) => json(span({ "gen_ai.input.messages": "x".repeat(bytes) }));
  expect((await post("/v1/traces", filled(2 * 1024 ** 2))).status).toBe(200);
  expect((await post("/v1/traces", filled(8 * 1024 ** 2))).status).toBe(413);
});

test("another method is answered with the one that is allowed, a path beside it is not known", async () => {
  const got = await fetch(`${edge.url}/v1/traces`, { headers: { "x-api-key": edge.key } });
  expect([got.status, got.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
  expect((await post("/v1/tracesx", json(span()))).status).toBe(404);
});

describe("CloudEvents", () => {
  const data = {
    ts: new Date().toISOString(),
    user_id: "u1",
    provider: "openai",
    model: "gpt-5-mini",
    tokens_in: 5,
    tokens_out: 1,
  };
  const envelope = {
    specversion: "1.0",
    type: "com.example.ai.use",
    source: "/gateway/α",
    id: "call-1",
    comexampleextension: "x",
  };
  const own = async () => (await eventsOf(edge)).filter(({ tokens_in }) => tokens_in === 5);
  const answer = async (body: unknown, headers: Record<string, string>) => {
    const { status, bytes } = await post("/v1/cloudevents", JSON.stringify(body), headers);
    return { status, body: JSON.parse(bytes.toString()) };
  };

  test("binary, structured and batched, one event is one event", async () => {
    const binary = await answer(data, {
      "ce-specversion": "1.0",
      "ce-type": envelope.type,
      "ce-source": encodeURI(envelope.source),
      "ce-id": envelope.id,
    });
    const structured = await answer(
      { ...envelope, data },
      { "content-type": "application/cloudevents+json; charset=utf-8" },
    );
    const batched = await answer(
      [
        { ...envelope, data_base64: Buffer.from(JSON.stringify(data)).toString("base64") },
        { ...envelope, id: "call-2", data },
      ],
      { "content-type": "application/cloudevents-batch+json" },
    );
    expect([binary.status, structured.status, batched.status]).toEqual([202, 202, 202]);
    expect(structured.body.id).toBe(binary.body.id);
    expect(batched.body.results[0].id).toBe(binary.body.id);
    expect(await own()).toHaveLength(2);
  });

  test.each([
    ["no version", { ...envelope, specversion: undefined, data }, "/specversion"],
    ["no id", { ...envelope, id: "", data }, "/id"],
    ["no source", { ...envelope, source: undefined, data }, "/source"],
    ["data that is no event", { ...envelope, data: "text" }, "/data"],
  ])("%s is refused with where it is", async (_, body, pointer) => {
    const { status, body: problem } = await answer(body, { "content-type": "application/cloudevents+json" });
    expect([status, problem.pointer]).toEqual([400, pointer]);
  });
});

describe("LiteLLM", () => {
  const call = {
    id: "chatcmpl-99",
    status: "success",
    call_type: "acompletion",
    startTime: Date.now() / 1_000,
    model: "openai/gpt-5-mini",
    custom_llm_provider: "openai",
    prompt_tokens: 7,
    completion_tokens: 2,
  };
  const own = async () => (await eventsOf(edge)).filter(({ tokens_in }) => tokens_in === 7);

  test("failures and answers from its own cache are no uses; lines are read as lists are", async () => {
    const lines = [call, { ...call, status: "failure" }, { ...call, cache_hit: true }]
      .map((one) => JSON.stringify(one))
      .join("\n");
    const { status, bytes } = await post("/v1/litellm", lines, { "content-type": "application/x-ndjson" });
    expect([status, JSON.parse(bytes.toString())]).toMatchObject([202, { accepted: 1, rejected: 0 }]);
    await post("/v1/litellm", JSON.stringify([call]));
    expect(await own()).toMatchObject([{ model: "gpt-5-mini", source: "litellm" }]);
    expect((await post("/v1/litellm", JSON.stringify([{ ...call, status: "failure" }]))).status).toBe(202);
  });
});
