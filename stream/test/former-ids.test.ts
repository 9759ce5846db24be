import { erasePerson } from "@ecomind/clickhouse";
import { type CanonicalEvent, derivedId, identityText, idKey, personalId, plainId } from "@ecomind/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { formerIdRule } from "../src/FormerIds.js";
import { canonicalEvent, read } from "./events.js";
import { StreamParts } from "./parts.js";
import { type TestDatabase, TestStore } from "./store.js";

const key = idKey("a secret of the tests' own");
const untilMs = Date.parse("2026-03-05T00:00:00.000Z");
const formerIds = formerIdRule(untilMs, key);

let store: TestStore;
let database: TestDatabase;
let parts: StreamParts;
let held: ReadonlyMap<number, number>;
beforeAll(async () => {
  store = await TestStore.start();
  database = await store.database({ whole: true });
  parts = new StreamParts(database);
});
afterAll(async () => {
  await parts.close();
  await store.stop();
});
beforeEach(async () => {
  await database.clear();
  held = await parts.take([0]);
});

/** An event that a client sent without an id, as an edge writes it with the secret, and as one did before. */
function bothOf(extra: Partial<CanonicalEvent> = {}): { now: CanonicalEvent; before: CanonicalEvent } {
  const event = canonicalEvent({ user_id: "ann@example.com", ...extra });
  const text = identityText(event);
  return { now: { ...event, id: derivedId(text, key) }, before: { ...event, id: plainId(text) } };
}

const outcome = async (event: CanonicalEvent, offset: number, rule = formerIds as typeof formerIds | undefined) => {
  const [range] = await parts.publish([read(event, 0, offset)], held, rule);
  const { stored, duplicates, erased } = range?.orgs.get("acme") ?? {};
  return { stored, duplicates, erased };
};
const ids = async () =>
  (await database.rows<{ id: string }>("SELECT toString(id) AS id FROM events")).map(({ id }) => id);

test("a retry across the change counts once: stored before, sent again after", async () => {
  const { now, before } = bothOf();
  expect(await outcome(before, 0, undefined)).toEqual({ stored: 1, duplicates: 0, erased: 0 });
  expect(await outcome(now, 1)).toEqual({ stored: 0, duplicates: 1, erased: 0 });
  // And what was published, but not yet accounted, is found in its own place.
  await database.command("TRUNCATE TABLE batches");
  expect(await outcome(before, 0)).toEqual({ stored: 1, duplicates: 0, erased: 0 });
  expect(await database.count("events")).toBe(1);
});

test("the other way round as well, and within one batch; no plain hash is stored", async () => {
  const first = bothOf({ tokens_in: 1 });
  expect(await outcome(first.now, 0)).toMatchObject({ stored: 1 });
  expect(await outcome(first.before, 1)).toMatchObject({ stored: 0, duplicates: 1 });
  const second = bothOf({ tokens_in: 2 });
  const [range] = await parts.publish([read(second.before, 0, 2), read(second.now, 0, 3)], held, formerIds);
  expect(range?.orgs.get("acme")).toMatchObject({ read: 2, stored: 1, duplicates: 1 });
  expect((await ids()).sort()).toEqual([first.now.id, second.now.id].sort());
  expect(await database.violations()).toEqual([]);
});

test("events of later, and ids that clients gave, are looked up once", async () => {
  const late = bothOf({ ts: "2026-03-05T00:00:00.000Z" });
  expect(await outcome(late.before, 0, undefined)).toMatchObject({ stored: 1 });
  expect(await outcome(late.now, 1)).toMatchObject({ stored: 1 });
  const { now, before } = bothOf({ tokens_in: 7 });
  const given = { ...now, id: "6f1d2c3b-4a59-8e7d-9c0b-1a2f3e4d5c6b" };
  expect(await outcome(before, 2)).toMatchObject({ stored: 1 });
  expect(await outcome(given, 3)).toMatchObject({ stored: 1 });
});

/** An event that Ann reports of her own use, as an older edge writes it and as one does now; and as Mallory sends it. */
function ownUse(extra: Partial<CanonicalEvent> = {}) {
  const before = canonicalEvent({ user_id: "ann", ...extra });
  const sent = (user_id: string, more: Partial<CanonicalEvent> = {}) => {
    const id = personalId("acme", user_id, before.id, key);
    return { ...before, ...more, user_id, id, former_id: before.id };
  };
  return { before, now: (more = {}) => sent("ann", more), mallorys: (more = {}) => sent("mallory", more) };
}
const inForce = () =>
  database.rows<object>(
    "SELECT toString(user_id) AS user, tokens_in FROM current_events WHERE org_id = 'acme' ORDER BY user, tokens_in",
  );

test("a person's retry and correction find what an older edge stored; another's revision under that id finds nothing", async () => {
  const { before, now, mallorys } = ownUse({ tokens_in: 21 });
  expect(await outcome(before, 0, undefined)).toMatchObject({ stored: 1 });
  expect(await outcome(now(), 1)).toEqual({ stored: 0, duplicates: 1, erased: 0 });
  expect(await outcome(mallorys({ revision: 2_147_483_647, tokens_in: 1 }), 2)).toMatchObject({ stored: 1 });
  expect(await outcome(now({ revision: 1, tokens_in: 22 }), 3)).toMatchObject({ stored: 1 });
  expect(await inForce()).toEqual([
    { user: "ann", tokens_in: 22 },
    { user: "mallory", tokens_in: 1 },
  ]);
  expect(await database.violations()).toEqual([]);
});

test("of an erased person neither comes back under the former id", async () => {
  const { before, now } = ownUse({ tokens_in: 31 });
  await outcome(before, 0, undefined);
  await database.command("INSERT INTO erasures (org_id, user_id, state) VALUES ('acme', 'ann', 'running')");
  await erasePerson(database.client, { orgId: "acme", userId: "ann" }, 36_500);
  expect(await outcome(now(), 1)).toEqual({ stored: 0, duplicates: 1, erased: 0 });
  expect(await outcome(now({ revision: 1 }), 2)).toEqual({ stored: 0, duplicates: 1, erased: 0 });
  expect(await inForce()).toEqual([{ user: "", tokens_in: 31 }]);
});

test("after an erasure no id is the person's, the figures stay, and a late retry does not come back", async () => {
  const ann = { orgId: "acme", userId: "ann@example.com" };
  const events = [bothOf({ tokens_in: 11 }), bothOf({ tokens_in: 12 })];
  for (const [offset, { before }] of events.entries()) await outcome(before, offset, undefined);
  const fresh = bothOf({ tokens_in: 13 });
  await outcome(fresh.now, 2);
  const other = canonicalEvent({ user_id: "bob", tokens_in: 20 });
  await outcome(other, 3);
  const sums = () => database.rows("SELECT sum(requests) AS n, sum(tokens_in) AS tokens FROM usage_15m");
  const before = await sums();

  await database.command("INSERT INTO erasures (org_id, user_id, state) VALUES ('acme', 'ann@example.com', 'running')");
  await erasePerson(database.client, ann, 36_500);
  const known = [...events, fresh].flatMap(({ now, before }) => [now.id, before.id]);
  const left = await ids();
  expect(left).toHaveLength(4);
  expect(left.filter((id) => known.includes(id))).toEqual([]);
  expect(left).toContain(other.id);
  expect(new Set(left).size).toBe(4);
  for (const id of left) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[48][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(await sums()).toEqual(before);

  for (const [index, { now, before: former }] of [...events, fresh].entries()) {
    expect(await outcome(now, 10 + index * 2)).toEqual({ stored: 0, duplicates: 1, erased: 0 });
    expect(await outcome(former, 11 + index * 2)).toEqual({ stored: 0, duplicates: 1, erased: 0 });
  }
  // A record that is read again is found in its own place, without its person.
  await database.command("TRUNCATE TABLE batches");
  expect(await outcome(fresh.now, 2)).toEqual({ stored: 0, duplicates: 0, erased: 1 });
  expect(await sums()).toEqual(before);
  // Erased again, there is nothing left to do.
  await erasePerson(database.client, ann, 36_500);
  expect((await ids()).sort()).toEqual(left.sort());
});

test("an event that cannot come again leaves no trace of its former id", async () => {
  const { before } = bothOf();
  await outcome(before, 0, undefined);
  await erasePerson(database.client, { orgId: "acme", userId: "ann@example.com" }, 1);
  expect(await database.count("erased_identities")).toBe(0);
  expect(await ids()).not.toContain(before.id);
});
