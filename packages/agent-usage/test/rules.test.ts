import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Answer, merge } from "../src/answer.js";
import { totalsOf } from "../src/index.js";
import { cases, numbersOf, read, withFolder } from "./homes.js";

function write(home: string, path: string, lines: readonly object[]): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

const at = (second: number) => new Date(Date.UTC(2026, 10, 30, 2, 0, second)).toISOString();

describe("Codex before token_usage_record", () => {
  const usage = (tokens: number) => ({
    input_tokens: tokens,
    cached_input_tokens: 1,
    output_tokens: 10,
    total_tokens: tokens + 10,
  });
  const meta = (id: string, second: number, more: object = {}) => ({
    timestamp: at(second),
    type: "session_meta",
    payload: { id, cwd: "/home/mika/harbour", model_provider: "openai", cli_version: "0.98.0", ...more },
  });
  const turn = { timestamp: at(1), type: "turn_context", payload: { model: "gpt-5-mini", cwd: "/home/mika/harbour" } };
  const count = (total: number, last: number, second: number) => ({
    timestamp: at(second),
    type: "event_msg",
    payload: { type: "token_count", info: { total_token_usage: usage(total), last_token_usage: usage(last) } },
  });
  const file = (id: string) => `.codex/sessions/2026/11/30/rollout-2026-11-30T02-00-00-${id}.jsonl`;
  const parent = [meta("parent", 0), turn, count(100, 100, 2), count(300, 200, 3)];

  test("a fork that copies its parent's lines, and a fork of that fork, add what is new in them", () => {
    withFolder((home) => {
      write(home, file("parent"), parent);
      const copied = [meta("parent", 20), turn, count(100, 100, 20), count(300, 200, 20)];
      write(home, file("fork"), [meta("fork", 20, { forked_from_id: "parent" }), ...copied, count(350, 50, 21)]);
      write(home, file("second"), [
        meta("second", 30, { forked_from_id: "fork" }),
        meta("fork", 30, { forked_from_id: "parent" }),
        ...copied,
        count(350, 50, 30),
        count(357, 7, 31),
      ]);
      expect(numbersOf([home])).toEqual({
        responses: 4,
        tokens_in: 100 + 200 + 50 + 7,
        tokens_cached: 4,
        tokens_out: 40,
      });
      expect(
        read([home])
          .answers.map(({ atMs }) => atMs)
          .sort(),
      ).toEqual([2, 3, 21, 31].map((second) => Date.parse(at(second))));
    });
  });

  test("a fork without a mark is known by the head that it copied", () => {
    withFolder((home) => {
      write(home, file("parent"), parent);
      write(home, file("fork"), [meta("fork", 20), ...parent, count(350, 50, 21)]);
      expect(numbersOf([home]).responses).toBe(3);
    });
  });

  test("two threads of the same numbers are two", () => {
    withFolder((home) => {
      write(home, file("one"), [meta("one", 0), turn, count(100, 100, 2)]);
      write(home, file("two"), [meta("two", 5), turn, count(100, 100, 6)]);
      expect(numbersOf([home]).responses).toBe(2);
    });
  });

  test("threads that name each other as parents end", () => {
    withFolder((home) => {
      write(home, file("one"), [meta("one", 0, { forked_from_id: "two" }), turn, count(100, 100, 2)]);
      write(home, file("two"), [meta("two", 5, { forked_from_id: "one" }), turn, count(200, 200, 6)]);
      expect(numbersOf([home]).responses).toBe(2);
    });
  });

  test("a session that a newer version goes on with counts its records, not their repetition as totals", () => {
    withFolder((home) => {
      const record = (id: string, tokens: number) => ({
        timestamp: at(5),
        type: "token_usage_record",
        payload: { response_id: id, turn_id: "t", usage: usage(tokens) },
      });
      write(home, file("one"), [...parent, record("resp_1", 70), count(370, 70, 6)]);
      expect(numbersOf([home])).toEqual({ responses: 3, tokens_in: 370, tokens_cached: 3, tokens_out: 30 });
    });
  });
});

describe("Claude Code", () => {
  const line = (id: string, second: number, output: number, stop: string | null, more: object = {}) => ({
    type: "assistant",
    timestamp: at(second),
    sessionId: "s",
    version: "2.1.332",
    cwd: "/home/mika/harbour",
    message: {
      id,
      model: "claude-sonnet-4-5",
      stop_reason: stop,
      usage: { input_tokens: 5, cache_creation_input_tokens: 20, cache_read_input_tokens: 100, output_tokens: output },
    },
    ...more,
  });
  const file = ".claude/projects/-home-mika-harbour/s.jsonl";

  test("output is the largest count over an answer's lines, time that of the first", () => {
    withFolder((home) => {
      const lines = [line("msg_1", 1, 2, null), line("msg_1", 2, 540, "tool_use"), line("msg_1", 3, 2, null)];
      for (const order of [lines, [...lines].reverse()]) {
        write(home, file, order);
        expect(numbersOf([home])).toEqual({ responses: 1, tokens_in: 125, tokens_cached: 100, tokens_out: 540 });
        expect(read([home]).answers.map(({ atMs }) => atMs)).toEqual([Date.parse(at(1))]);
      }
    });
  });

  test("lines of the program's own are no answers", () => {
    withFolder((home) => {
      const notice = line("u-1", 1, 9, "stop_sequence");
      write(home, file, [{ ...notice, message: { ...notice.message, model: "<synthetic>" } }]);
      expect(numbersOf([home]).responses).toBe(0);
    });
  });

  test("what a session's ledger has beyond its lines is told once a session, and counted nowhere", () => {
    withFolder((home) => {
      const ledger = (cached: number) => ({
        type: "cost-state",
        modelUsage: {
          "claude-sonnet-4-5": {
            inputTokens: 5,
            cacheCreationInputTokens: 20,
            cacheReadInputTokens: cached,
            outputTokens: 600,
          },
        },
      });
      write(home, file, [line("msg_1", 1, 540, "end_turn"), ledger(100), ledger(170)]);
      write(home, file.replace("s.jsonl", "fork.jsonl"), [line("msg_1", 1, 540, "end_turn"), ledger(130)]);
      expect(read([home]).missing).toMatchObject([
        { kind: "unrecorded_calls", count: 2, largest: { tokens_in: 70, tokens_cached: 70, tokens_out: 60 } },
      ]);
      expect(numbersOf([home]).tokens_in).toBe(125);
      // Less than the lines have: an interruption, and nothing is known.
      write(home, file, [line("msg_1", 1, 540, "end_turn"), ledger(90)]);
      write(home, file.replace("s.jsonl", "fork.jsonl"), []);
      expect(read([home]).missing).toEqual([]);
    });
  });

  test("the clouds that serve Claude are told apart by the ids of answers", () => {
    withFolder((home) => {
      write(home, file, [
        line("msg_bdrk_1", 1, 9, "end_turn"),
        line("msg_vrtx_1", 1, 9, "end_turn"),
        line("msg_01", 1, 9, "end_turn"),
      ]);
      expect(new Set(read([home]).answers.map(({ provider }) => provider))).toEqual(
        new Set(["bedrock", "vertex-ai", "anthropic"]),
      );
    });
  });
});

test("Gemini CLI: an answer with tools that stands twice, and again in a later file of the session, counts once", () => {
  const message = (tokens: object | undefined, second: number) => ({
    id: "m1",
    timestamp: at(second),
    type: "gemini",
    model: "gemini-2.5-pro",
    ...(tokens === undefined ? {} : { tokens }),
  });
  const tokens = { input: 100, output: 5, cached: 40, thoughts: 7, tool: 3, total: 115 };
  withFolder((home) => {
    write(home, ".gemini/tmp/slug/chats/session-2026-11-30T02-00-aaa.jsonl", [
      { sessionId: "aaa", kind: "main" },
      message(tokens, 1),
      message(tokens, 1),
      { $set: { messages: [message(undefined, 9)] } },
    ]);
    write(home, ".gemini/tmp/slug/chats/session-2026-11-30T02-05-aaa.jsonl", [
      { sessionId: "aaa", kind: "main" },
      { $set: { messages: [message(tokens, 40)] } },
    ]);
    expect(numbersOf([home])).toEqual({ responses: 1, tokens_in: 103, tokens_cached: 40, tokens_out: 12 });
    expect(read([home]).answers[0]?.atMs).toBe(Date.parse(at(1)));
  });
});

describe("what two records of an answer say together", () => {
  const answer: fc.Arbitrary<Answer> = fc.record({
    agent: fc.constant("claude-code" as const),
    key: fc.constant("k"),
    atMs: fc.integer({ min: 0, max: 3 }),
    model: fc.constant("m"),
    provider: fc.constantFrom("unknown", "anthropic"),
    tokensIn: fc.constantFrom(10, 20),
    tokensCached: fc.constant(5),
    tokensOut: fc.integer({ min: 0, max: 3 }),
    outputKnown: fc.boolean(),
    cut: fc.boolean(),
    session: fc.constantFrom("a", "b"),
    project: fc.constantFrom("", "/p"),
  });
  const numbers = ({ atMs, tokensIn, tokensOut, outputKnown, cut, session }: Answer) => [
    atMs,
    tokensIn,
    tokensOut,
    outputKnown,
    outputKnown || cut,
    session,
  ];

  test("does not depend on their order", () => {
    fc.assert(
      fc.property(answer, answer, answer, (a, b, c) => {
        expect(numbers(merge(a, b))).toEqual(numbers(merge(b, a)));
        expect(numbers(merge(merge(a, b), c)).slice(0, 4)).toEqual(numbers(merge(a, merge(b, c))).slice(0, 4));
        expect(merge(a, a)).toEqual({ ...a, cut: a.cut && !a.outputKnown });
      }),
    );
  });
});

test("what the fixtures miss is told", () => {
  const kinds = (agent: string, name: string) => {
    const folder = cases.find((one) => one.agent === agent && one.name === name)?.folder as string;
    return read([folder]).missing.map(({ kind, count, largest }) => ({ kind, count, ...largest }));
  };
  expect(kinds("claude-code", "tools-resume-fork-continue-compact")).toEqual([
    { kind: "unrecorded_calls", count: 1, tokens_in: 4258 + 4270, tokens_cached: 3540 + 3550, tokens_out: 554 + 555 },
  ]);
  expect(kinds("claude-code", "old-2.1.4")).toEqual([{ kind: "compaction", count: 1 }]);
  expect(kinds("claude-code", "subagent")).toEqual([]);
  expect(kinds("codex", "interrupted")).toEqual([{ kind: "interrupted", count: 1 }]);
  expect(kinds("opencode", "tools-resume-fork-subagent-anthropic-interrupted")).toEqual([
    { kind: "interrupted", count: 1 },
  ]);
});

test("numbers that are none are nothing", () => {
  withFolder((home) => {
    const usage = { input: -5, output: 1.5, cacheRead: "7", cacheWrite: null };
    write(home, ".pi/agent/sessions/x/1.jsonl", [
      { type: "session", id: "s", cwd: "/p" },
      { type: "message", id: "a", timestamp: at(1), message: { role: "assistant", usage, responseId: "r1" } },
      {
        type: "message",
        id: "b",
        timestamp: "yesterday",
        message: { role: "assistant", usage: { input: 5, cacheRead: 0 }, responseId: "r2" },
      },
    ]);
    expect(totalsOf(read([home]).answers).responses).toBe(0);
    expect(read([home]).missing).toMatchObject([{ kind: "unreadable", count: 1 }]);
  });
});
