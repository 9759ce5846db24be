import { mayFail } from "@ecomind/platform";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { commentPrefix, statementComment } from "../src/statement-comment.js";
import { canonicalEvent, read } from "./events.js";
import { epoch, StreamParts } from "./parts.js";
import { type TestDatabase, TestStore } from "./store.js";

let store: TestStore;
let database: TestDatabase;
beforeAll(async () => {
  store = await TestStore.start();
});
afterAll(() => store.stop());
beforeEach(async () => {
  database = await store.database();
});

test("each taking gets a greater fence, partition by partition", async () => {
  const [a, b] = [new StreamParts(database), new StreamParts(database)];
  expect(await a.take([0, 1])).toEqual(
    new Map([
      [0, 1],
      [1, 1],
    ]),
  );
  expect(await b.take([1, 2])).toEqual(
    new Map([
      [1, 2],
      [2, 1],
    ]),
  );
  expect(await a.take([0])).toEqual(new Map([[0, 2]]));
});

test("of many that take at once no two get the same fence", async () => {
  const processes = Array.from({ length: 8 }, () => new StreamParts(database));
  const taken = await Promise.all(processes.map((parts) => parts.take([0])));
  const fences = taken.map((fence) => fence.get(0));
  expect(new Set(fences).size).toBe(8);
  const owners = await database.rows<{ fence: number; n: number }>(
    "SELECT fence, count() AS n FROM log_owners GROUP BY fence",
  );
  expect(owners.every(({ n }) => n === 1)).toBe(true);
});

test("of two that insert the same fence the first one stays", async () => {
  for (const owner of ["first", "second"])
    await database.client.command({
      query: "INSERT INTO log_owners (epoch, partition, fence, owner) SELECT 1, 0, 7, {owner:String}",
      query_params: { owner },
      clickhouse_settings: { insert_deduplication_token: "1/0/7", insert_deduplicate: 1 },
    });
  expect(await database.rows("SELECT owner FROM log_owners")).toEqual([{ owner: "first" }]);
});

test("a fence whose token was spent by an insert that never came to be is passed over", async () => {
  const parts = new StreamParts(database);
  await database.client.command({
    query: "INSERT INTO log_owners (epoch, partition, fence, owner) SELECT 1, 0, 1, 'killed'",
    clickhouse_settings: { insert_deduplication_token: "1/0/1", insert_deduplicate: 1, mutations_sync: "2" },
  });
  await database.client.command({
    query: "ALTER TABLE log_owners DELETE WHERE owner = 'killed'",
    clickhouse_settings: { mutations_sync: "2" },
  });
  expect(await database.count("log_owners")).toBe(0);
  expect((await parts.take([0])).get(0)).toBe(2);
});

test("a publish of an older fence does nothing, and neither does its account", async () => {
  const [old, next] = [new StreamParts(database), new StreamParts(database)];
  const held = await old.take([0, 1]);
  await next.take([1]);
  const records = [read(canonicalEvent(), 0, 0), read(canonicalEvent(), 1, 0)];
  await expect(old.publish(records, held)).rejects.toMatchObject({ _tag: "Fenced" });
  expect([await database.count("events"), await database.count("batches")]).toEqual([0, 0]);
});

test("a process that is fenced between publish and account leaves rows that the next one finds", async () => {
  const [old, next] = [new StreamParts(database), new StreamParts(database)];
  const records = [read(canonicalEvent(), 0, 0), read(canonicalEvent(), 0, 1)];
  const held = await old.take([0]);
  await old.publish(records, held);
  // As if the account had not come to be.
  await database.command("TRUNCATE TABLE batches");
  const [range] = await next.publish(records, await next.take([0]));
  expect(range?.orgs.get("acme")).toEqual({ read: 2, stored: 2, duplicates: 0, deadLetters: 0, erased: 0 });
  await expect(old.publish([read(canonicalEvent(), 0, 2)], held)).rejects.toMatchObject({ _tag: "Fenced" });
  expect(await database.violations()).toEqual([]);
});

test("whoever takes a fence waits for what an older owner began", async () => {
  const older = new AbortController();
  // Far longer than the test: it ends when it is told to.
  const begun = database.client
    .query({
      query: "SELECT sum(sleepEachRow(0.1)) FROM numbers(1000) SETTINGS max_block_size = 1",
      format: "JSONEachRow",
      abort_signal: older.signal,
      // The engine ends what only reads when its reader goes away.
      clickhouse_settings: { log_comment: statementComment(epoch, "publish", [3], "older"), readonly: "2" },
    })
    .catch(mayFail("it is ended by the fence"));
  const running = async () => {
    const [row] = await database.rows<{ n: number }>(
      `SELECT count() AS n FROM system.processes WHERE startsWith(Settings['log_comment'], '${commentPrefix(epoch)}')`,
    );
    return row?.n;
  };
  while ((await running()) !== 1) await new Promise((resolve) => setTimeout(resolve, 20));
  const parts = new StreamParts(database);
  await parts.take([2]);
  expect(await running(), "another partition is not waited for").toBe(1);
  let ended = false;
  const taken = parts.take([3]).then(() => {
    ended = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect([ended, await running()]).toEqual([false, 1]);
  older.abort();
  await taken;
  expect(await running()).toBe(0);
  await begun;
});
