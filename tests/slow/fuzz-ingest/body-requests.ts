import { gzipSync } from "node:zlib";
import type { Random } from "../../../standalone/src/random.js";
import { flipped, notJson, notUtf8, one, spoiledEvent, type ValidEvent, validEvent } from "./malformed-events.js";

/** A request whose HTTP is in order, whatever is in its body. */
export interface BodyRequest {
  readonly kind: string;
  readonly path: "/v1/ingest" | "/v1/ingest/batch";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What the answer must be; absent: 202 or any refusal. */
  readonly expected?: {
    readonly status: number;
    readonly codes?: readonly string[];
    /** Of a batch: the indexes that must be accepted, all others refused. */
    readonly accepted?: readonly number[];
  };
  /** Valid events in it, which count if the answer says that they are in. */
  readonly events: readonly ValidEvent[];
}

const json = { "content-type": "application/json" };
const ndjson = { "content-type": "application/x-ndjson" };
const anyRoute = [
  { path: "/v1/ingest", headers: json },
  { path: "/v1/ingest/batch", headers: json },
  { path: "/v1/ingest/batch", headers: ndjson },
] as const;
const gzipped = <T extends { readonly headers: object }>(route: T) => ({
  ...route,
  headers: { ...route.headers, "content-encoding": "gzip" },
});
const none: readonly ValidEvent[] = [];
const single = "/v1/ingest";
const batch = "/v1/ingest/batch";
const refused = (status: number, ...codes: string[]) => ({ status, codes });
const badJson = refused(400, "invalid_json");
const badBatch = refused(400, "invalid_batch");

/** Spoiled and valid events in one body. */
function mixed(random: Random): { lines: string[]; accepted: number[]; events: ValidEvent[] } {
  const lines: string[] = [];
  const accepted: number[] = [];
  const events: ValidEvent[] = [];
  for (let index = 0; index < 1 + Math.floor(random.next() * 12); index += 1) {
    if (random.next() < 0.3) {
      const event = validEvent(random);
      accepted.push(index);
      events.push(event);
      lines.push(JSON.stringify(event));
    } else lines.push(spoiledEvent(random));
  }
  return { lines, accepted, events };
}

const ofMixed = (accepted: readonly number[]) =>
  accepted.length === 0 ? refused(400, "batch_rejected") : { status: 202, accepted };

/** Each kind with how often it is made. */
const kinds: readonly { weight: number; make: (random: Random) => Omit<BodyRequest, "kind">; kind: string }[] = [
  {
    kind: "a spoiled event",
    weight: 40,
    make: (random) => ({
      path: single,
      headers: json,
      body: Buffer.from(spoiledEvent(random)),
      events: none,
      expected: { status: 0, codes: ["event_rejected", "org_mismatch"] },
    }),
  },
  {
    kind: "a batch of spoiled and valid events",
    weight: 15,
    make: (random) => {
      const { lines, accepted, events } = mixed(random);
      return {
        path: batch,
        headers: json,
        body: Buffer.from(`{"events":[${lines.join(",")}]}`),
        events,
        expected: ofMixed(accepted),
      };
    },
  },
  {
    kind: "lines of spoiled and valid events",
    weight: 10,
    make: (random) => {
      const { lines, accepted, events } = mixed(random);
      const end = one(random, ["\n", "\r\n", "\n\n \n"]);
      return {
        path: batch,
        headers: ndjson,
        body: Buffer.from(lines.join(end) + one(random, ["", end])),
        events,
        expected: ofMixed(accepted),
      };
    },
  },
  {
    kind: "no JSON",
    weight: 10,
    make: (random) => ({
      path: one(random, [single, batch]),
      headers: json,
      body: Buffer.from(notJson(random)),
      events: none,
      expected: badJson,
    }),
  },
  {
    kind: "no UTF-8",
    weight: 5,
    make: (random) => ({
      path: one(random, [single, batch]),
      headers: one(random, [json, json]),
      body: notUtf8(random),
      events: none,
      expected: refused(400, "invalid_utf8"),
    }),
  },
  {
    kind: "an event with bits flipped",
    weight: 10,
    make: (random) => ({ path: single, headers: json, body: flipped(random), events: none }),
  },
  {
    kind: "a valid event",
    weight: 5,
    make: (random) => {
      const event = validEvent(random);
      const text = Buffer.from(JSON.stringify(event));
      const gzip = random.next() < 0.3;
      return {
        path: single,
        headers: gzip ? { ...json, "content-encoding": "gzip" } : json,
        body: gzip ? gzipSync(text) : text,
        events: [event],
        expected: { status: 202 },
      };
    },
  },
  {
    kind: "no batch",
    weight: 3,
    make: (random) => ({
      path: batch,
      headers: json,
      body: Buffer.from(
        one(random, [
          "{}",
          "[]",
          "null",
          "7",
          '{"events":{}}',
          '{"events":[]}',
          '{"events":[],"more":1}',
          '{"event":[{}]}',
          '"events"',
        ]),
      ),
      events: none,
      expected: badBatch,
    }),
  },
  {
    kind: "too many events",
    weight: 0.3,
    make: (random) => ({
      path: batch,
      headers: one(random, [json, ndjson]),
      body: Buffer.from(`{"events":[${"{},".repeat(1_000)}{}]}`),
      events: none,
      expected: { status: 400, codes: ["invalid_batch", "batch_rejected"] },
    }),
  },
  {
    kind: "a body beyond the limit",
    weight: 0.3,
    make: (random) => ({
      ...one(random, anyRoute),
      body: Buffer.alloc(1_048_577 + Math.floor(random.next() * 1_000_000), 32),
      events: none,
      expected: refused(413, "body_too_large"),
    }),
  },
  {
    kind: "gzip that is cut short or spoiled",
    weight: 4,
    make: (random) => {
      const whole = gzipSync(JSON.stringify(validEvent(random)));
      const cut = whole.subarray(0, Math.floor(random.next() * (whole.length - 1)));
      const garbled = Buffer.from(whole);
      garbled[2] = 0xff;
      const plain = Buffer.from(JSON.stringify(validEvent(random)));
      return {
        path: single,
        headers: { ...json, "content-encoding": "gzip" },
        body: one(random, [cut, garbled, plain]),
        events: none,
        expected: { status: 400, codes: ["invalid_encoding", "invalid_json"] },
      };
    },
  },
  {
    kind: "a gzip bomb",
    weight: 0.3,
    make: (random) => ({
      ...gzipped(one(random, anyRoute)),
      body: bomb,
      events: none,
      expected: refused(413, "body_too_large"),
    }),
  },
  {
    kind: "a media type or an encoding that is not taken",
    weight: 3,
    make: (random) => ({
      path: single,
      headers: one(random, [
        { "content-type": "text/plain" },
        { "content-type": "" },
        { "content-type": "application/json; charset=latin1" },
        { "content-type": "application/json".repeat(50) },
        { ...json, "content-encoding": "br" },
        { ...json, "content-encoding": "gzip, gzip" },
        { ...ndjson },
      ]),
      body: Buffer.from(JSON.stringify(validEvent(random))),
      events: none,
      expected: { status: 415, codes: ["unsupported_media_type", "unsupported_encoding"] },
    }),
  },
  {
    kind: "a credential that is none",
    weight: 3,
    make: (random) => ({
      path: one(random, [single, batch]),
      headers: {
        ...json,
        ...one(random, [
          { "x-api-key": "" },
          { "x-api-key": "eco_" },
          { "x-api-key": `eco_${"a".repeat(12)}_${"0".repeat(64)}` },
          { "x-api-key": "x".repeat(2_000) },
          { "x-api-key": "", authorization: "Bearer" },
          { "x-api-key": "", authorization: "Bearer a.b.c" },
          { "x-api-key": "", authorization: `Bearer ${"a".repeat(2_000)}` },
          { "x-api-key": "", authorization: "Basic YTpi" },
        ]),
      },
      body: Buffer.from(JSON.stringify(validEvent(random))),
      events: none,
      expected: { status: 401, codes: ["credential_missing", "credential_invalid"] },
    }),
  },
];

/** 64 MiB of blanks in 64 KiB. */
const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2, 32));

const weighted = kinds.map((entry) => ({ weight: entry.weight, value: entry }));

export function bodyRequest(random: Random): BodyRequest {
  const { kind, make } = random.pick(weighted);
  return { kind, ...make(random) };
}
