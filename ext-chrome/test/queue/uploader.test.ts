import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  eventOfTurn,
  initialPace,
  longestPauseMs,
  MemoryQueueStore,
  pauseMs,
  retryAfterMs,
  shippedRulePacks,
  Uploader,
  uuidV7,
} from "../../src/index.js";

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

let server: Server;
let endpoint: string;
let nowMs: number;
let store: MemoryQueueStore;
let batches: { id: string }[][];
let bodyBytes: number[];
let answer: (events: { id: string }[]) => Answer | "cut";

const accept = (events: { id: string }[]): Answer => ({
  status: 202,
  body: { accepted: events.length, rejected: 0, results: events.map((_, index) => ({ index, status: "accepted" })) },
});

beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 30, 9);
  store = new MemoryQueueStore();
  batches = [];
  bodyBytes = [];
  answer = accept;
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { events } = JSON.parse(gunzipSync(body).toString()) as { events: { id: string }[] };
    batches.push(events);
    bodyBytes.push(body.length);
    const given = answer(events);
    if (given === "cut") {
      response.destroy();
      return;
    }
    response.writeHead(given.status, { "content-type": "application/json", ...given.headers });
    response.end(JSON.stringify(given.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/edge`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const pack = shippedRulePacks.packs[0];
if (pack === undefined) throw new Error("no pack");
const reporter = { userId: "u-0123456789abcdef01234567", team: "research", models: {} };

function add(count: number): string[] {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const id = uuidV7(nowMs - 1_000 * index);
    const turn = { id, pack: "chatgpt", startMs: nowMs, decodedBytes: 3_000 + ((index * 7919) % 60_000) };
    store.add({
      id,
      json: JSON.stringify(eventOfTurn(turn, pack as never, shippedRulePacks, reporter)),
      storedMs: nowMs,
    });
    ids.push(id);
  }
  return ids;
}

const uploader = (random = 0.5) => new Uploader({ store, now: () => nowMs, random: () => random });
const to = () => ({ endpoint, apiKey: "eco_test" });

test("batches hold at most 100 events, and at most 120 bytes an event on the wire", async () => {
  add(250);
  expect(await uploader().run(to(), true)).toBeUndefined();
  expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(Math.max(...bodyBytes.map((bytes, index) => bytes / (batches[index]?.length ?? 0)))).toBeLessThanOrEqual(120);
});

test("a batch that is not full waits 30 s for others", async () => {
  add(3);
  expect(await uploader().run(to())).toBe(nowMs + 30_000);
  expect(batches).toHaveLength(0);
  nowMs += 30_000;
  expect(await uploader().run(to())).toBeUndefined();
  expect(batches).toHaveLength(1);
});

test("two calls at once send once", async () => {
  add(10);
  const one = uploader();
  await Promise.all([one.run(to(), true), one.run(to(), true)]);
  expect(batches).toHaveLength(1);
});

test("what is to be sent at once does not wait for a call that gathers", async () => {
  add(3);
  const one = uploader();
  const gathering = one.run(to());
  expect(await one.run(to(), true)).toBeUndefined();
  expect(await gathering).toBe(nowMs + 30_000);
  expect(batches.map(({ length }) => length)).toEqual([3]);
});

describe("nothing leaves the queue without a verdict", () => {
  test.each<[string, Answer | "cut"]>([
    ["no answer", "cut"],
    ["500", { status: 500 }],
    ["502 of a proxy that claims success", { status: 502, body: { results: [{ index: 0, status: "accepted" }] } }],
    ["503", { status: 503, headers: { "retry-after": "7" } }],
    ["429", { status: 429, headers: { "retry-after": "7" } }],
    ["401", { status: 401, body: { code: "key_unknown" } }],
    ["200 without results", { status: 200, body: { ok: true } }],
    ["200 with results for others", { status: 200, body: { results: [{ index: 99, status: "accepted" }] } }],
    [
      "retryable",
      { status: 400, body: { results: [{ index: 0, status: "rejected", reason: "ts_in_future", retryable: true }] } },
    ],
    ["unknown", { status: 503, body: { results: [{ index: 0, status: "unknown" }] } }],
  ])("%s", async (_, given) => {
    const [id] = add(1);
    answer = () => given;
    const dueMs = await uploader().run(to(), true);
    expect(await store.size()).toBe(1);
    expect(dueMs).toBeGreaterThan(nowMs);
    expect(await uploader().run(to(), true)).toBe(dueMs);
    expect(batches).toHaveLength(1);
    nowMs = dueMs ?? 0;
    answer = accept;
    await uploader().run(to(), true);
    expect(batches[1]?.[0]?.id).toBe(id);
    expect(await store.size()).toBe(0);
    expect(await store.pace()).toMatchObject({ failures: 0 });
  });
});

test("verdicts count one by one", async () => {
  const ids = add(3);
  answer = () => ({
    status: 202,
    body: {
      results: [
        { index: 0, status: "accepted" },
        { index: 1, status: "rejected", reason: "invalid_field", retryable: false },
        { index: 2, status: "rejected", reason: "ts_in_future", retryable: true },
      ],
    },
  });
  await uploader().run(to(), true);
  expect(store.refused).toEqual([{ id: ids[1], reason: "invalid_field" }]);
  expect((await store.oldest(9)).map(({ id }) => id)).toEqual([ids[2]]);
});

test.each([
  413, 400,
])("a batch that is answered with %i is halved, down to the event that is the reason", async (status) => {
  const ids = add(40);
  answer = (events) => (events.some(({ id }) => id === ids[17]) ? { status, body: { code: "bad" } } : accept(events));
  const one = uploader();
  for (let round = 0; round < 20 && (await store.size()) > 0; round += 1) {
    const dueMs = await one.run(to(), true);
    nowMs = dueMs ?? nowMs;
  }
  expect(store.refused).toEqual([{ id: ids[17], reason: "bad" }]);
  expect(await store.size()).toBe(0);
});

test("an end of the worker does not hurry the next attempt", async () => {
  add(1);
  answer = () => ({ status: 503, headers: { "retry-after": "60" } });
  const dueMs = await uploader().run(to(), true);
  expect(dueMs).toBeGreaterThanOrEqual(nowMs + 60_000);
  expect(await uploader().run(to(), true)).toBe(dueMs);
});

test("pauses are spread over their whole length and grow to a quarter of an hour", () => {
  expect(pauseMs(1, 0)).toBe(0);
  expect(pauseMs(1, 0.999)).toBeGreaterThan(4_900);
  expect(pauseMs(50, 0.999999)).toBeLessThanOrEqual(longestPauseMs);
  expect(pauseMs(50, 0.999999)).toBeGreaterThan(longestPauseMs * 0.99);
  expect(initialPace.failures).toBe(0);
});

test.each([
  [null, 0],
  ["7", 7_000],
  ["Mon, 30 Nov 2026 09:00:10 GMT", 10_000],
  ["Mon, 30 Nov 2026 08:00:00 GMT", 0],
  ["soon", 0],
  ["999999999", 86_400_000],
])("Retry-After %s", (header, expected) => {
  expect(retryAfterMs(header, Date.UTC(2026, 10, 30, 9))).toBe(expected);
});
