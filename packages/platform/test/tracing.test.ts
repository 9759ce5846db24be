import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfigError, startTracing } from "../src/index.js";

interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  status?: { code?: number; message?: string };
  links?: { traceId: string }[];
}

/** A collector: takes OTLP over HTTP, keeps the spans. */
const spans: ReceivedSpan[] = [];
let server: Server;
let endpoint: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      expect(request.url).toBe("/v1/traces");
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      for (const { scopeSpans } of body.resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
      response.setHeader("content-type", "application/json");
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const parent = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", sampled: true };

test("without an endpoint nothing is traced", async () => {
  expect(await startTracing("test", {})).toBeUndefined();
});

test("a share that is none is told", async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: "2" };
  await expect(startTracing("test", env)).rejects.toThrow(ConfigError);
});

test("spans of sampled traces reach the collector, below their parents and with their links and faults", async () => {
  const tracing = await startTracing("test", {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${endpoint}/`,
    OTEL_TRACES_SAMPLER_ARG: "0",
  });
  const served = tracing?.start("served", { parent, kind: "server" });
  const other = { ...parent, traceId: "4bf92f3577b34da6a3ce929d0e0e4736" };
  const failed = tracing?.start("failed", { parent: served?.context, links: [other] });
  const unasked = tracing?.start("a trace that begins here and is not in the share");
  expect(unasked?.context.sampled).toBe(false);
  unasked?.end();
  failed?.end({}, "the disk is full");
  served?.end({ "http.response.status_code": 202 });
  await tracing?.close();
  const [one, two] = ["served", "failed"].map((name) => spans.find((span) => span.name === name));
  expect(spans).toHaveLength(2);
  expect(one).toMatchObject({ traceId: parent.traceId, parentSpanId: parent.spanId });
  expect(two).toMatchObject({
    traceId: parent.traceId,
    parentSpanId: one?.spanId,
    status: { code: 2, message: "the disk is full" },
  });
  expect(two?.links?.map(({ traceId }) => traceId)).toEqual([other.traceId]);
});
