import { connect } from "node:net";
import { expect, test } from "vitest";
import {
  childSpan,
  createLogger,
  createMetrics,
  formatTraceparent,
  Health,
  parseTraceparent,
  problemsOf,
  startAdminServer,
} from "../src/index.js";

test("secrets never reach a log line", () => {
  const lines: string[] = [];
  const logger = createLogger({ service: "test", destination: { write: (line: string) => void lines.push(line) } });
  logger.info({ password: "hunter2", request: { authorization: "Bearer x.y.z" } }, "hello");
  expect(lines[0]).toContain("hello");
  expect(lines[0]).not.toMatch(/hunter2|x\.y\.z/);
});

test("traceparent: valid ones are read and written, others ignored", () => {
  const header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const context = parseTraceparent(header);
  expect(context && formatTraceparent(context)).toBe(header);
  for (const bad of [undefined, "", "01-a-b-c", header.replace("b7ad6b7169203331", "0".repeat(16)), `${header}-x`])
    expect(parseTraceparent(bad)).toBeUndefined();
  const child = childSpan(context);
  expect(child.traceId).toBe(context?.traceId);
  expect(child.spanId).not.toBe(context?.spanId);
});

test("a problem takes title and status from its table", () => {
  const problem = problemsOf({ bad_json: { status: 400, title: "The body is not JSON" } });
  expect(problem("bad_json", { pointer: "/events/0" })).toEqual({
    type: "/problems/bad_json",
    title: "The body is not JSON",
    status: 400,
    code: "bad_json",
    pointer: "/events/0",
  });
});

/** What is answered to a target that no URL can be made of, 0 when the connection ends without an answer. */
async function statusOf(port: number, target: string): Promise<number> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  return Number(answer.split(" ")[1] ?? 0);
}

test("the admin server: live at once, ready after the start, metrics, routes, problems", async () => {
  const health = new Health();
  health.dependsOn("store", () => false);
  let full = false;
  health.holdWhile("disk", () => full);
  const server = await startAdminServer({
    host: "127.0.0.1",
    port: 0,
    health,
    metrics: createMetrics("test"),
    routes: {
      "/echo": (query) => ({ q: query.get("q") }),
      "/broken": () => {
        throw new Error("secret");
      },
    },
  });
  const get = async (path: string, method = "GET") => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    return { status: response.status, text: await response.text() };
  };
  try {
    expect((await get("/health/live")).status).toBe(200);
    expect((await get("/health/ready")).status).toBe(503);
    // Whatever stands in a request line, the process goes on.
    for (const target of ["//", "//[", "http://[/", "*", "/\\", "/constructor"])
      expect(await statusOf(server.port, target), target).toBe(404);
    health.started();
    full = true;
    const { status, text } = await get("/health/ready");
    expect([status, JSON.parse(text)]).toMatchObject([503, { status: "not_ready", reasons: ["disk"] }]);
    full = false;
    expect(await get("/health/ready")).toEqual({
      status: 200,
      text: '{"status":"ready","reasons":[],"dependencies":{"store":"down"}}',
    });
    expect((await get("/metrics")).text).toMatch(/^process_cpu_seconds_total [0-9.e-]+$/m);
    expect((await get("/echo?q=1")).text).toBe('{"q":"1"}');
    expect(await get("/broken")).toEqual({ status: 503, text: '{"code":"unavailable"}' });
    expect((await get("/none")).status).toBe(404);
    expect((await get("/health/live", "POST")).status).toBe(405);
  } finally {
    await server.close();
  }
});

test("a port that somebody else has is an error, unless any will do", async () => {
  const options = { host: "127.0.0.1", health: new Health(), metrics: createMetrics("test") };
  const first = await startAdminServer({ ...options, port: 0 });
  try {
    await expect(startAdminServer({ ...options, port: first.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    const second = await startAdminServer({ ...options, port: first.port, orAnyPort: true });
    expect(second.port).not.toBe(first.port);
    expect((await fetch(`http://127.0.0.1:${second.port}/metrics`)).status).toBe(200);
    await second.close();
  } finally {
    await first.close();
  }
});
