import { afterAll, beforeAll, expect, test } from "vitest";
import { type EdgeFixture, startEdge } from "../fixture.js";
import { eventsOf, type LoggedEvent, send } from "./captured.js";
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

const now = () => new Date().toISOString();
const rankOf = ({ reporter_rank }: LoggedEvent) => reporter_rank as number;

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
  (await edge.stored())
    .map(({ partition, value }) => ({ partition, event: JSON.parse(Buffer.from(value).toString()) as LoggedEvent }))
    .filter(({ event }) => event.response_id === response);

test("reports of one answer go where one stream reads them, each with what tells how far it is believed", async () => {
  const responses = Array.from({ length: 8 }, (_, index) => `msg_of_three_${index}`);
  const partitions = new Set<number>();
  for (const response of responses) {
    for (const emitter of ["traceloop", "native", "contrib"] as const)
      expect((await send(edge, spanOf(emitter, response, Date.now() - 5_000), "protobuf")).status).toBe(200);
    const reports = await reportsOf(response);
    expect(new Set(reports.map(({ event }) => event.id)).size).toBe(3);
    expect(new Set(reports.map(({ partition }) => partition)).size).toBe(1);
    partitions.add(reports[0]?.partition as number);
    const best = reports.map(({ event }) => event).sort((a, b) => rankOf(b) - rankOf(a));
    expect(best.map(({ tokens_in }) => tokens_in)).toEqual([1_250, 1_250, 50]);
    expect(new Set(best.map(rankOf)).size).toBe(3);
    expect(best.every((event) => !("revision" in event))).toBe(true);
  }
  expect(partitions.size).toBe(2);
});

test("a report without counts is believed less than any with them, and telemetry less than the application's own", async () => {
  const response = "msg_without_counts";
  const bare = {
    "gen_ai.operation.name": "chat",
    "gen_ai.system": "anthropic",
    "gen_ai.response.model": "claude-sonnet-4-5",
    "gen_ai.response.id": response,
  };
  await send(
    edge,
    {
      path: "/v1/traces",
      body: tracesOf([{ attributes: bare, options: { scope: scopes.native, startMs: Date.now() } }]),
    },
    "json",
  );
  await send(edge, spanOf("traceloop", response, Date.now()), "json");
  const own = {
    ts: now(),
    user_id: "u",
    provider: "anthropic",
    model: "claude-sonnet-4-5",
    tokens_in: 9,
    response_id: response,
  };
  await send(edge, { path: "/v1/ingest", body: own }, "json");
  const told = (await reportsOf(response)).map(({ event }) => event).sort((a, b) => rankOf(b) - rankOf(a));
  expect(told.map(({ tokens_in }) => tokens_in)).toEqual([9, 50, undefined]);
});

test("an event that names no response has no rank, unless it corrects what telemetry may have told", async () => {
  const event = { ts: now(), user_id: "nobody-else", provider: "openai", model: "gpt-4o", tokens_in: 1 };
  await send(edge, { path: "/v1/ingest", body: event }, "json");
  const [found] = (await eventsOf(edge)).filter(({ user_id }) => user_id === "nobody-else");
  expect(found).toBeDefined();
  expect(found).not.toHaveProperty("reporter_rank");
  await send(edge, { path: "/v1/ingest", body: { ...event, user_id: "corrector", revision: 1 } }, "json");
  const [correction] = (await eventsOf(edge)).filter(({ user_id }) => user_id === "corrector");
  expect(rankOf(correction as LoggedEvent)).toBe(32);
});

test("a LiteLLM proxy's report and a span of the same answer go to one place", async () => {
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
  expect(new Set(reports.map(({ partition }) => partition)).size).toBe(1);
  expect(reports.map(({ event }) => event.source)).toEqual(["otlp", "litellm"]);
  expect(rankOf(reports[0]?.event as LoggedEvent)).toBeGreaterThan(rankOf(reports[1]?.event as LoggedEvent));
});
