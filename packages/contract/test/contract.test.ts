import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type CanonicalEvent,
  canonicalise,
  deadLetterReasons,
  idKey,
  parseTimestamp,
  recordKey,
  rejectReasons,
  serialise,
  upcast,
  warningReasons,
} from "../src/index.js";

const folder = join(import.meta.dirname, "..");
const fixtures = JSON.parse(readFileSync(join(folder, "fixtures/events.json"), "utf8"));
const nowMs = Date.parse(fixtures.now);
const context = {
  orgId: fixtures.org_id,
  nowMs,
  maxAgeMs: 30 * 86_400_000,
  idKey: idKey("a secret of the tests' own"),
};

interface GoodFixture {
  readonly name: string;
  readonly event: object;
  readonly canonical: object;
  readonly dropped?: readonly string[];
  readonly warnings?: readonly { readonly reason: string; readonly pointer: string }[];
}

test.each(fixtures.good as GoodFixture[])("good: $name", ({ event, canonical, dropped = [], warnings = [] }) => {
  const result = canonicalise(event, context);
  if (result.event === undefined) throw new Error(JSON.stringify(result.reject));
  expect(result.event).toMatchObject({ ...canonical, received_at: fixtures.now });
  expect(result.dropped).toEqual(dropped);
  expect(result.warnings.map(({ reason, pointer }) => ({ reason, pointer }))).toEqual(warnings);
  for (const { reason, pointer, allowed } of result.warnings) {
    expect(warningReasons).toHaveProperty(reason);
    if (reason === "unusable_field") expect(allowed).toMatch(/^(text|a |one of|1 to|an )/);
    // What was left out is not in the event: the field, or the label.
    const [, field = "", label] = pointer.split("/");
    const kept = (result.event as unknown as Record<string, unknown>)[field];
    if (label !== undefined) expect(kept ?? {}).not.toHaveProperty([label]);
    else if (field !== "labels" && !(field in canonical) && !["source", "id"].includes(field))
      expect(kept).toBeUndefined();
  }
  const read = upcast(serialise(result.event as NonNullable<typeof result.event>));
  expect(read.event).toEqual(result.event);
});

test("an event is written as JSON.stringify writes it", () => {
  const text = fc.string({ unit: "binary", maxLength: 60 });
  const count = fc.nat(10_000_000);
  const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const labels = fc.dictionary(text, text, { noNullPrototype: true });
  const parts = fc.record({
    ...{ id: text, ts: text, received_at: text, org_id: text, user_id: text, team: some(text) },
    ...{ provider: text, model: text, tokens_in: some(count), tokens_cached: some(count), tokens_out: some(count) },
    tokens_basis: fc.constantFrom("reported", "estimated"),
    ...{ tokens_in_basis: some(fc.constant("reported")), tokens_out_basis: some(fc.constant("estimated")) },
    ...{ tokens_in_low: some(count), tokens_in_high: some(count) },
    ...{ tokens_out_low: some(count), tokens_out_high: some(count) },
    ...{ bytes_in: some(count), bytes_out: some(count), estimator: some(text), region: some(text) },
    ...{ source: text, labels: some(labels), energy_wh: some(fc.double({ min: 0, max: 1e9, noNaN: true })) },
    ...{ energy_boundary: some(fc.constant("it")), energy_method: some(text), service_tier: some(text) },
    ...{ response_id: some(text), revision: some(count), requests: some(count), reporter_rank: some(count) },
    former_id: some(text),
    schema_version: count,
  });
  fc.assert(
    fc.property(parts, (event) => {
      // Optional fields are absent from the text of both.
      expect(serialise(event as unknown as CanonicalEvent)).toBe(JSON.stringify(event));
    }),
    { numRuns: 300 },
  );
});

test("what the edge accepts the stream can read, in whatever writing", () => {
  const unit = fc.oneof(
    fc.constantFrom("a", "ä", "雪", "😀", "𝒳"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
  );
  const name = (most: number) => fc.array(unit, { minLength: 1, maxLength: most }).map((units) => units.join(""));
  const longest = fc.constantFrom(
    ...["a", "雪", "😀"].map((one) => ({
      user_id: one.repeat(128),
      team: one.repeat(64),
      labels: { app: one.repeat(64) },
    })),
  );
  const parts = fc.record({
    user_id: name(128),
    team: name(64),
    labels: fc.dictionary(fc.constantFrom("app", "project", "__proto__"), name(64), { noNullPrototype: true }),
  });
  fc.assert(
    fc.property(fc.oneof(longest, parts), (named) => {
      const sent = JSON.stringify({ ...named, provider: "openai", model: "m", ts: fixtures.now });
      const { event } = canonicalise(JSON.parse(sent), context);
      fc.pre(event !== undefined);
      expect(upcast(serialise(event as CanonicalEvent)).event).toEqual(event);
    }),
    { numRuns: 1_000 },
  );
});

test.each(
  fixtures.bad as {
    name: string;
    event: unknown;
    credential?: object;
    reason: string;
    pointer: string;
    retryable?: boolean;
  }[],
)("bad: $name", ({ event, credential, reason, pointer, retryable = false }) => {
  const { reject } = canonicalise(event, { ...context, ...credential });
  expect(reject).toMatchObject({ reason, pointer, retryable });
  if (reason === "invalid_field" || reason === "invalid_ts") expect(reject?.allowed).toMatch(/^(text|a time)/);
});

test("every warning has a fixture", () => {
  const shown = new Set(
    (fixtures.good as GoodFixture[]).flatMap(({ warnings = [] }) => warnings.map((one) => one.reason)),
  );
  expect(Object.keys(warningReasons).filter((reason) => !shown.has(reason))).toEqual([]);
});

test("every reject reason has a fixture", () => {
  const shown = new Set(fixtures.bad.map(({ reason }: { reason: string }) => reason));
  expect(Object.keys(rejectReasons).filter((reason) => !shown.has(reason))).toEqual([]);
});

test("a retry without an id is the same event, another event is not", () => {
  const event = { user_id: "u1", provider: "openai", model: "gpt-4o", ts: "2026-06-17T11:59:00.000Z", tokens_in: 1 };
  const id = (value: object, now = nowMs) => canonicalise(value, { ...context, nowMs: now }).event?.id;
  expect(id(event)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(id(event, nowMs + 60_000)).toBe(id(event));
  expect(id({ ...event, tokens_in: 2 })).not.toBe(id(event));
  expect(recordKey({ org_id: "acme", id: "x" })).toBe("acme/x");
});

test("a leap second is the last moment of its minute", () => {
  const ts = "2026-06-17T11:59:60.000Z";
  expect(canonicalise({ user_id: "u1", provider: "openai", model: "gpt-4o", ts }, context).event?.ts).toBe(
    "2026-06-17T11:59:59.999Z",
  );
});

test("an id of the client's own is one UUID for each text and organisation", () => {
  const of = (id: unknown, orgId = "acme") =>
    canonicalise({ id, user_id: "u1", provider: "openai", model: "m", ts: fixtures.now }, { ...context, orgId }).event
      ?.id;
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, two) => {
      expect(of(one)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
      expect(of(one)).toBe(of(one));
      expect(of(one) === of(two)).toBe(one === two);
      expect(of(one)).not.toBe(of(one, "other"));
    }),
  );
  expect(of("0B0A1C2D-0000-4000-8000-0000000000AA")).toBe("0b0a1c2d-0000-4000-8000-0000000000aa");
  expect(of(17)).toBe(of("17"));
});

test("whatever an optional field holds, the use is taken, and the stream can read it", () => {
  const required = { user_id: "u1", provider: "openai", model: "gpt-4o", ts: fixtures.now };
  const optional = Object.keys(
    JSON.parse(readFileSync(join(folder, "schema/event.v2.schema.json"), "utf8")).properties,
  ).filter((name) => !(name in required) && name !== "org_id" && name !== "schema_version");
  expect(optional.length).toBeGreaterThan(20);
  const near = fc.constantFrom<unknown>(
    0,
    1,
    50,
    1e7,
    1e12,
    0.5,
    -1,
    "reported",
    "estimated",
    "it",
    "batch",
    "x y",
    {},
  );
  const labels = fc.dictionary(fc.constantFrom("app", "App", "__proto__", "a"), fc.jsonValue(), {
    noNullPrototype: true,
  });
  const parts = fc.dictionary(fc.constantFrom(...optional), fc.oneof(near, labels, fc.jsonValue()), {
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(parts, (sent) => {
      const result = canonicalise(JSON.parse(JSON.stringify({ ...sent, ...required })), context);
      if (result.event === undefined) throw new Error(JSON.stringify(result.reject));
      expect(upcast(serialise(result.event)).event).toEqual(result.event);
    }),
    { numRuns: 600 },
  );
});

const version1 = {
  ...{ id: "0b0a1c2d-0000-4000-8000-0000000000aa", ts: fixtures.now, received_at: fixtures.now, org_id: "acme" },
  ...{ user_id: "u1", provider: "openai", model: "gpt-4o", source: "api", schema_version: 1 },
};

test.each([
  ["counts", { tokens_in: 10, tokens_cached: 4, tokens_out: 20 }, { tokens_in: 10, tokens_cached: 4, tokens_out: 20 }],
  ["no counts at all", { tokens_in: 0, tokens_cached: 0, tokens_out: 0 }, {}],
  ["an output of nothing", { tokens_in: 10, tokens_cached: 0, tokens_out: 0 }, { tokens_in: 10, tokens_out: 0 }],
  [
    "a stream that was cut off",
    { tokens_in: 10, tokens_cached: 0, tokens_out: 0, bytes_out: 90 },
    { tokens_in: 10, bytes_out: 90 },
  ],
])("a record of version 1 with %s is read", (_, counts, read) => {
  const { event } = upcast(JSON.stringify({ ...version1, ...counts, tokens_basis: "reported" }));
  expect(event).toEqual({ ...version1, ...read, tokens_basis: "reported", schema_version: 2 });
});

test("no refusal repeats what was sent", () => {
  for (const { event, credential } of fixtures.bad) {
    const text = JSON.stringify(canonicalise(event, { ...context, ...credential }).reject);
    expect(text).not.toMatch(/hello|story|yesterday|novelty|1781697540/);
  }
  for (const { event } of fixtures.good) {
    const result = canonicalise(event, context);
    expect(JSON.stringify("warnings" in result && result.warnings)).not.toMatch(/summarise|north|EMEA|gold|My App|"x"/);
  }
});

test.each([
  ["{", "unreadable"],
  ["[]", "not_an_event"],
  ["null", "not_an_event"],
  ['{"schema_version":3}', "schema_version_newer"],
  ['{"schema_version":"x"}', "not_an_event"],
  ['{"schema_version":0}', "not_an_event"],
  ['{"id":"x","ts":"2026-06-17T11:59:00.000Z"}', "not_an_event"],
])("what the stream cannot take is told: %s", (text, reason) => {
  expect(upcast(text).reason).toBe(reason);
  expect(deadLetterReasons).toHaveProperty(reason);
});

test.each([
  ["2026-06-17T11:59:00Z", "2026-06-17T11:59:00.000Z"],
  ["2026-06-17t11:59:00.123456z", "2026-06-17T11:59:00.123Z"],
  ["2026-06-17 23:59:00-05:30", "2026-06-18T05:29:00.000Z"],
  ["2024-02-29T00:00:00.000Z", "2024-02-29T00:00:00.000Z"],
  ["2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999Z"],
  ["2017-01-01T00:59:60.250+01:00", "2016-12-31T23:59:59.999Z"],
  ["2017-01-01T05:29:60.5+05:30", "2016-12-31T23:59:59.999Z"],
])("time %s", (text, iso) => {
  expect(new Date(parseTimestamp(text)).toISOString()).toBe(iso);
});

test.each([
  "2026-06-17",
  "2026-13-01T00:00:00Z",
  "2026-02-29T00:00:00Z",
  "2026-06-17T24:00:00Z",
  "1750000000",
  "2016-12-31T23:58:60Z",
  "2016-12-31T23:59:61Z",
  "",
])("not a time: %j", (text) => {
  expect(parseTimestamp(text)).toBeNaN();
});

test("the generated validator is current", async () => {
  const { validatorModule, target } = await import("../scripts/generate.js");
  expect(readFileSync(target, "utf8")).toBe(validatorModule());
});
