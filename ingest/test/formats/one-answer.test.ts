import { afterAll, beforeAll, expect, test } from "vitest";
import { type EdgeFixture, startEdge } from "../fixture.js";
import { eventsOf, send } from "./captured.js";
import { tracesOf } from "./export-request.js";

let edge: EdgeFixture;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.dispose());

const scopes = {
  native: ["anthropic", "2.14.0"],
  contrib: ["opentelemetry.instrumentation.anthropic", "1.3b0"],
  traceloop: ["@traceloop/instrumentation-anthropic", "0.27.0"],
} as const;

const spanOf = (emitter: keyof typeof scopes, response: string, startMs: number) => ({
  path: "/v1/traces",
  body: tracesOf([
    {
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.system": "anthropic",
        "gen_ai.response.model": "claude-sonnet-4-5",
        "gen_ai.response.id": response,
        "gen_ai.usage.input_tokens": emitter === "traceloop" ? 50 : 1_250,
        "gen_ai.usage.output_tokens": 300,
      },
      options: { scope: scopes[emitter], startMs },
    },
  ]),
});

const reportsOf = async (response: string) =>
  (await eventsOf(edge))
    .filter(({ response_id }) => response_id === response)
    .sort((a, b) => (b.revision as number) - (a.revision as number));

const emitters = Object.keys(scopes) as (keyof typeof scopes)[];
const orders = emitters.flatMap((a) =>
  emitters.flatMap((b) => emitters.filter((c) => new Set([a, b, c]).size === 3).map((c) => [a, b, c] as const)),
);

test.each(
  orders,
)("reports of one answer that come by themselves, %s, %s, %s, share an identity and differ by rank", async (...order) => {
  const response = `msg_${order.join("-")}`;
  const nowMs = Date.now() - 5_000;
  for (const [index, emitter] of [...order, ...order].entries())
    expect((await send(edge, spanOf(emitter, response, nowMs + (index % 3)), "protobuf")).status).toBe(200);
  const reports = await reportsOf(response);
  expect(new Set(reports.map(({ id, ts }) => `${id} ${ts}`)).size).toBe(1);
  expect(reports[0]).toMatchObject({ tokens_in: 1_250, tokens_out: 300 });
  expect(reports).toHaveLength(3);
});

test("a LiteLLM proxy's report and a span of the same answer share an identity", async () => {
  const response = "chatcmpl-litellm-and-span";
  await send(edge, spanOf("contrib", response, Date.now() - 1_000), "json");
  const call = {
    id: response,
    status: "success",
    call_type: "acompletion",
    startTime: Date.now() / 1_000,
    model: "anthropic/claude-sonnet-4-5",
    custom_llm_provider: "anthropic",
    prompt_tokens: 1_250,
    completion_tokens: 300,
  };
  await send(edge, { path: "/v1/litellm", body: [call] }, "json");
  const reports = await reportsOf(response);
  expect(new Set(reports.map(({ id, ts }) => `${id} ${ts}`)).size).toBe(1);
  expect(reports.map(({ source }) => source)).toEqual(["otlp", "litellm"]);
});

test("an id that comes again after the window is another answer", async () => {
  const response = "msg_again-much-later";
  await send(edge, spanOf("native", response, Date.now() - 3_600_000), "json");
  await send(edge, spanOf("native", response, Date.now()), "json");
  expect(new Set((await reportsOf(response)).map(({ id }) => id)).size).toBe(2);
});
