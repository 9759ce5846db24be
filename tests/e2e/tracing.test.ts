import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eventually, System } from "ecomind/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

interface ReceivedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

const spans: ReceivedSpan[] = [];
let collector: Server;
let system: System;

beforeAll(async () => {
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      for (const { resource, scopeSpans } of JSON.parse(Buffer.concat(chunks).toString("utf8")).resourceSpans) {
        const named = resource.attributes.find(({ key }: { key: string }) => key === "service.name");
        for (const scope of scopeSpans)
          for (const span of scope.spans) spans.push({ ...span, service: named.value.stringValue });
      }
      response.setHeader("content-type", "application/json");
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  system = await System.create();
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  await system.start([], { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: "200" });
});
afterAll(async () => {
  await system.dispose();
  collector.close();
});

test("one trace leads from a client's request to its event's being counted, and a question to the store has its own", async () => {
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
  const event = { user_id: "me", provider: "openai", model: "gpt-4o", tokens_in: 1, ts: new Date().toISOString() };
  expect((await system.post("/v1/ingest", event, headers)).status).toBe(202);
  const named = (name: string) => spans.find((span) => span.traceId === traceId && span.name === name);
  await eventually(() => named("count event"), Boolean);
  const edge = await eventually(() => named("POST ingest"), Boolean);
  expect(edge).toMatchObject({ service: "ecomind-ingest", parentSpanId: "b7ad6b7169203331" });
  expect(named("count event")).toMatchObject({ service: "ecomind-stream", parentSpanId: edge?.spanId });
  expect((await system.get("/v1/today", headers)).status).toBe(200);
  await eventually(() => named("GET /v1/today"), Boolean);
});
