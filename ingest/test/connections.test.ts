import { EventEmitter, once } from "node:events";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import type { LogWriter } from "@ecomind/event-log";
import { createMetrics } from "@ecomind/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idleSeconds } from "../src/exchange.js";
import { type EdgeFixture, sample, startEdge } from "./fixture.js";

let edge: EdgeFixture;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.dispose());

const request = (fields = "", body = JSON.stringify(sample())) =>
  `POST /v1/ingest HTTP/1.1\r\nHost: x\r\nx-api-key: ${edge.key}\r\ncontent-type: application/json\r\n${fields}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** Sends on a connection. @returns the head of the answer, in lower case */
async function headOf(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [chunk] = (await once(socket, "data")) as [Buffer];
  return String(chunk).split("\r\n\r\n")[0]?.toLowerCase() ?? "";
}

test("an answer announces for how long its connection stays, and an idle one stays for that long", async () => {
  const socket = connect(edge.port, "127.0.0.1");
  const closed = once(socket, "close");
  // Before the request: however late this process hears of the answer, the connection was idle for no longer than measured.
  const sentMs = performance.now();
  const head = await headOf(socket, request());
  expect(head).toMatch(/^http\/1\.1 202/);
  expect(head).toContain(`\r\nkeep-alive: timeout=${idleSeconds}`);
  expect(head).toContain("\r\nconnection: keep-alive");
  await closed;
  expect(performance.now() - sentMs).toBeGreaterThan(idleSeconds * 1000);
}, 60_000);

test("nothing is announced of a connection that ends with the answer", async () => {
  const cases = [
    request("connection: close\r\n"),
    request("transfer-encoding: chunked\r\n").replace(/content-length.*$/s, "\r\n0\r\n\r\n"),
    "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
  ];
  for (const text of cases) {
    const socket = connect(edge.port, "127.0.0.1");
    const closed = once(socket, "close");
    expect(await headOf(socket, text)).not.toContain("keep-alive");
    await closed;
  }
});

test("connections are counted", async () => {
  const registry = createMetrics("ingest");
  const metric = async (name: string) =>
    (await registry.getMetricsAsJSON()).find((one) => one.name === name)?.values.map(({ value }) => value);
  const counting = await startEdge({ registry });
  try {
    const sockets = Array.from({ length: 3 }, () => connect(counting.port, "127.0.0.1"));
    for (const socket of sockets) await headOf(socket, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    expect(await metric("ingest_connections")).toEqual([3]);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => metric("ingest_connections_closed_total")).toEqual([3]);
    expect(await metric("ingest_connections")).toEqual([0]);
  } finally {
    await counting.dispose();
  }
});

test("a request whose client did not wait for the answer is counted", async () => {
  const registry = createMetrics("ingest");
  const read = async (name: string) =>
    (await registry.getMetricsAsJSON()).find((one) => one.name === name)?.values ?? [];
  const appended = new EventEmitter();
  const append = async () => void (await once(appended, "end"));
  const writer: LogWriter = { append, available: true, close: async () => {} };
  const slow = await startEdge({ registry, writer });
  try {
    const socket = connect(slow.port, "127.0.0.1", () => socket.write(request().replace(edge.key, slow.key)));
    await expect.poll(() => read("ingest_held_records")).toMatchObject([{ value: 1 }]);
    socket.destroy();
    await expect
      .poll(() => read("ingest_requests_unanswered_total"))
      .toContainEqual({ labels: { route: "ingest" }, value: 1 });
  } finally {
    appended.emit("end");
    await slow.dispose();
  }
});

test.each(["gzip", "GZIP", "x-gzip", "X-Gzip"])("a body with the content encoding %s is read", async (encoding) => {
  const answer = await fetch(`${edge.url}/v1/ingest`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": edge.key, "content-encoding": encoding },
    body: gzipSync(JSON.stringify(sample())),
  });
  expect(answer.status).toBe(202);
});

test.each(["Identity", "identity"])("%s is no encoding", async (encoding) => {
  const answer = await fetch(`${edge.url}/v1/ingest`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": edge.key, "content-encoding": encoding },
    body: JSON.stringify(sample()),
  });
  expect(answer.status).toBe(202);
});
