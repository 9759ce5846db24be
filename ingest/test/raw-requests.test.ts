import { connect } from "node:net";
import { knownHosts } from "@ecomind/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EdgeFixture, sample, startEdge } from "./fixture.js";

let edge: EdgeFixture;
beforeAll(async () => {
  edge = await startEdge({ isKnownHost: knownHosts(["eco.example"]) });
});
afterAll(() => edge.dispose());

interface RawAnswer {
  readonly statuses: readonly number[];
  readonly code: string | undefined;
  readonly closed: boolean;
}

/** Sends bytes on a connection of their own; "then" once something came back. Ends when the edge closes, or after `waitMs`. */
function send(text: string, then = "", waitMs = 400): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(edge.port, "127.0.0.1", () => socket.write(text));
    let received = "";
    let sent = false;
    const end = (closed: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      const statuses = [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
      resolve({ statuses, code: /"code":"(\w+)"/.exec(received)?.[1], closed });
    };
    const timer = setTimeout(() => end(false), waitMs);
    socket.on("data", (chunk) => {
      received += chunk;
      if (then !== "" && !sent) socket.write(then);
      sent = true;
    });
    socket.on("close", () => end(true));
    socket.on("error", () => end(true));
  });
}

const head = (fields: string, { host = "127.0.0.1", line = "POST /v1/ingest HTTP/1.1" } = {}) =>
  `${line}\r\nHost: ${host}\r\nx-api-key: ${edge.key}\r\ncontent-type: application/json\r\n${fields}\r\n\r\n`;
const eventOf = () => JSON.stringify(sample());
const sized = (body: string) => `content-length: ${Buffer.byteLength(body)}`;
const hex = (body: string) => Buffer.byteLength(body).toString(16);
const chunked = (body: string, end = "0\r\n\r\n") => `${hex(body)}\r\n${body}\r\n${end}`;
/** Which of these events are stored, once an append that may be under way has ended. */
async function storedOf(...bodies: readonly string[]): Promise<readonly string[]> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  const keys = new Set((await edge.stored()).map(({ key }) => Buffer.from(key).toString()));
  return bodies.filter((body) => keys.has(`acme/${(JSON.parse(body) as { id: string }).id}`));
}

test("a plain request is taken, and its connection stays", async () => {
  const body = eventOf();
  expect(await send(head(sized(body)) + body)).toEqual({ statuses: [202], code: undefined, closed: false });
  expect(await storedOf(body)).toEqual([body]);
});

const ambiguous: Record<string, (body: string) => string> = {
  "a length twice, the same": (body) => head(`${sized(body)}\r\n${sized(body)}`) + body,
  "two lengths, the first right": (body) => head(`${sized(body)}\r\ncontent-length: 5`) + body,
  "a length and an empty one": (body) => head(`${sized(body)}\r\ncontent-length:`) + body,
  "a transfer encoding twice": (body) =>
    head("transfer-encoding: chunked\r\ntransfer-encoding: chunked") + chunked(body),
  "the transfer encoding identity": (body) => head("transfer-encoding: identity") + chunked(body),
  "one that nobody knows": (body) => head("transfer-encoding: xchunked") + chunked(body),
  "two in a list": (body) => head("transfer-encoding: gzip, chunked") + chunked(body),
  "chunked, but not at the end": (body) => head("transfer-encoding: chunked, identity") + chunked(body),
  "an empty transfer encoding beside a length": (body) => head(`transfer-encoding:\r\n${sized(body)}`) + body,
  "two hosts": (body) => head(`Host: other\r\n${sized(body)}`) + body,
  "two keys": (body) => head(`x-api-key: ${edge.readOnlyKey}\r\n${sized(body)}`) + body,
  "a token twice": (body) => head(`authorization: Bearer a\r\nauthorization: Bearer b\r\n${sized(body)}`) + body,
  "two content types": (body) => head(`content-type: text/plain\r\n${sized(body)}`) + body,
  "two lengths where no body is expected": () =>
    `${head("content-length: 5\r\ncontent-length: 0", { line: "GET /health/live HTTP/1.1" })}GET /`,
};

test.each(Object.entries(ambiguous))("refused, and the connection ends: %s", async (_, request) => {
  const [shown, hidden] = [eventOf(), eventOf()];
  const { statuses, code, closed } = await send(request(shown));
  expect([statuses[0], code, closed]).toEqual([400, "ambiguous_request", true]);
  // And nothing that came with it is read as a request.
  const together = await send(request(shown) + head(sized(hidden)) + hidden);
  expect([together.statuses.filter((status) => status !== 400), together.closed]).toEqual([[], true]);
  expect(await storedOf(shown, hidden)).toEqual([]);
});

/** What the parser of uWebSockets.js refuses, or never takes for a request. */
const unread: Record<string, (body: string) => string> = {
  "a length and a transfer encoding": (body) => head(`transfer-encoding: chunked\r\n${sized(body)}`) + chunked(body),
  "an empty length": (body) => head("content-length:") + body,
  "a list of lengths": (body) => head(`${sized(body)}, ${Buffer.byteLength(body)}`) + body,
  "a length with a sign": (body) => head(sized(body).replace(": ", ": +")) + body,
  "a negative length": (body) => head("content-length: -1") + body,
  "a hexadecimal length": (body) => head(`content-length: 0x${hex(body)}`) + body,
  "a length with an exponent": (body) => head("content-length: 1e2") + body,
  "a length beyond all": (body) => head("content-length: 99999999999999999999999") + body,
  "a blank before a colon": (body) => head(sized(body).replace(":", " :")) + body,
  "a folded field": (body) => head("transfer-encoding:\r\n chunked") + chunked(body),
  "a control in a transfer encoding": (body) => head("transfer-encoding: \u000bchunked") + chunked(body),
  "line feeds alone in the head": (body) => head(sized(body)).replaceAll("\r\n", "\n") + body,
  "a line feed alone within a field": (body) => head(`x: y\nz: 1\r\n${sized(body)}`) + body,
  "a carriage return within a field": (body) => head(`x: a\rb\r\n${sized(body)}`) + body,
  "a zero byte": (body) => head(`x: a\0b\r\n${sized(body)}`) + body,
  "HTTP/1.0 with chunks": (body) =>
    head("transfer-encoding: chunked", { line: "POST /v1/ingest HTTP/1.0" }) + chunked(body),
  "a chunk size with a prefix": (body) => `${head("transfer-encoding: chunked")}0x${chunked(body)}`,
  "a chunk size with a sign": (body) => `${head("transfer-encoding: chunked")}+${chunked(body)}`,
  "a chunk size that is none": (body) => `${head("transfer-encoding: chunked")}G\r\n${body}\r\n0\r\n\r\n`,
  "a chunk size beyond all": (body) => `${head("transfer-encoding: chunked")}fffffffffffffffff${chunked(body)}`,
  "no chunk size": (body) => `${head("transfer-encoding: chunked")}\r\n${body}\r\n0\r\n\r\n`,
};

test.each(Object.entries(unread))("never taken for a request: %s", async (_, request) => {
  const [shown, hidden] = [eventOf(), eventOf()];
  for (const bytes of [request(shown), request(shown) + head(sized(hidden)) + hidden]) {
    const { statuses } = await send(bytes);
    expect(statuses.filter((status) => status !== 400 && status !== 505)).toEqual([]);
  }
  expect(await storedOf(shown, hidden)).toEqual([]);
});

const framings: Record<string, (body: string) => string> = {
  "as it should be": (body) => chunked(body),
  "line feeds alone": (body) => chunked(body).replaceAll("\r\n", "\n"),
  "a line feed behind the data": (body) => `${hex(body)}\r\n${body}\n0\r\n\r\n`,
  "nothing behind the data": (body) => `${hex(body)}\r\n${body}0\r\n\r\n`,
  "other bytes behind the data": (body) => `${hex(body)}\r\n${body}XX0\r\n\r\n`,
  "line feeds at the end": (body) => chunked(body, "0\n\n"),
  "other bytes at the end": (body) => chunked(body, "0\r\nXX"),
  trailers: (body) => chunked(body, "0\r\nx: y\r\n\r\n"),
};

test.each(Object.entries(framings))("no byte behind chunks is read as a request, framed by %s", async (_, frame) => {
  const [first, second] = [eventOf(), eventOf()];
  const hidden = head(sized(second)) + second;
  for (const { statuses, closed } of [
    await send(head("transfer-encoding: chunked") + frame(first) + hidden),
    await send(head("transfer-encoding: chunked") + frame(first), hidden),
  ]) {
    expect(statuses.filter((status) => status === 202).length).toBeLessThanOrEqual(1);
    expect(closed).toBe(true);
  }
  expect(await storedOf(second)).toEqual([]);
});

test("nor behind chunks that are refused", async () => {
  const body = eventOf();
  const refused = head("transfer-encoding: chunked").replace(edge.key, "nobody") + chunked(eventOf());
  for (const { statuses, closed } of [
    await send(refused + head(sized(body)) + body),
    await send(refused, head(sized(body)) + body),
  ])
    expect([statuses.filter((status) => status !== 401), closed]).toEqual([[], true]);
  expect(await storedOf(body)).toEqual([]);
});

test.each([
  "rebound.example",
  "127.0.0.1.rebound.example",
  "eco.example.rebound.example:8080",
])("the host %s is refused, but for health", async (host) => {
  const body = eventOf();
  const refused = await send(head(sized(body), { host }) + body);
  expect([refused.statuses[0], refused.code, refused.closed]).toEqual([421, "host_unknown", true]);
  const preflight = await send(head("origin: http://a.example", { host, line: "OPTIONS /v1/ingest HTTP/1.1" }));
  expect(preflight.statuses).toEqual([421]);
  expect((await send(head("x: y", { host, line: "GET /metrics HTTP/1.1" }))).statuses).toEqual([421]);
  expect((await send(head("x: y", { host, line: "GET /health/ready HTTP/1.1" }))).statuses).toEqual([200]);
  expect(await storedOf(body)).toEqual([]);
});

test.each([
  "eco.example",
  "eco.example:443",
  "localhost:1234",
  "10.0.0.7:8080",
  "[::1]",
])("the host %s is known", async (host) => {
  const body = eventOf();
  expect((await send(head(sized(body), { host }) + body)).statuses).toEqual([202]);
});
