import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestClickHouse, type TestClickHouse } from "../src/embedded/testing.js";
import { footprintViews } from "../src/footprint-views.js";
import {
  type ClickHouseClient,
  createStoreClient,
  HalfMadeStoreError,
  type Migration,
  MigrationLockedError,
  MigrationMismatchError,
  migrateDown,
  migrateUp,
  migrateVerify,
  migrationStatus,
  readMigrations,
} from "../src/index.js";
import { repeatableView } from "../src/repeatable-migration.js";

let server: TestClickHouse;
let client: ClickHouseClient;
let databases = 0;
beforeAll(async () => {
  server = await startTestClickHouse();
});
afterAll(async () => {
  await client.close();
  await server.stop();
});
beforeEach(async () => {
  await client?.close();
  databases += 1;
  const account = { url: server.url, username: "default", password: "", application: "test" };
  const bare = createStoreClient({ ...account, database: "default" });
  await bare.command({ query: `CREATE DATABASE test_${databases}` });
  await bare.close();
  client = createStoreClient({ ...account, database: `test_${databases}` });
});

const table = (version: number, name: string, columns = "n UInt8", checksum = `sum of ${columns}`): Migration => ({
  version,
  name,
  up: `CREATE TABLE ${name} {{on_cluster}} (${columns}) ENGINE = {{engine:MergeTree}} ORDER BY n`,
  down: `DROP TABLE ${name} {{on_cluster}} SYNC`,
  checksum,
});
const three = [table(1, "one"), table(2, "two"), table(3, "three")];

async function tables(): Promise<string[]> {
  const result = await client.query({
    query:
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND name NOT LIKE 'schema_migrations%' ORDER BY name",
    format: "JSONEachRow",
  });
  return (await result.json<{ name: string }>()).map(({ name }) => name);
}

const states = async (migrations: readonly Migration[]) =>
  (await migrationStatus(client, { migrations })).map(({ state }) => state);

test("steps are applied in order, once", async () => {
  const steps: string[] = [];
  const onStep = (direction: string, { name }: Migration) => void steps.push(`${direction} ${name}`);
  expect(await migrateUp(client, { migrations: three.slice(0, 2), onStep })).toBe(2);
  expect(await states(three)).toEqual(["applied", "applied", "pending"]);
  expect(await migrateUp(client, { migrations: three, onStep })).toBe(1);
  expect(await migrateUp(client, { migrations: three, onStep })).toBe(0);
  expect(steps).toEqual(["up one", "up two", "up three"]);
  expect(await tables()).toEqual(["one", "three", "two"]);
  expect(await migrateVerify(client, { migrations: three })).toEqual([]);
});

test("the newest steps are taken back, and can come again", async () => {
  await migrateUp(client, { migrations: three });
  expect(await migrateDown(client, 2, { migrations: three })).toBe(2);
  expect(await tables()).toEqual(["one"]);
  expect(await states(three)).toEqual(["applied", "pending", "pending"]);
  expect(await migrateUp(client, { migrations: three })).toBe(2);
  expect(await migrateDown(client, 99, { migrations: three })).toBe(3);
  expect(await tables()).toEqual([]);
});

test("a file that changed after it was applied is refused, and named", async () => {
  await migrateUp(client, { migrations: three });
  const changed = [table(1, "one"), table(2, "two", "n UInt8, m UInt8"), table(3, "three"), table(4, "four")];
  await expect(migrateUp(client, { migrations: changed })).rejects.toThrow(MigrationMismatchError);
  await expect(migrateUp(client, { migrations: changed })).rejects.toThrow(/2_two .*changed/);
  expect(await tables()).not.toContain("four");
  expect((await migrationStatus(client, { migrations: changed })).map(({ changed }) => changed)).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect(await migrateVerify(client, { migrations: changed })).toEqual([
    "0002_two is applied, and its file has changed since",
    "0004_four is not applied",
  ]);
});

test("a store that is ahead of this build is refused", async () => {
  await migrateUp(client, { migrations: three });
  await expect(migrateUp(client, { migrations: [...three.slice(0, 2), table(4, "four")] })).rejects.toThrow(
    /0003_three is applied, and its file is not here/,
  );
});

test("a step that fails leaves those before it, and is done again from its beginning", async () => {
  const broken = { ...table(2, "two"), up: "CREATE TABLE two (n Nonsense) ENGINE = MergeTree ORDER BY n" };
  await expect(migrateUp(client, { migrations: [three[0] as Migration, broken] })).rejects.toThrow(/Nonsense/);
  expect(await states(three)).toEqual(["applied", "started", "pending"]);
  expect(await migrateUp(client, { migrations: three })).toBe(2);
  expect(await tables()).toEqual(["one", "three", "two"]);
});

test("a step that was killed after it made its object, before it was noted, is done again", async () => {
  await migrateUp(client, { migrations: three.slice(0, 1) });
  await client.insert({
    table: "schema_migrations",
    values: [{ version: 2, name: "two", checksum: "sum of n UInt8", state: "started" }],
    format: "JSONEachRow",
  });
  await client.command({ query: "CREATE TABLE two (n UInt8, half UInt8) ENGINE = MergeTree ORDER BY n" });
  expect(await migrateUp(client, { migrations: three })).toBe(2);
  const columns = await client.query({ query: "DESCRIBE TABLE two", format: "JSONEachRow" });
  expect((await columns.json<{ name: string }>()).map(({ name }) => name)).toEqual(["n"]);
});

const leaveHalfMade = async () => {
  await migrateVerify(client, { migrations: three });
  await client.insert({
    table: "schema_migrations",
    values: [{ version: 0, name: "new_store", checksum: "", state: "started" }],
    format: "JSONEachRow",
  });
  await client.command({ query: "CREATE TABLE one (n UInt8, half UInt8) ENGINE = MergeTree ORDER BY n" });
  await client.command({ query: "CREATE VIEW seen AS SELECT n FROM one" });
};

test("a new store whose making was killed is made again from its beginning", async () => {
  await leaveHalfMade();
  expect(await migrateUp(client, { migrations: three })).toBe(3);
  expect(await tables()).toEqual(["one", "three", "two"]);
  const columns = await client.query({ query: "DESCRIBE TABLE one", format: "JSONEachRow" });
  expect((await columns.json<{ name: string }>()).map(({ name }) => name)).toEqual(["n"]);
  expect(await migrateUp(client, { migrations: [...three, table(4, "four")] })).toBe(1);
});

test("a new store that was left half made is kept when somebody has written to it", async () => {
  await leaveHalfMade();
  await client.command({ query: "INSERT INTO one VALUES (1, 2)" });
  await expect(migrateUp(client, { migrations: three })).rejects.toThrow(HalfMadeStoreError);
  expect(await tables()).toEqual(["one", "seen"]);
});

test("tables of others in the database stay, and each step is recorded as it is applied", async () => {
  await client.command({ query: "CREATE TABLE others (n UInt8) ENGINE = MergeTree ORDER BY n" });
  expect(await migrateUp(client, { migrations: three })).toBe(3);
  const result = await client.query({
    query: "SELECT count() AS n FROM schema_migrations WHERE state = 'started'",
    format: "JSONEachRow",
  });
  expect(await result.json()).toEqual([{ n: 3 }]);
  expect(await tables()).toEqual(["one", "others", "three", "two"]);
});

const hold = (sinceMs: number) =>
  client.command({
    query: `CREATE TABLE schema_migrations_lock (held UInt8) ENGINE = Memory COMMENT 'elsewhere/1 ${sinceMs}'`,
  });

test("a lock that is held is respected, and says by whom", async () => {
  await hold(Date.now());
  await expect(migrateUp(client, { migrations: three })).rejects.toThrow(MigrationLockedError);
  await expect(migrateUp(client, { migrations: three })).rejects.toThrow(/elsewhere\/1/);
  expect(await tables()).toEqual([]);
});

test("a lock that nobody renewed for a minute is broken; at once by whoever has the store alone", async () => {
  await hold(Date.now() - 61_000);
  expect(await migrateUp(client, { migrations: three.slice(0, 1) })).toBe(1);
  await hold(Date.now());
  expect(await migrateUp(client, { migrations: three, exclusive: true })).toBe(2);
});

test("of many that migrate at once one does, and the others say so or find it done", async () => {
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => migrateUp(client, { migrations: three })));
  const applied = results.map((result) => (result.status === "fulfilled" ? result.value : -1));
  expect(applied.filter((count) => count === 3)).toHaveLength(1);
  for (const result of results)
    if (result.status === "rejected") expect(result.reason).toBeInstanceOf(MigrationLockedError);
  expect(await migrateVerify(client, { migrations: three })).toEqual([]);
  const result = await client.query({
    query:
      "SELECT version, countIf(state = 'applied') AS n FROM schema_migrations WHERE version > 0 GROUP BY version ORDER BY version",
    format: "JSONEachRow",
  });
  expect((await result.json<{ n: string }>()).map(({ n }) => Number(n))).toEqual([1, 1, 1]);
});

const view = (select: string) => [repeatableView(90, "seen", `SELECT ${select} FROM two`, [3])];
const seen = async () => (await client.query({ query: "SELECT * FROM seen", format: "JSONEachRow" })).json<object>();

test("a view is made after the tables, and again when its text changes", async () => {
  const migrations = three.slice(0, 2);
  expect(await migrateUp(client, { migrations, repeatables: view("sum(n) AS before") })).toBe(3);
  expect(await seen()).toEqual([{ before: 0 }]);
  expect(await migrateUp(client, { migrations, repeatables: view("sum(n) AS before") })).toBe(0);

  const now = { migrations, repeatables: view("count() AS now") };
  expect(await migrateVerify(client, now)).toEqual([
    "0090_seen was made from another text, and is made again by migrate up",
  ]);
  expect((await migrationStatus(client, now)).map(({ changed }) => changed)).toEqual([false, false, true]);
  expect(await migrateUp(client, now)).toBe(1);
  expect(await seen()).toEqual([{ now: 0 }]);
  expect(await migrateVerify(client, now)).toEqual([]);
});

test("a migration added later runs before the views, which may read what it makes", async () => {
  await migrateUp(client, { migrations: three.slice(0, 2), repeatables: view("sum(n) AS before") });
  const wider = {
    ...table(4, "four"),
    up: "ALTER TABLE two ADD COLUMN m UInt8",
    down: "ALTER TABLE two DROP COLUMN m",
  };
  expect(
    await migrateUp(client, { migrations: [...three.slice(0, 2), wider], repeatables: view("sum(m) AS after") }),
  ).toBe(2);
  expect(await seen()).toEqual([{ after: 0 }]);
});

const asItWas: Migration = {
  version: 3,
  name: "seen",
  up: "CREATE VIEW seen AS SELECT 1 AS old",
  down: "DROP VIEW seen",
  checksum: "old",
};

test("a store whose view came by numbered migrations is brought up to date, and can be taken back to them", async () => {
  const old = { migrations: [...three.slice(0, 2), asItWas] };
  const now = { migrations: three.slice(0, 2), repeatables: view("count() AS now") };
  await migrateUp(client, old);
  expect(await migrateUp(client, now)).toBe(1);
  expect(await seen()).toEqual([{ now: 0 }]);

  await expect(migrateUp(client, old)).rejects.toThrow(/0090_seen is applied, and its file is not here/);
  expect(await migrateDown(client, 1, now)).toBe(1);
  expect(await tables()).toEqual(["one", "two"]);
  expect(await migrateUp(client, old)).toBe(1);
  expect(await seen()).toEqual([{ old: 1 }]);
});

test("a view that a killed process made but did not record is made again", async () => {
  await migrateUp(client, { migrations: three.slice(0, 2) });
  await client.command({ query: "CREATE VIEW seen AS SELECT 1 AS half" });
  await migrateUp(client, { migrations: three.slice(0, 2), repeatables: view("count() AS now") });
  expect(await seen()).toEqual([{ now: 0 }]);
});

test("every version is one migration's, also of those that views have replaced", () => {
  const versions = [...readMigrations(), ...footprintViews].map(({ version }) => version);
  const taken = [...versions, ...footprintViews.flatMap(({ replaces }) => replaces)];
  expect(taken).toHaveLength(new Set(taken).size);
});

test("the project's own migrations come, go and come again", async () => {
  const count = readMigrations().length + footprintViews.length;
  expect(await migrateUp(client)).toBe(count);
  expect(await migrateVerify(client)).toEqual([]);
  expect(await migrateDown(client, count)).toBe(count);
  expect(await tables()).toEqual([]);
  expect(await migrateUp(client)).toBe(count);
}, 180_000);
