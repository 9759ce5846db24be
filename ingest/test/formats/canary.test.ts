import { Writable } from "node:stream";
import { createMetrics } from "@ecomind/platform";
import pino from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { attributeNames } from "../../src/formats/otlp/attribute-names.js";
import { type EdgeFixture, startEdge } from "../fixture.js";
import { captured, capturedAt, eventsOf, send } from "./captured.js";

const phrase = "the heron eats at dawn";
const lines: string[] = [];
const registry = createMetrics("ingest");
let edge: EdgeFixture;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: capturedAt });
  edge = await startEdge({
    registry,
    logger: pino(
      { level: "trace" },
      new Writable({
        write(line, _, done) {
          lines.push(String(line));
          done();
        },
      }),
    ),
  });
});
afterAll(async () => {
  vi.useRealTimers();
  await edge.dispose();
});

const read: ReadonlySet<string> = new Set(attributeNames);

/** Puts the phrase wherever a text may stand that is not on the list of what is read. */
function spoil(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) {
    const list = value.map((one) => spoil(one, key));
    if (key === "attributes")
      list.push(
        { key: "gen_ai.input.messages", value: { stringValue: phrase } },
        { key: phrase, value: { stringValue: phrase } },
      );
    return list;
  }
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (typeof fields.key === "string" && "value" in fields)
    return read.has(fields.key) ? fields : { key: fields.key, value: { stringValue: phrase } };
  return Object.fromEntries(
    Object.entries(fields).map(([name, one]) => [name, name === "body" ? { stringValue: phrase } : spoil(one, name)]),
  );
}

test.each([
  "claude-code-2.1.332.logs.2",
  "claude-code-2.1.332.metrics",
  "codex-0.171.0.logs",
  "gemini-cli-0.61.0.logs",
  "langfuse-python.traces",
])("what %s sends beside its counts is kept nowhere", async (name) => {
  const { path, body } = captured(name);
  const before = (await eventsOf(edge)).length;
  const spoilt = { path, body: spoil(body) as object };
  const signal = path.slice(path.lastIndexOf("/") + 1);
  expect(JSON.stringify(spoilt)).toContain(phrase);
  const answers = [
    await send(edge, spoilt, "json", { "x-ecomind-signal": signal }),
    await send(edge, spoilt, "protobuf", { "x-ecomind-signal": signal }),
  ];
  for (const answer of answers) {
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toContain(phrase);
  }
  expect((await eventsOf(edge)).length).toBeGreaterThan(before);
  expect(JSON.stringify(await eventsOf(edge))).not.toContain(phrase);
  expect(await registry.metrics()).not.toContain(phrase);
  expect(lines.join("\n")).not.toContain(phrase);
});

test("a phrase where a model or a person is named is refused or left out, and repeated nowhere", async () => {
  const { path, body } = captured("codex-0.171.0.logs");
  const spoilt = JSON.parse(JSON.stringify(body).replaceAll("gpt-5-mini", `${phrase} ${"x".repeat(128)}`)) as object;
  const answer = await send(edge, { path, body: spoilt }, "json");
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain("partialSuccess");
  expect(JSON.stringify(await eventsOf(edge))).not.toContain(phrase);
});

test("LiteLLM's messages are kept nowhere", async () => {
  const { body } = captured("litellm-1.108.7.callback");
  const spoilt = JSON.parse(
    JSON.stringify(body).replaceAll('"Hello"', `"${phrase}"`).replaceAll('"one"', `"${phrase}"`),
  ) as object;
  const answer = await send(edge, { path: "/v1/litellm", body: spoilt }, "json");
  expect(answer.status).toBe(202);
  expect(JSON.stringify([await eventsOf(edge), await answer.text(), lines, await registry.metrics()])).not.toContain(
    phrase,
  );
});
