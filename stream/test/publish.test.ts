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
