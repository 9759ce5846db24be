import { connect } from "node:net";
import { rejectReasons } from "@ecomind/contract";
import { afterAll, expect, test } from "vitest";
import { postRoutes } from "../src/metrics.js";
import { problemTable } from "../src/problems.js";
import { sample, startEdge } from "./fixture.js";

const edge = await startEdge();
afterAll(() => edge.dispose());

type Series = ReadonlyMap<string, number>;

/** Series by name and sorted labels. */
async function metrics(of = edge): Promise<Series> {
  const text = await (await fetch(`${of.url}/metrics`)).text();
  return new Map(
    text.split("\n").flatMap((line): [string, number][] => {
      const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
      if (match === null) return [];
      const [, name = "", labels = "", value = ""] = match;
      return [[labels === "" ? name : `${name}{${labels.split(",").sort().join(",")}}`, Number(value)]];
    }),
  );
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(`${edge.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": edge.key, ...headers },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response.status;
}

const count = (series: Series, route: string, outcome: string) =>
  series.get(`ingest_request_seconds_count{outcome="${outcome}",route="${route}"}`);

test("before anything has happened, every series that can come is there at 0", async () => {
  const series = await metrics();
  for (const route of postRoutes) {
    for (const status of [
      route.startsWith("otlp_") ? 200 : 202,
      ...Object.values(problemTable).map((one) => one.status),
    ])
      expect(series.get(`ingest_requests_total{route="${route}",status="${status}"}`), `${route} ${status}`).toBe(0);
    for (const outcome of ["accepted", "refused", "failed"]) expect(count(series, route, outcome), outcome).toBe(0);
  }
  for (const reason of Object.keys(rejectReasons))
    expect(series.get(`ingest_rejects_total{reason="${reason}"}`), reason).toBe(0);
  for (const verdict of ["accepted", "unknown", "shed"])
    expect(series.get(`ingest_events_total{verdict="${verdict}"}`), verdict).toBe(0);
  expect(series.get("ingest_keys_loaded")).toBe(1);
});

test("each answer is in the histogram of its route once, apart by what came of it", async () => {
  expect(await post("/v1/ingest", sample())).toBe(202);
  expect(await post("/v1/ingest/batch", { events: [sample(), sample()] })).toBe(202);
  expect(await post("/v1/ingest", sample({ prompt: "no" }))).toBe(400);
  expect(await post("/v1/ingest", sample(), { "x-api-key": "" })).toBe(401);
  const series = await metrics();
  expect(count(series, "ingest", "accepted")).toBe(1);
  expect(count(series, "batch", "accepted")).toBe(1);
  expect(count(series, "ingest", "refused")).toBe(2);
  expect(count(series, "ingest", "failed")).toBe(0);
  expect(series.get('ingest_request_seconds_bucket{le="+Inf",outcome="accepted",route="ingest"}')).toBe(1);
  expect(series.get('ingest_request_seconds_bucket{le="0.05",outcome="accepted",route="ingest"}')).toBeDefined();
  expect(series.get("ingest_append_seconds_count")).toBe(2);
});

test("what the log fails to take is a failed request", async () => {
  const broken = await startEdge({
    writer: { available: true, append: () => Promise.reject(new Error("the disk is gone")), close: async () => {} },
  });
  try {
    const answer = await fetch(`${broken.url}/v1/ingest`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": broken.key },
      body: JSON.stringify(sample()),
    });
    expect(answer.status).toBe(503);
    const series = await metrics(broken);
    expect(count(series, "ingest", "failed")).toBe(1);
    expect(series.get('ingest_requests_total{route="ingest",status="503"}')).toBe(1);
  } finally {
    await broken.dispose();
  }
});

test("a slow client's upload is not the edge's time", async () => {
  const before = await metrics();
  const body = JSON.stringify(sample());
  const socket = connect(edge.port, "127.0.0.1");
  const answered = new Promise<void>((resolve) => socket.once("data", () => resolve()));
  socket.write(
    `POST /v1/ingest HTTP/1.1\r\nhost: localhost\r\nx-api-key: ${edge.key}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
  );
  // The sum grows by what passes between the last byte and the answer, and not by this.
  const uploadSeconds = 0.15;
  await new Promise((resolve) => setTimeout(resolve, uploadSeconds * 1_000));
  const cpuMs = performance.now();
  socket.write(body);
  await answered;
  const waitedSeconds = (performance.now() - cpuMs) / 1_000;
  socket.destroy();
  const after = await metrics();
  const name = 'ingest_request_seconds_sum{outcome="accepted",route="ingest"}';
  expect((after.get(name) ?? 0) - (before.get(name) ?? 0)).toBeLessThanOrEqual(waitedSeconds);
});

const unanswered = 'ingest_requests_unanswered_total{route="ingest"}';

test("a client that leaves before its answer is counted", async () => {
  const before = (await metrics()).get(unanswered) ?? Number.NaN;
  const socket = connect(edge.port, "127.0.0.1");
  socket.write(
    `POST /v1/ingest HTTP/1.1\r\nhost: localhost\r\nx-api-key: ${edge.key}\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"`,
    () => setTimeout(() => socket.destroy(), 20),
  );
  await expect.poll(async () => (await metrics()).get(unanswered)).toBe(before + 1);
});

test("what clients send never becomes a label", async () => {
  const names = async () => [...(await metrics()).keys()].filter((name) => !name.startsWith("nodejs_")).sort();
  const before = await names();
  for (let index = 0; index < 50; index += 1) {
    await post(
      "/v1/ingest",
      sample({ provider: `p${index}`, model: `m${index}`, user_id: `u${index}`, [`f${index}`]: 1 }),
    );
    await fetch(`${edge.url}/v${index}`, { method: "PROPFIND" });
  }
  expect(await names()).toEqual(before);
});
