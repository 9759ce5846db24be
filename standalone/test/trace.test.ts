import { idKey } from "@ecomind/contract";
import { expect, test } from "vitest";
import { parseTrace, TraceFormatError, traceEvents } from "../src/trace.js";

const text = "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 19:00:00,5,0\n";
const options = {
  name: "t",
  idKey: idKey("a key"),
  provider: "openai",
  model: "gpt-4o",
  nowMs: Date.parse("2026-03-01T00:00:01Z"),
};

test("times move by whole days to yesterday, and a second reading gives the same events", () => {
  const events = [...traceEvents(parseTrace(text), options)];
  expect(events.map(({ ts }) => ts)).toEqual(["2026-02-28T18:15:46.680Z", "2026-02-28T19:00:00.000Z"]);
  expect(events.map(({ tokens_in, tokens_out }) => [tokens_in, tokens_out])).toEqual([
    [374, 44],
    [5, 0],
  ]);
  const later = [...traceEvents(parseTrace(text), { ...options, nowMs: options.nowMs + 86_000_000 })];
  expect(later).toEqual(events);
  const nextDay = [...traceEvents(parseTrace(text), { ...options, nowMs: options.nowMs + 86_400_000 })];
  expect(nextDay[0]?.id).not.toBe(events[0]?.id);
  const [ofAnother] = traceEvents(parseTrace(text), { ...options, idKey: idKey("another key") });
  expect(ofAnother?.id).not.toBe(events[0]?.id);
});

test("rows that are alike are different events", () => {
  const twice = `${text}2023-11-16 19:00:00,5,0\n`;
  const ids = [...traceEvents(parseTrace(twice), options)].map(({ id }) => id);
  expect(new Set(ids).size).toBe(3);
});

test.each([
  "",
  "a,b\n1,2",
  `${text}2023-11-16 25:99:00,1,2`,
  `${text}2023-11-16 18:15:46,1`,
  `${text}2023-11-16 18:15:46,-1,2`,
])("a file that is not a trace is refused: %j", (bad) => {
  expect(() => parseTrace(bad)).toThrow(TraceFormatError);
});
