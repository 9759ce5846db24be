import { randomBytes } from "node:crypto";

function varint(value) {
  const bytes = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
}
const framed = (field, bytes) => Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
const text = (field, value) => framed(field, Buffer.from(value));
const time = (field, nano) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(nano);
  return Buffer.concat([varint(field * 8 + 1), bytes]);
};
const anyValue = (value) =>
  framed(2, typeof value === "string" ? text(1, value) : Buffer.concat([varint(3 * 8), varint(value)]));
const attribute = (field, [key, value]) => framed(field, Buffer.concat([text(1, key), anyValue(value)]));

function protobufSpan({ traceId, spanId, name, nano, attributes }) {
  const fields = [framed(1, traceId), framed(2, spanId), framed(4, spanId), text(5, name), Buffer.from([6 * 8, 3])];
  const entries = Object.entries(attributes).map((entry) => attribute(9, entry));
  return framed(2, Buffer.concat([...fields, time(7, nano), time(8, nano), ...entries, framed(15, Buffer.alloc(0))]));
}

const jsonAttributes = (attributes) =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? { stringValue: value } : { intValue: String(value) },
  }));

/** One export request in both forms. */
function bodies(scope, spans) {
  const resource = { "service.name": "bench", "telemetry.sdk.language": "any", "host.name": "host-1" };
  const protobuf = framed(
    1,
    Buffer.concat([
      framed(1, Buffer.concat(Object.entries(resource).map((entry) => attribute(1, entry)))),
      framed(2, Buffer.concat([framed(1, text(1, scope)), ...spans.map(protobufSpan)])),
    ]),
  );
  const json = {
    resourceSpans: [
      {
        resource: { attributes: jsonAttributes(resource) },
        scopeSpans: [
          {
            scope: { name: scope },
            spans: spans.map(({ traceId, spanId, name, nano, attributes }) => ({
              traceId: traceId.toString("hex"),
              spanId: spanId.toString("hex"),
              parentSpanId: spanId.toString("hex"),
              name,
              kind: 3,
              startTimeUnixNano: String(nano),
              endTimeUnixNano: String(nano),
              attributes: jsonAttributes(attributes),
              status: {},
            })),
          },
        ],
      },
    ],
  };
  return { protobuf, json: Buffer.from(JSON.stringify(json)) };
}

const span = (name, attributes) => ({
  traceId: randomBytes(16),
  spanId: randomBytes(8),
  name,
  nano: BigInt(Date.now()) * 1_000_000n,
  attributes,
});

/** Calls as OpenTelemetry's instrumentation of OpenAI's client tells of them. */
export const countedSpans = (count) =>
  bodies(
    "opentelemetry.instrumentation.openai_v2",
    Array.from({ length: count }, () =>
      span("chat gpt-5-mini", {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.response.model": "gpt-5-mini-2025-08-07",
        "gen_ai.response.id": `chatcmpl-${randomBytes(12).toString("hex")}`,
        "gen_ai.response.finish_reasons": "stop",
        "server.address": "api.openai.com",
        "server.port": 443,
        "gen_ai.usage.input_tokens": 1_200,
        "gen_ai.usage.output_tokens": 300,
        "gen_ai.usage.cache_read.input_tokens": 1_024,
        "gen_ai.openai.request.service_tier": "auto",
      }),
    ),
  );

/** Steps of an agent, as Codex sends them by the hundred for each prompt. */
export const codexSpans = (count) =>
  bodies(
    "codex_exec",
    Array.from({ length: count }, () =>
      span("handle_responses", {
        "code.file.path": "core/src/client.rs",
        "code.module.name": "codex_core::client",
        "code.line.number": 1_234,
        "thread.id": 7,
        "thread.name": "tokio-runtime-worker",
        target: "codex_core::client",
        busy_ns: 182_736,
        idle_ns: 9_912_837,
        "turn.id": randomBytes(16).toString("hex"),
        model: "gpt-5-mini",
        "conversation.id": randomBytes(16).toString("hex"),
        "otel.name": "run_turn",
      }),
    ),
  );
