import { tokensOutRamp } from "@ecomind/footprint";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { canonicalEvent, read } from "./events.js";
import { StreamParts } from "./parts.js";
import { type TestDatabase, TestStore } from "./store.js";

let store: TestStore;
let database: TestDatabase;
let parts: StreamParts;
let held: ReadonlyMap<number, number>;
beforeAll(async () => {
  store = await TestStore.start();
  database = await store.database();
  parts = new StreamParts(database);
});
afterAll(async () => {
  await parts.close();
  await store.stop();
});
beforeEach(async () => {
  await database.clear();
  held = await parts.take([0, 1]);
});

const counts = (read: number, stored: number, duplicates = 0, deadLetters = 0, erased = 0) => ({
  read,
  stored,
  duplicates,
  deadLetters,
  erased,
});

test("a batch is stored, rolled up and accounted by partition and organisation", async () => {
  const records = [
    read(canonicalEvent({ org_id: "acme", tokens_in: 10 }), 0, 0),
    read(canonicalEvent({ org_id: "globex", tokens_in: 20 }), 0, 1),
    read(canonicalEvent({ org_id: "acme", tokens_in: 40 }), 1, 0),
  ];
  const ranges = await parts.publish(records, held);
  expect(ranges.map(({ partition, start, end }) => [partition, start, end])).toEqual([
    [0, 0, 2],
    [1, 0, 1],
  ]);
  expect(ranges[0]?.orgs).toEqual(
    new Map([
      ["acme", counts(1, 1)],
      ["globex", counts(1, 1)],
    ]),
  );
  expect(
    await database.rows(
      "SELECT org_id, sum(requests) AS requests, sum(tokens_in) AS tokens_in FROM usage_15m GROUP BY org_id ORDER BY org_id SETTINGS force_optimize_projection = 1",
    ),
  ).toEqual([
    { org_id: "acme", requests: 2, tokens_in: 50 },
    { org_id: "globex", requests: 1, tokens_in: 20 },
  ]);
  const [account] = await database.rows(
    "SELECT start_offset, end_offset, records_read, stored, duplicates, fence, last_key, orgs['globex'].stored AS of_globex FROM batches WHERE partition = 0",
  );
  expect(account).toMatchObject({
    start_offset: 0,
    end_offset: 2,
    records_read: 2,
    stored: 2,
    duplicates: 0,
    fence: held.get(0),
    last_key: Buffer.from(records[1]?.key as Uint8Array).toString(),
    of_globex: 1,
  });
  expect(await database.violations()).toEqual([]);
});

test("within a batch the lowest offset wins, whatever else differs", async () => {
  const event = canonicalEvent({ tokens_in: 1 });
  const records = [
    read(event, 0, 0),
    read({ ...event, tokens_in: 2 }, 0, 1),
    read(canonicalEvent(), 0, 2),
    read({ ...event, tokens_in: 3 }, 0, 3),
  ];
  const [range] = await parts.publish(records, held);
  expect(range?.orgs.get("acme")).toEqual(counts(4, 2, 2));
  expect(await database.rows(`SELECT tokens_in, offset FROM events WHERE id = '${event.id}'`)).toEqual([
    { tokens_in: 1, offset: 0 },
  ]);
  expect(await database.violations()).toEqual([]);
});

test("what is stored is not stored again by a later batch, and counts as a duplicate there", async () => {
  const event = canonicalEvent();
  await parts.publish([read(event, 0, 0)], held);
  const [range] = await parts.publish([read({ ...event, tokens_in: 9 }, 0, 1), read(canonicalEvent(), 0, 2)], held);
  expect(range?.orgs.get("acme")).toEqual(counts(2, 1, 1));
  expect(await database.count("events")).toBe(2);
  expect(await database.violations()).toEqual([]);
});

test("the same id at another time, or in another organisation, is another event", async () => {
  const event = canonicalEvent();
  const others = [event, { ...event, ts: "2026-03-04T10:20:30.124Z" }, { ...event, org_id: "globex" }];
  await parts.publish([read(event, 0, 0)], held);
  const ranges = await parts.publish(
    others.map((other, index) => read(other, 0, index + 1)),
    held,
  );
  expect(ranges[0]?.orgs.get("acme")).toEqual(counts(2, 1, 1));
  expect(await database.count("events")).toBe(3);
  expect(await database.violations()).toEqual([]);
});

test("a record read again is a replay: still stored, at its own offset", async () => {
  const records = [read(canonicalEvent(), 0, 0), read(canonicalEvent(), 0, 1)];
  await parts.publish(records, held);
  await database.command("TRUNCATE TABLE batches");
  const [range] = await parts.publish(records, held);
  expect(range?.orgs.get("acme")).toEqual(counts(2, 2));
  expect(await database.count("events")).toBe(2);
  expect(await database.violations()).toEqual([]);
});

test("a replay in other company is counted the same", async () => {
  const [a, b, c] = [canonicalEvent(), canonicalEvent(), canonicalEvent()];
  await parts.publish([read(a, 0, 0), read(b, 0, 1)], held);
  await database.command("TRUNCATE TABLE batches");
  await parts.publish([read(a, 0, 0)], held);
  const [range] = await parts.publish([read(b, 0, 1), read(a, 0, 2), read(c, 0, 3)], held);
  expect(range?.orgs.get("acme")).toEqual(counts(3, 2, 1));
  expect(await database.violations()).toEqual([]);
});

test("a batch of two months of which only one was stored before a kill is completed", async () => {
  const months = ["2026-01-31T23:59:59.999Z", "2026-02-01T00:00:00.000Z"];
  const records = months.flatMap((ts, month) =>
    Array.from({ length: 5 }, (_, index) => read(canonicalEvent({ ts }), 0, month * 5 + index)),
  );
  await parts.publish(records.slice(0, 5), held);
  await database.command("TRUNCATE TABLE batches");
  const [range] = await parts.publish(records, held);
  expect(range?.orgs.get("acme")).toEqual(counts(10, 10));
  expect(
    await database.rows("SELECT toYYYYMM(ts) AS month, count() AS n FROM events GROUP BY month ORDER BY month"),
  ).toEqual([
    { month: 202601, n: 5 },
    { month: 202602, n: 5 },
  ]);
  expect(await database.violations()).toEqual([]);
});

test("a retry does not bring an erased person back", async () => {
  const event = canonicalEvent({ user_id: "gone" });
  await database.command("INSERT INTO erasures (org_id, user_id) VALUES ('acme', 'gone')");
  const [range] = await parts.publish([read(event, 0, 0), read(canonicalEvent({ user_id: "here" }), 0, 1)], held);
  expect(range?.orgs.get("acme")).toEqual(counts(2, 1, 0, 0, 1));
  expect(await database.rows("SELECT user_id FROM events ORDER BY user_id")).toEqual([
    { user_id: "" },
    { user_id: "here" },
  ]);
  expect(await database.violations()).toEqual([]);
});

test("an event that names no team is of the team that the members' list gives its person", async () => {
  const member = { org_id: "acme", user_id: "ada", role: "viewer", team: "search", active: true };
  const list = (values: readonly object[]) =>
    database.client.insert({ table: "members", values, format: "JSONEachRow" });
  await list([
    member,
    { ...member, org_id: "globex", team: "elsewhere" },
    { ...member, user_id: "bob", active: false },
  ]);
  const of = (user_id: string, team?: string) => canonicalEvent({ user_id, ...(team === undefined ? {} : { team }) });
  await parts.publish(
    [read(of("ada"), 0, 0), read(of("ada", "ads"), 0, 1), read(of("bob"), 0, 2), read(of("eve"), 0, 3)],
    held,
  );
  expect(await database.rows("SELECT user_id, team FROM events ORDER BY offset")).toEqual([
    { user_id: "ada", team: "search" },
    { user_id: "ada", team: "ads" },
    { user_id: "bob", team: "" },
    { user_id: "eve", team: "" },
  ]);
  await list([{ ...member, team: "maps" }]);
  await parts.publish([read(of("ada"), 1, 0)], held);
  expect(await database.rows("SELECT team FROM events WHERE partition = 1")).toEqual([{ team: "maps" }]);
  expect(await database.violations()).toEqual([]);
});

test("text that the wire format must escape comes back as it was", async () => {
  const odd = "a\\b\tc'd\"e\n\r\0\b\f{}:,ü\u{1F332}";
  await parts.publish(
    [read(canonicalEvent({ user_id: odd, model: "m'\\", team: odd, labels: { project: odd, app: "'" } }), 0, 0)],
    held,
  );
  expect(await database.rows("SELECT user_id, team, model_reported, labels FROM events")).toEqual([
    { user_id: odd, team: odd, model_reported: "m'\\", labels: { project: odd, app: "'" } },
  ]);
});

test("a batch of nothing but dead letters is accounted", async () => {
  const [range] = await parts.publish([{ ...read(canonicalEvent(), 0, 0), value: Buffer.from("{") }], held);
  expect(range?.orgs.get("acme")).toEqual(counts(1, 0, 0, 1));
  expect(await database.violations()).toEqual([]);
});

test("rows that are in the table twice halt their partition, and nothing is accounted", async () => {
  const [good, twice] = [canonicalEvent(), canonicalEvent()];
  const records = [read(good, 0, 0), read(twice, 1, 0)];
  await parts.publish(records, held);
  await database.command("TRUNCATE TABLE batches");
  await database.command(`INSERT INTO events SELECT * FROM events WHERE id = '${twice.id}'`);
  await expect(parts.publish(records, held)).rejects.toMatchObject({ _tag: "PartitionHalted", partition: 1 });
  expect(await database.count("batches")).toBe(0);
});

const sums = () =>
  database.rows<object>(
    "SELECT toString(e.model) AS model, sum(e.requests) AS n, sum(e.tokens_in) AS t FROM events AS e GROUP BY model HAVING n != 0 ORDER BY model",
  );

test("a later report with a higher revision takes the place of the earlier one, in rows and rollups, once", async () => {
  const event = canonicalEvent({ tokens_in: 1 });
  const other = canonicalEvent({ tokens_in: 7 });
  await parts.publish([read(event, 0, 0), read(other, 0, 1)], held);
  const corrected = read({ ...event, tokens_in: 5, model: "gpt-4o-mini", revision: 2 }, 0, 2);
  const [range] = await parts.publish([corrected], held);
  expect(range?.orgs.get("acme")).toEqual(counts(1, 1));
  const after = [
    { model: "gpt-4o", n: 1, t: 7 },
    { model: "gpt-4o-mini", n: 1, t: 5 },
  ];
  expect(await sums()).toEqual(after);
  expect(
    await database.rows(
      "SELECT model, sum(requests) AS n, sum(tokens_in) AS t FROM usage_15m GROUP BY model HAVING n != 0 ORDER BY model",
    ),
  ).toEqual(after);
  expect(await database.rows(`SELECT tokens_in, revision FROM current_events WHERE id = '${event.id}'`)).toEqual([
    { tokens_in: 5, revision: 2 },
  ]);
  // Read again, and reported again by a lower or the same revision, it changes nothing.
  await database.command("TRUNCATE TABLE batches");
  const again = [
    read(event, 0, 0),
    read(other, 0, 1),
    corrected,
    read({ ...event, revision: 1 }, 0, 3),
    read({ ...event, revision: 2 }, 0, 4),
  ];
  const [replayed] = await parts.publish(again, held);
  expect(replayed?.orgs.get("acme")).toEqual(counts(5, 3, 2));
  expect(await sums()).toEqual(after);
  expect(await database.violations()).toEqual([]);
});

test("of several revisions in one batch, in any order, the highest is stored alone", async () => {
  const event = canonicalEvent();
  const of = (revision: number, offset: number) =>
    read({ ...event, revision, tokens_in: 10 + revision, tokens_cached: 0 }, 0, offset);
  const [range] = await parts.publish([of(1, 0), of(3, 1), read(event, 0, 2), of(2, 3), of(3, 4)], held);
  expect(range?.orgs.get("acme")).toEqual(counts(5, 1, 4));
  expect(await database.rows("SELECT requests, tokens_in, revision FROM events")).toEqual([
    { requests: 1, tokens_in: 13, revision: 3 },
  ]);
  // A revision that comes after a higher one is a duplicate.
  expect((await parts.publish([of(2, 5)], held))[0]?.orgs.get("acme")).toEqual(counts(1, 0, 1));
  await parts.publish([of(9, 6), of(4, 7)], held);
  await parts.publish([of(12, 8)], held);
  expect(await sums()).toEqual([{ model: "gpt-4o", n: 1, t: 22 }]);
  expect(await database.rows("SELECT count() AS n FROM events")).toEqual([{ n: 5 }]);
  expect(await database.violations()).toEqual([]);
});

test("a correction and what it takes back are one part", async () => {
  const events = Array.from({ length: 40 }, (_, index) =>
    canonicalEvent({ ts: index % 2 === 0 ? "2026-02-28T10:00:00.000Z" : "2026-03-04T10:00:00.000Z" }),
  );
  await parts.publish(
    events.map((event, offset) => read(event, 0, offset)),
    held,
  );
  await parts.publish(
    events.map((event, offset) => read({ ...event, tokens_in: 200, revision: 1 }, 0, 40 + offset)),
    held,
  );
  const parted = `SELECT toYYYYMM(ts) AS month, uniqExact(_part) AS parts, sum(requests) AS n, count() AS rows FROM events
    WHERE id IN (SELECT id FROM events WHERE requests < 0) AND (requests < 0 OR revision = 1) GROUP BY month ORDER BY month`;
  expect(await database.rows(parted)).toEqual([
    { month: 202602, parts: 1, n: 0, rows: 40 },
    { month: 202603, parts: 1, n: 0, rows: 40 },
  ]);
  expect(await sums()).toEqual([{ model: "gpt-4o", n: 40, t: 8_000 }]);
  expect(await database.violations()).toEqual([]);
});

test("an owner that lost its fence corrects nothing", async () => {
  const event = canonicalEvent();
  await parts.publish([read(event, 0, 0)], held);
  const other = new StreamParts(database);
  try {
    await other.take([0]);
    await expect(parts.publish([read({ ...event, tokens_in: 900, revision: 1 }, 0, 1)], held)).rejects.toMatchObject({
      _tag: "Fenced",
    });
    expect(await sums()).toEqual([{ model: "gpt-4o", n: 1, t: 100 }]);
  } finally {
    await other.close();
  }
});

test("unknown tokens, measured energy and sums of several uses are stored as such", async () => {
  const { tokens_in: _, tokens_cached: __, tokens_out: ___, ...bare } = canonicalEvent();
  const measured = {
    energy_wh: 0.000_001,
    energy_boundary: "facility",
    energy_method: "meter",
    service_tier: "batch",
  } as const;
  const several = { requests: 100, tokens_in: 5e9 / 10, tokens_out: 300_000, response_id: "resp_1", reporter_rank: 3 };
  await parts.publish(
    [
      bare as typeof bare & { tokens_in: number },
      { ...canonicalEvent(), ...measured },
      { ...canonicalEvent(), ...several },
    ].map((event, offset) => read(event, 0, offset)),
    held,
  );
  const columns =
    "toString(tokens_basis) AS basis, toString(tokens_in_basis) AS of_in, requests, requests_without_tokens AS unknown, tokens_in, energy_uwh, toString(energy_boundary) AS at, toString(service_tier) AS tier, response_key > 0 AS response, reporter_rank AS rank";
  const usual = {
    basis: "reported",
    of_in: "reported",
    requests: 1,
    unknown: 0,
    energy_uwh: 0,
    at: "",
    tier: "",
    response: 0,
    rank: 0,
  };
  expect(await database.rows(`SELECT ${columns} FROM events ORDER BY offset`)).toEqual([
    { ...usual, basis: "unknown", of_in: "unknown", unknown: 1, tokens_in: 0 },
    { ...usual, tokens_in: 100, energy_uwh: 1, at: "facility", tier: "batch" },
    { ...usual, requests: 100, tokens_in: 500_000_000, response: 1, rank: 3 },
  ]);
  // Each of the hundred is taken to be as long as their mean.
  expect(await database.rows("SELECT tokens_out_ramp AS ramp FROM events WHERE requests = 100")).toEqual([
    { ramp: 100 * tokensOutRamp(3_000) },
  ]);
  expect(await database.violations()).toEqual([]);
});
