import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { createStoreClient } from "@ecomind/clickhouse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ExportConcurrencyLimit, mostOfAll, mostOfOne } from "../../src/exports/concurrency-limit.js";
import { FileTail } from "../../src/exports/file-tail.js";
import { type QueryFixture, startQuery } from "../fixture.js";

const range = "from=2026-03-01&to=2026-03-31";
const path = `/v1/events/export?${range}&format=ndjson`;
const silenceMs = 4_000;
let api: QueryFixture;
let headers: Readonly<Record<string, string>>;
const stop: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  api = await startQuery();
  stop.push(api.stop);
  headers = { "x-api-key": await api.key(["admin"]) };
  await api.client.command({
    query: `INSERT INTO events (org_id, ts, id, provider, model, tokens_basis)
      SELECT 'acme', toDateTime64('2026-03-10 00:00:00', 3, 'UTC') + number / 100, generateUUIDv4(), 'openai', 'gpt-4o', 'reported' FROM numbers(200000)`,
  });
});
afterAll(async () => {
  for (const one of stop.reverse()) await one();
});

/** A client of few connections, as the service's own is when many ask. */
function clientOf(requestTimeoutMs: number, maxConnections: number) {
  const account = { url: api.engine.url, username: "default", password: "", application: "test" };
  const client = createStoreClient({ ...account, requestTimeoutMs, maxConnections });
  stop.push(() => client.close());
  return client;
}

/** Asks for a file and reads nothing of it. */
async function slowReader(url: string, asked = path): Promise<IncomingMessage> {
  const [response] = (await once(get(`${url}${asked}`, { headers, agent: false }), "response")) as [IncomingMessage];
  expect(response.statusCode).toBe(200);
  return response;
}

/** A service that asks questions by three connections, of so much patience, and reads files by its own. */
async function serviceOf(questionTimeoutMs: number): Promise<QueryFixture> {
  const clients = { client: clientOf(questionTimeoutMs, 3), exportClient: clientOf(60_000, 40) };
  const service = await startQuery({ ...clients, keyRing: api.keyRing }, { beside: api });
  stop.push(service.stop);
  return service;
}

describe("readers that are slow", () => {
  test("take no connection from questions; an organisation has three, and another one its own", async () => {
    const service = await serviceOf(60_000);
    const readers = await Promise.all(Array.from({ length: mostOfOne }, () => slowReader(service.url)));
    const { status, body, headers: told } = await service.call(path, { headers });
    expect([status, body.code]).toEqual([429, "too_many_exports"]);
    expect(Number(told.get("retry-after"))).toBeGreaterThan(0);
    expect((await service.call(`/v1/usage/export?${range}`, { headers })).body).toMatchObject({
      code: "too_many_exports",
    });
    expect((await service.call(`/v1/usage?${range}`, { headers })).status).toBe(200);
    const others = { "x-api-key": await api.key(["read"], { org_id: "other" }) };
    expect((await service.call(`${path}`, { headers: others })).status).toBe(200);
    // Whether it has been read or given up, a file that ends makes place.
    readers.pop()?.destroy();
    await expect
      .poll(async () => (await service.call(`/v1/usage/export?${range}`, { headers })).status, { timeout: 10_000 })
      .toBe(200);
    for (const reader of readers) reader.destroy();
  });

  test("and pause for longer than a question may take have their file whole", async () => {
    const service = await serviceOf(silenceMs);
    const response = await slowReader(service.url);
    await new Promise((resolve) => setTimeout(resolve, 2 * silenceMs));
    let lines = 0;
    for await (const chunk of response) for (const byte of chunk as Buffer) if (byte === 10) lines += 1;
    expect(response.complete).toBe(true);
    expect(lines).toBe(200_000);
  });
});

test("turns: so many for each, so many for all, each given back once", () => {
  const turns = new ExportConcurrencyLimit();
  const code = (act: () => unknown): unknown => {
    try {
      act();
      return undefined;
    } catch (error) {
      return (error as { problem: { code: string } }).problem.code;
    }
  };
  const taken = Array.from({ length: mostOfAll }, (_, index) => turns.take(`org${Math.floor(index / mostOfOne)}`));
  expect(code(() => turns.take("org0"))).toBe("too_many_exports");
  expect(code(() => turns.take("late"))).toBe("store_unavailable");
  for (const done of taken) done();
  for (let n = 0; n < mostOfOne; n += 1) turns.take("org0");
  expect(code(() => turns.take("org0"))).toBe("too_many_exports");
});

describe("the tail of a file", () => {
  test("is its last bytes, in whatever pieces it came", () => {
    const file = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 251));
    for (const size of [1, 7, 64, 99, 100, 101, 999, 1_000]) {
      const tail = new FileTail(100);
      for (let at = 0; at < file.length; at += size) tail.add(file.subarray(at, at + size));
      const bytes = Buffer.from(tail.bytes());
      expect(bytes.length).toBeLessThan(100 + size);
      expect(bytes.subarray(-100).equals(file.subarray(-100)), `pieces of ${size}`).toBe(true);
    }
    const short = new FileTail(100);
    short.add(file.subarray(0, 10));
    short.add(new Uint8Array());
    expect(Buffer.from(short.bytes()).equals(file.subarray(0, 10))).toBe(true);
  });

  test("costs nothing to keep: a file of half a gigabyte goes by in no time", () => {
    const tail = new FileTail(4 * 1024 * 1024);
    const piece = new Uint8Array(64 * 1024);
    const began = performance.now();
    for (let n = 0; n < 10_000; n += 1) tail.add(piece);
    // Copying the tail for each piece would take half a minute.
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(tail.bytes().length).toBe(4 * 1024 * 1024);
  });
});
