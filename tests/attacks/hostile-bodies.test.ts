import { gzipSync } from "node:zlib";
import { upcast } from "@ecomind/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EdgeFixture, sample, startEdge } from "../../ingest/test/fixture.js";
import { triesOf } from "./documented-tries.js";

/** Stands where content would: nothing of it may reach the log. */
const canary = "CANARYOFCONTENT in more words than a name of an event may ever have";

/** A way in, and how a body for it has something in the place of an event or of its fields. */
interface Way {
  readonly path: string;
  readonly type: string;
  readonly around: (inner: string) => string;
}

const bare = (inner: string) => inner;
const listed = (inner: string) => `[${inner}]`;
const otlp = (resources: string, scopes: string, records: string) => (inner: string) =>
  `{"${resources}":[{"resource":{"attributes":${inner}},"${scopes}":[{"scope":{"name":"openai"},"${records}":[${inner}]}]}]}`;
const cloudEvent = (inner: string) => `{"specversion":"1.0","id":"1","source":"/s","type":"t","data":${inner}}`;
const now = new Date().toISOString();
const labelled = (inner: string) =>
  `{"id":"x","ts":"${now}","user_id":"u","provider":"openai","model":"m","labels":${inner},"tokens_in":${inner}}`;

const ways: readonly Way[] = [
  { path: "/v1/ingest", type: "application/json", around: bare },
  { path: "/v1/ingest", type: "application/json", around: labelled },
  { path: "/v1/ingest/batch", type: "application/json", around: (inner) => `{"events":[${inner}]}` },
  { path: "/v1/ingest/batch", type: "application/json", around: (inner) => `{"events":${inner}}` },
  { path: "/v1/ingest/batch", type: "application/x-ndjson", around: (inner) => `${inner}\n${inner}\n\n` },
  { path: "/v1/cloudevents", type: "application/cloudevents+json", around: cloudEvent },
  { path: "/v1/cloudevents", type: "application/cloudevents-batch+json", around: listed },
  { path: "/v1/traces", type: "application/json", around: bare },
  { path: "/v1/traces", type: "application/json", around: otlp("resourceSpans", "scopeSpans", "spans") },
  { path: "/v1/logs", type: "application/json", around: otlp("resourceLogs", "scopeLogs", "logRecords") },
  { path: "/v1/metrics", type: "application/json", around: otlp("resourceMetrics", "scopeMetrics", "metrics") },
  { path: "/v1/litellm", type: "application/json", around: listed },
  {
    path: "/v1/litellm",
    type: "application/json",
    around: (inner) => `{"id":"x","model":"m","messages":${inner},"usage":${inner}}`,
  },
];

const nested = (open: string, close: string, times: number) => `${open.repeat(times)}1${close.repeat(times)}`;

const inners: Readonly<Record<string, string>> = {
  null: "null",
  true: "true",
  number: "-0",
  infinity: "1e400",
  text: `"${canary}"`,
  "long text": `"${canary.repeat(2_000)}"`,
  list: "[]",
  object: "{}",
  "deep lists": nested("[", "]", 10_000),
  "deep objects": nested('{"a":', "}", 5_000),
  "deep values": `[{"key":"gen_ai.system","value":${nested('{"arrayValue":{"values":[', "]}}", 5_000)}}]`,
  nulls: `[${"null,".repeat(10_000)}null]`,
  objects: `[${"{},".repeat(10_000)}{}]`,
  "many names": `{${Array.from({ length: 3_000 }, (_, n) => `"${n}":"${canary}"`).join(",")}}`,
  "one name often": `{${`"a":1,`.repeat(3_000)}"a":"${canary}"}`,
  prototype: `{"__proto__":{"user_id":"${canary}"},"constructor":{"prototype":{"x":1}}}`,
  "attributes without end": `[${`{"key":"gen_ai.system","value":{"stringValue":"${canary}"}},`.repeat(1_000)}{}]`,
  "not closed": '{"a":[',
  "a mark before": "\ufeff{}",
};

/** Protobuf that says something else of its own length, depth or number than is there. */
const protobufs: readonly Buffer[] = [
  Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1]),
  Buffer.from([0x0a, 0x81, 0x80, 0x80, 0x80, 0x10, 1]),
  Buffer.alloc(50_000, 0x80),
  Buffer.alloc(50_000, 0x0b),
  Buffer.alloc(100_000, Buffer.from([0x0a, 0])),
  ...[100, 5_000].map((depth) => {
    let inner = Buffer.alloc(0);
    for (let n = 0; n < depth; n += 1) {
      const { length } = inner;
      inner = Buffer.concat([
        Buffer.from([0x0a, (length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14]),
        inner,
      ]);
    }
    return inner;
  }),
  Buffer.from([0x0a, 2, 0x12, 0x7f]),
  Buffer.from([0x0f]),
  Buffer.from([0xfa, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0]),
];

interface Try {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function allTries(): Try[] {
  const tries: Try[] = [];
  const add = (name: string, path: string, type: string, body: Buffer) => {
    const headers = { "content-type": type };
    tries.push({ name, path, headers, body });
    const zipped = { ...headers, "content-encoding": "gzip" };
    tries.push({ name: `${name}, compressed`, path, headers: zipped, body: gzipSync(body) });
  };
  for (const { path, type, around } of ways)
    for (const [name, inner] of Object.entries(inners)) add(`${path} ${name}`, path, type, Buffer.from(around(inner)));
  for (const path of ["/v1/traces", "/v1/logs", "/v1/metrics"])
    for (const [at, body] of protobufs.entries()) add(`${path} protobuf ${at}`, path, "application/x-protobuf", body);
  const whole = gzipSync(JSON.stringify(sample()));
  const zips = {
    "an end that is missing": whole.subarray(0, -9),
    "something behind": Buffer.concat([whole, Buffer.from("behind")]),
    "many members": Buffer.concat([...Array.from({ length: 1_000 }, () => gzipSync("")), whole]),
    "more than it may become": gzipSync(Buffer.alloc(20_000_000)),
    "no gzip": Buffer.from("{}"),
    nothing: Buffer.alloc(0),
  };
  for (const { path, type } of ways)
    for (const [name, body] of Object.entries(zips))
      tries.push({ name, path, headers: { "content-type": type, "content-encoding": "gzip" }, body });
  return tries;
}

let edge: EdgeFixture;
beforeAll(async () => {
  edge = await startEdge({ keyLimit: { perSecond: 1e6, burst: 1e6 } });
});
afterAll(() => edge?.dispose());

test("whatever a body holds, it is answered, nothing of content is kept, and the edge goes on", async () => {
  const tries = allTries();
  expect(tries).toHaveLength(triesOf("hostile-bodies.test.ts") ?? -1);
  const odd: string[] = [];
  for (const { name, path, headers, body } of tries) {
    const response = await fetch(`${edge.url}${path}`, {
      method: "POST",
      headers: { ...headers, "x-api-key": edge.key },
      body: new Uint8Array(body),
    });
    const text = await response.text();
    if (![200, 202, 400, 403, 413].includes(response.status)) odd.push(`${name}: ${response.status}`);
    if (text.includes(canary)) odd.push(`${name}: echoed`);
  }
  expect(odd).toEqual([]);
  expect((await fetch(`${edge.url}/health/live`)).status).toBe(200);
  const records = (await edge.stored()).map(({ value }) => Buffer.from(value).toString());
  expect(records.filter((text) => text.includes(canary) || upcast(text).event === undefined)).toEqual([]);
  const { status } = await fetch(`${edge.url}/v1/ingest`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": edge.key },
    body: JSON.stringify(sample()),
  });
  expect(status).toBe(202);
}, 120_000);
