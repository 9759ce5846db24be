import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type EdgeFixture, startEdge } from "../fixture.js";
import { type Captured, captured, capturedAt, eventsOf, type Form, send, type Told, tell } from "./captured.js";

let edge: EdgeFixture;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: capturedAt });
  edge = await startEdge();
});
afterEach(async () => {
  vi.useRealTimers();
  await edge.dispose();
});

const logs1 = captured("claude-code-2.1.332.logs.1");
const logs2 = captured("claude-code-2.1.332.logs.2");
const claudeMetrics = captured("claude-code-2.1.332.metrics");
const codex = captured("codex-0.171.0.logs");
const gemini = captured("gemini-cli-0.61.0.logs");
const langfuse = captured("langfuse-python.traces");
const liteLlm: Captured = { ...captured("litellm-1.108.7.callback"), path: "/v1/litellm" };

const claude: Told = { provider: "anthropic", model: "claude-sonnet-4-5", in: 1250, cached: 1000, out: 300 };
const openai = (model: string): Told => ({ provider: "openai", model, in: 1200, cached: 1024, out: 300 });
const dated = openai("gpt-5-mini-2025-08-07");

/** What the providers counted. */
const truths: readonly {
  readonly emitter: string;
  readonly bodies: readonly Captured[];
  readonly truth: readonly Told[];
}[] = [
  { emitter: "Claude Code, log events", bodies: [logs1, logs2], truth: [claude] },
  { emitter: "Claude Code, metrics alone", bodies: [claudeMetrics], truth: [claude] },
  { emitter: "Codex, log events", bodies: [codex], truth: [openai("gpt-5-mini")] },
  {
    emitter: "Gemini CLI, log events",
    bodies: [gemini],
    truth: [{ provider: "google", model: "gemini-2.5-flash", in: 1300, cached: 1024, out: 300 }],
  },
  {
    emitter: "Langfuse",
    bodies: [langfuse],
    truth: [
      dated,
      { ...dated, in: undefined, cached: undefined, out: undefined },
      dated,
      dated,
      dated,
      { provider: "openai", model: "text-embedding-3-small", in: 77, cached: undefined, out: 0 },
    ],
  },
  { emitter: "LiteLLM, a call and a hit of its cache", bodies: [liteLlm], truth: [openai("gpt-5-mini")] },
];

const sorted = (told: readonly Told[]) => told.map((one) => JSON.stringify(one)).sort();
describe.each(truths)("$emitter", ({ bodies, truth }) => {
  test.each<Form>([
    "json",
    "protobuf",
    "gzip",
  ])("as %s: what the provider counted, once, in any order, sent twice", async (form) => {
    for (const body of [...bodies, ...[...bodies].reverse()]) expect((await send(edge, body, form)).ok).toBe(true);
    expect(sorted((await eventsOf(edge)).map(tell))).toEqual(sorted(truth));
  });
});

test("metrics of a service whose log events count are not counted beside them", async () => {
  for (const body of [logs1, logs2, claudeMetrics]) await send(edge, body, "protobuf");
  expect((await eventsOf(edge)).map(tell)).toEqual([claude]);
});

test("a total that grows replaces what it was, in any order", async () => {
  const points = [captured("python-otel.metrics.1"), captured("python-otel.metrics.2")];
  for (const body of [...points, ...points.reverse()]) await send(edge, body, "protobuf");
  const events = await eventsOf(edge);
  const [last] = events.sort((a, b) => (b.revision as number) - (a.revision as number));
  expect(new Set(events.map(({ id, ts }) => `${id} ${ts}`)).size).toBe(1);
  expect(last).toMatchObject({ tokens_in: 1210, requests: 2, ts: "2026-11-30T01:59:52.124Z" });
  expect(last).not.toHaveProperty("tokens_out");
});

test("a sender chooses another signal by a header", async () => {
  for (const body of [logs2, claudeMetrics]) await send(edge, body, "json", { "x-ecomind-signal": "metrics" });
  expect((await eventsOf(edge)).map(tell)).toEqual([claude]);
  expect((await eventsOf(edge))[0]?.ts).toBe("2026-11-30T01:34:23.078Z");
});

test("who, where and which service go with the event", async () => {
  await send(edge, logs2, "protobuf");
  await send(edge, liteLlm, "json");
  await send(edge, codex, "json");
  const events = await eventsOf(edge);
  const of = (source: string, model: string) =>
    events.find((event) => event.source === source && event.model === model);
  expect(of("otlp", "claude-sonnet-4-5")).toMatchObject({
    user_id: "0000000000000000000000000000000000000000000000000000000000000042",
    team: "platform",
    ts: "2026-11-30T01:34:23.136Z",
    labels: { service: "claude-code" },
  });
  expect(of("litellm", "gpt-5-mini")).toMatchObject({ user_id: "u42", labels: { tag: "proj-a" } });
  expect(of("otlp", "gpt-5-mini")?.user_id).toMatch(/^key:/);
});
