import { expect, test } from "vitest";
import { readOtlp } from "../../src/formats/otlp/read-otlp.js";
import { type SpanOf, tracesOf } from "./export-request.js";

const usage = { "gen_ai.usage.input_tokens": 1200, "gen_ai.usage.output_tokens": 300 };
const call = { "gen_ai.operation.name": "chat", "gen_ai.system": "openai", "gen_ai.request.model": "gpt-5-mini" };
const native = ["anthropic", "2.14.0"] as const;
const contrib = ["opentelemetry.instrumentation.openai_v2", "2.4b0"] as const;
const traceloop = ["@traceloop/instrumentation-openai", "0.27.0"] as const;

const read = (...spans: SpanOf[]) => readOtlp("traces", Buffer.from(JSON.stringify(tracesOf(spans))), false);
const ranksOf = (...spans: SpanOf[]) => read(...spans).uses.map(({ rank }) => rank);
const trace = "0af7651916cd43dd8448eb211c80319c";

test("spans with one response id are one use, told by the emitter that is believed most, in any order", () => {
  const spans = [traceloop, native, contrib].map((scope) => ({
    attributes: { ...call, ...usage, "gen_ai.response.id": "chatcmpl-17960035521" },
    options: { scope },
  }));
  expect(ranksOf(...spans)).toEqual([5]);
  expect(ranksOf(...spans.reverse())).toEqual([5]);
});

test("a span without counts gives way to one with them, whoever sent it", () => {
  const id = { "gen_ai.response.id": "chatcmpl-17960035521" };
  const uses = read(
    { attributes: { ...call, ...id }, options: { scope: native } },
    { attributes: { ...call, ...usage, ...id }, options: { scope: traceloop } },
  ).uses;
  expect(uses.map(({ usage: { tokensIn } }) => tokensIn)).toEqual([1200]);
});

test("ids that a server draws from a thousand, or an SDK makes up, join nothing", () => {
  for (const id of ["chatcmpl-123", "aitxt-9Xk2"]) {
    const span = { attributes: { ...call, ...usage, "gen_ai.response.id": id } };
    expect(read(span, span).uses).toHaveLength(2);
  }
});

const parent = (attributes: SpanOf["attributes"], extra: SpanOf["options"] = {}) => ({
  attributes,
  options: { scope: ["langchain"] as const, traceId: trace, spanId: "00000000000000a1", ...extra },
});
const child = (attributes: SpanOf["attributes"], extra: SpanOf["options"] = {}) => ({
  attributes,
  options: { scope: contrib, traceId: trace, spanId: "00000000000000b1", parentSpanId: "00000000000000a1", ...extra },
});

test("parent and child without an id, with equal model and usage, are one use", () => {
  const dated = { ...call, ...usage, "gen_ai.response.model": "gpt-5-mini-2025-08-07" };
  expect(ranksOf(parent({ ...call, ...usage }), child(dated))).toEqual([4]);
  expect(ranksOf(child(dated), parent({ ...call, ...usage }))).toEqual([4]);
});

test("three nested spans of one call are one use", () => {
  const grandchild = child(
    { ...call, ...usage },
    { scope: traceloop, spanId: "00000000000000c1", parentSpanId: "00000000000000b1" },
  );
  expect(ranksOf(grandchild, child({ ...call, ...usage }), parent({ ...call, ...usage }))).toEqual([4]);
});

test("a wrapper without counts stands for the call that it wraps", () => {
  expect(read(parent(call), child({ ...call, ...usage })).uses.map(({ usage: { tokensIn } }) => tokensIn)).toEqual([
    1200,
  ]);
});

test.each([
  ["other counts", child({ ...call, ...usage, "gen_ai.usage.output_tokens": 299 })],
  ["another model", child({ ...call, ...usage, "gen_ai.request.model": "gpt-4o" })],
  ["another trace", child({ ...call, ...usage }, { traceId: "1af7651916cd43dd8448eb211c80319c" })],
  ["a sibling", child({ ...call, ...usage }, { parentSpanId: "00000000000000ff" })],
])("parent and child with %s are two uses", (_, other) => {
  expect(read(parent({ ...call, ...usage }), other).uses).toHaveLength(2);
});
