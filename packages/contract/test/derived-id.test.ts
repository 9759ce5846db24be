import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type CanonicalEvent,
  canonicalise,
  derivedId,
  formerIdentity,
  identityText,
  idKey,
  personalId,
  plainId,
  serialise,
} from "../src/index.js";

const nowMs = Date.parse("2026-06-17T12:00:00.000Z");
const key = idKey("a secret of the tests' own");
const context = { orgId: "acme", nowMs, maxAgeMs: 30 * 86_400_000, idKey: key };

const sent = fc.record(
  {
    ts: fc
      .date({ min: new Date(nowMs - 86_400_000), max: new Date(nowMs), noInvalidDate: true })
      .map((at) => at.toISOString()),
    user_id: fc.constantFrom("ann@example.com", "bob@example.com", "u-1"),
    team: fc.constantFrom("sales", "研究", "r&d"),
    provider: fc.constantFrom("openai", "Anthropic"),
    model: fc.constantFrom("gpt-4o", "claude-sonnet-4-5"),
    tokens_in: fc.nat(5_000),
    tokens_out: fc.nat(5_000),
    labels: fc.dictionary(fc.stringMatching(/^[a-z0-9_]{1,8}$/), fc.stringMatching(/^[!-~]{1,8}$/), { maxKeys: 4 }),
  },
  { requiredKeys: ["ts", "user_id", "provider", "model"] },
);

const accepted = (event: object, extra = {}) => {
  const result = canonicalise(event, { ...context, ...extra });
  if (result.event === undefined) throw new Error(result.reject.reason);
  return { event: result.event, formerId: result.formerId };
};

/** What whoever knows an event but for its person can compute of a guess without the secret: first characters of ids. */
const guesses = (published: CanonicalEvent, person: string): string[] => {
  const text = identityText({ ...published, user_id: person });
  const hashes = ["sha256", "sha512", "sha1", "md5"].map((name) => createHash(name).update(text).digest("hex"));
  return [plainId(text), ...hashes].map((id) => id.slice(0, 8));
};

test("no id confirms a guess of the person without the secret", () => {
  fc.assert(
    fc.property(sent, (event) => {
      const { event: published } = accepted(event);
      expect(guesses(published, event.user_id)).not.toContain(published.id.slice(0, 8));
      // Under another secret nothing of it is the same.
      expect(accepted(event, { idKey: idKey("another secret of its own") }).event.id).not.toBe(published.id);
    }),
  );
});

test("a retry is the same event at every edge that has the secret, another person's is not", () => {
  fc.assert(
    fc.property(sent, (event) => {
      const { event: first } = accepted(event);
      const { event: again } = accepted(event, { nowMs: nowMs + 60_000, idKey: idKey("a secret of the tests' own") });
      expect(again.id).toBe(first.id);
      expect(first.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(accepted({ ...event, user_id: "someone-else" }).event.id).not.toBe(first.id);
    }),
  );
});

test("a record tells both identities of its event, whichever edge wrote it", () => {
  fc.assert(
    fc.property(sent, (event) => {
      const { event: now, formerId = "" } = accepted(event, { formerIdsUntilMs: nowMs + 1 });
      const before = { ...now, id: formerId, received_at: "2026-06-16T10:00:00.000Z" };
      for (const record of [now, before])
        expect(formerIdentity(JSON.parse(serialise(record)) as CanonicalEvent, key)).toEqual({ id: now.id, formerId });
      expect(derivedId(identityText(now), key)).toBe(now.id);
    }),
  );
});

test("an id that a client gave has no other, though it may look derived", () => {
  const id = "6f1d2c3b-4a59-8e7d-9c0b-1a2f3e4d5c6b";
  const { event, formerId } = accepted(
    { id, ts: "2026-06-17T11:59:00.000Z", user_id: "u1", provider: "openai", model: "gpt-4o" },
    { formerIdsUntilMs: nowMs + 1 },
  );
  expect(formerId).toBeUndefined();
  expect(formerIdentity(event, key)).toBeUndefined();
});

test("events that are later than any former id have none", () => {
  const event = { ts: "2026-06-17T11:59:00.000Z", user_id: "u1", provider: "openai", model: "gpt-4o" };
  expect(accepted(event, { formerIdsUntilMs: Date.parse(event.ts) }).formerId).toBeUndefined();
  expect(accepted(event, { formerIdsUntilMs: Date.parse(event.ts) + 1 }).formerId).toBeDefined();
});

test("an event without an id has the id that version 1 gave it", () => {
  const sizes = { tokens_basis: "estimated", bytes_in: 4000, bytes_out: 1600, estimator: "ext-chrome/1" };
  const event = {
    ts: "2026-06-17T13:59:00.5+02:00",
    user_id: "u1",
    team: "sales",
    provider: "OpenAI",
    model: "gpt-4o",
    ...sizes,
  };
  // As version 1 wrote it.
  const text =
    '{"id":"","ts":"2026-06-17T11:59:00.500Z","received_at":"","org_id":"acme","user_id":"u1","team":"sales","provider":"openai",' +
    '"model":"gpt-4o","tokens_in":0,"tokens_cached":0,"tokens_out":0,"tokens_basis":"estimated","bytes_in":4000,"bytes_out":1600,' +
    '"estimator":"ext-chrome/1","source":"api","schema_version":1}';
  expect(accepted(event).event.id).toBe(derivedId(text, key));
  expect(accepted({ ...event, tokens_in: 0, tokens_out: 0, region: null }).event.id).toBe(derivedId(text, key));
  // What only version 2 has tells events apart, but not reports of one event.
  expect(accepted({ ...event, requests: 2 }).event.id).not.toBe(derivedId(text, key));
  expect(accepted({ ...event, revision: 2 }).event.id).toBe(derivedId(text, key));
});

const someId = fc.oneof(fc.uuid(), fc.stringMatching(/^chatcmpl-[a-z0-9]{1,20}$/), fc.constant(undefined));
const persons = fc.uniqueArray(fc.constantFrom("ann", "bob", "cem", "ann bob", 'a","b'), {
  minLength: 2,
  maxLength: 2,
});

test("what persons report of themselves has ids that nobody else's token and no key's event can have", () => {
  fc.assert(
    fc.property(sent, someId, persons, (base, id, [ann = "", bob = ""]) => {
      const event = { ...base, user_id: undefined, ...(id === undefined ? {} : { id }), response_id: "resp_1" };
      const of = (subject: string, more = {}) => accepted({ ...event, ...more }, { subject, onlySubject: true }).event;
      const [hers, his] = [of(ann), of(bob)];
      const keys = accepted({ ...event, user_id: ann }).event;
      expect(new Set([hers.id, his.id, keys.id]).size).toBe(3);
      expect(new Set([hers.response_id, his.response_id, keys.response_id]).size).toBe(3);
      // What an answer or a list gave as her event's id is hers again, in his hands it is another event of his.
      for (const seen of [hers.id, hers.id.toUpperCase()]) {
        expect(of(ann, { id: seen, revision: 2 }).id).toBe(hers.id);
        expect([hers.id, his.id, keys.id]).not.toContain(of(bob, { id: seen }).id);
      }
      expect(of(bob, { response_id: hers.response_id }).response_id).not.toBe(hers.response_id);
      // Her retry is the same event, also once she may report others.
      expect(of(ann)).toEqual(hers);
      expect(accepted(event, { subject: ann }).event.id).toBe(hers.id);
    }),
  );
});

test("who may report others corrects a person's event by the id that a list shows", () => {
  const event = { id: crypto.randomUUID(), ts: "2026-06-17T11:59:00.000Z", provider: "openai", model: "gpt-4o" };
  const hers = accepted(event, { subject: "ann", onlySubject: true }).event;
  const corrected = { ...event, id: hers.id, user_id: "ann", revision: 1 };
  expect(accepted(corrected).event.id).toBe(hers.id);
  expect(accepted(corrected, { subject: "boss" }).event.id).toBe(hers.id);
});

test("an id of a person's own is a UUIDv8 whose half cannot be exchanged, in one organisation, under one secret", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), fc.nat(35), (one, other, place) => {
      const id = personalId("acme", "ann", one, key);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(personalId("acme", "ann", id, key)).toBe(id);
      const mixed = id.slice(0, 18) + other.slice(18);
      const changed = `${id.slice(0, place)}${id[place] === "0" ? "1" : "0"}${id.slice(place + 1)}`;
      for (const text of [mixed, changed]) expect(personalId("acme", "ann", text, key)).not.toBe(text);
      expect(personalId("other", "ann", id, key)).not.toBe(id);
      expect(personalId("acme", "ann", id, idKey("another secret of its own"))).not.toBe(id);
    }),
  );
});

test("a person's event names the id that an older edge gave it, for as long as there may be one", () => {
  const ts = "2026-06-17T11:59:00.000Z";
  const event = { id: crypto.randomUUID(), ts, provider: "openai", model: "gpt-4o" };
  const own = { subject: "ann", onlySubject: true };
  const { event: now, formerId } = accepted(event, { ...own, formerIdsUntilMs: nowMs });
  expect([now.former_id, formerId]).toEqual([event.id, event.id]);
  expect(accepted({ ...event, id: now.id }, { ...own, formerIdsUntilMs: nowMs }).event.former_id).toBeUndefined();
  expect(accepted(event, { ...own, formerIdsUntilMs: Date.parse(ts) }).event.former_id).toBeUndefined();
});
