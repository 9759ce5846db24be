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

test.each(fixtures.good as { name: string; event: object; canonical: object; dropped?: string[] }[])("good: $name", ({
  event,
  canonical,
  dropped = [],
}) => {
  const result = canonicalise(event, context);
  expect(result.reject).toBeUndefined();
  expect(result.event).toMatchObject({ ...canonical, received_at: fixtures.now });
  expect("dropped" in result && result.dropped).toEqual(dropped);
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
    ...{ provider: text, model: text, tokens_in: count, tokens_cached: count, tokens_out: count },
    tokens_basis: fc.constantFrom("reported", "estimated"),
    ...{ bytes_in: some(count), bytes_out: some(count), estimator: some(text), region: some(text) },
    ...{ source: text, labels: some(labels), schema_version: count },
  });
  fc.assert(
    fc.property(parts, (event) => {
      // Optional fields are absent from the text of both.
      expect(serialise(event as unknown as CanonicalEvent)).toBe(JSON.stringify(event));
    }),
    { numRuns: 1_000 },
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
    { numRuns: 2_000 },
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

test("no refusal repeats what was sent", () => {
  for (const { event, credential } of fixtures.bad) {
    const text = JSON.stringify(canonicalise(event, { ...context, ...credential }).reject);
    expect(text).not.toMatch(/hello|story|yesterday|novelty/);
  }
});

test.each([
  ["{", "unreadable"],
  ["[]", "not_an_event"],
  ["null", "not_an_event"],
  ['{"schema_version":2}', "schema_version_newer"],
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
])("time %s", (text, iso) => {
  expect(new Date(parseTimestamp(text)).toISOString()).toBe(iso);
});

test.each([
  "2026-06-17",
  "2026-13-01T00:00:00Z",
  "2026-02-29T00:00:00Z",
  "2026-06-17T24:00:00Z",
  "1750000000",
  "",
])("not a time: %j", (text) => {
  expect(parseTimestamp(text)).toBeNaN();
});

test("the generated validator is current", async () => {
  const { validatorModule, target } = await import("../scripts/generate.js");
  expect(readFileSync(target, "utf8")).toBe(validatorModule());
});
