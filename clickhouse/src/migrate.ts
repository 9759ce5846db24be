import { hostname } from "node:os";
import type { ClickHouseClient } from "@clickhouse/client";
import { publishAnalystViews } from "./analyst-views.js";
import { type Migration, readMigrations } from "./migration-files.js";

export interface MigrateOptions {
  /** Name of a cluster: every statement runs `ON CLUSTER`, on Replicated engines. @default none */
  readonly cluster?: string;
  /** The caller has the store for itself: a lock that a killed process left is broken at once. @default false */
  readonly exclusive?: boolean;
  /** @default the project's own */
  readonly migrations?: readonly Migration[];
  /** Told before each step. */
  readonly onStep?: (direction: "up" | "down", migration: Migration) => void;
}

export type MigrationState = "pending" | "started" | "applied";

export interface MigrationStatus {
  readonly version: number;
  readonly name: string;
  readonly state: MigrationState;
  /** The file is not the one that was applied. */
  readonly changed: boolean;
}

/** Somebody else is migrating this store. */
export class MigrationLockedError extends Error {
  override readonly name = "MigrationLockedError";
}

/** What is applied and what the files say differ. */
export class MigrationMismatchError extends Error {
  override readonly name = "MigrationMismatchError";
}

const lockTable = "schema_migrations_lock";
/** A lock whose holder has not renewed it for this long, in milliseconds, may be broken. */
const lockTtlMs = 60_000;

const tableExists = 57;
const unknownTable = 60;
const codeOf = (error: unknown): number => Number((error as { code?: unknown } | null)?.code ?? Number.NaN);

function render(sql: string, { cluster }: MigrateOptions): string {
  const replicated = (engine: string) => engine.replace(/^(\w*MergeTree)/, "Replicated$1");
  return sql
    .replaceAll(/\{\{on_cluster\}\}/g, cluster === undefined ? "" : `ON CLUSTER '${cluster.replaceAll("'", "")}'`)
    .replaceAll(/\{\{engine:(.+?)\}\}/g, (_, engine: string) => (cluster === undefined ? engine : replicated(engine)));
}

async function ensureTable(client: ClickHouseClient, options: MigrateOptions): Promise<void> {
  const sql = `CREATE TABLE IF NOT EXISTS schema_migrations {{on_cluster}}
    (version UInt32, name String, checksum String, state Enum8('started' = 1, 'applied' = 2, 'reverted' = 3), at DateTime64(6, 'UTC') DEFAULT now64(6))
    ENGINE = {{engine:MergeTree}} ORDER BY (version, at) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`;
  await client.command({ query: render(sql, options) });
}

interface Recorded {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  readonly state: "started" | "applied" | "reverted";
}

async function recorded(client: ClickHouseClient): Promise<Map<number, Recorded>> {
  const result = await client.query({
    query: `SELECT version, argMax(schema_migrations.name, at) AS name, argMax(schema_migrations.checksum, at) AS checksum,
      toString(argMax(schema_migrations.state, at)) AS state FROM schema_migrations GROUP BY version`,
    format: "JSONEachRow",
  });
  const rows = await result.json<Recorded>();
  return new Map(rows.filter(({ state }) => state !== "reverted").map((row) => [row.version, row]));
}

interface Step {
  readonly migration: Migration;
  readonly state: Recorded["state"];
}

/** All in one insert, which the store writes and syncs as one. */
async function record(client: ClickHouseClient, ...steps: readonly Step[]): Promise<void> {
  await client.insert({
    table: "schema_migrations",
    values: steps.map(({ migration: { version, name, checksum }, state }) => ({ version, name, checksum, state })),
    format: "JSONEachRow",
  });
}

const holderComment = () => `${hostname()}/${process.pid} ${Date.now()}`;

/**
 * Runs `work` while holding the lock: a table that only one can create, whose comment says who and when.
 * @throws MigrationLockedError
 */
async function locked<T>(
  client: ClickHouseClient,
  options: MigrateOptions,
  work: (renew: () => Promise<void>) => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      await client.command({
        query: render(
          `CREATE TABLE ${lockTable} {{on_cluster}} (held UInt8) ENGINE = Memory COMMENT '${holderComment()}'`,
          options,
        ),
      });
      break;
    } catch (error) {
      if (codeOf(error) !== tableExists || tries > 2) throw error;
      const result = await client.query({
        query: `SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = '${lockTable}'`,
        format: "JSONEachRow",
      });
      const [holder] = await result.json<{ comment: string }>();
      const [who = "", since = "0"] = holder?.comment.split(" ") ?? [];
      if (holder !== undefined && !options.exclusive && Date.now() - Number(since) < lockTtlMs)
        throw new MigrationLockedError(`${who} is migrating this store`);
      await client.command({ query: render(`DROP TABLE IF EXISTS ${lockTable} {{on_cluster}} SYNC`, options) });
    }
  }
  const renew = async () => {
    await client.command({
      query: render(`ALTER TABLE ${lockTable} {{on_cluster}} MODIFY COMMENT '${holderComment()}'`, options),
    });
  };
  try {
    return await work(renew);
  } finally {
    await client.command({ query: render(`DROP TABLE IF EXISTS ${lockTable} {{on_cluster}} SYNC`, options) });
  }
}

function mismatches(migrations: readonly Migration[], applied: ReadonlyMap<number, Recorded>): string[] {
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  return [...applied.values()]
    .filter(({ state }) => state === "applied")
    .flatMap(({ version, name, checksum }) => {
      const migration = known.get(version);
      if (migration === undefined) return [`${version}_${name} is applied, and its file is not here`];
      return migration.checksum === checksum ? [] : [`${version}_${name} is applied, and its file has changed since`];
    });
}

/** Each step and whether it is applied. */
export async function migrationStatus(
  client: ClickHouseClient,
  options: MigrateOptions = {},
): Promise<MigrationStatus[]> {
  const migrations = options.migrations ?? readMigrations();
  await ensureTable(client, options);
  const done = await recorded(client);
  return migrations.map(({ version, name, checksum }) => {
    const row = done.get(version);
    const state = row === undefined ? "pending" : (row.state as MigrationState);
    return { version, name, state, changed: state === "applied" && row?.checksum !== checksum };
  });
}

/** What is applied against the files: a line for each difference, none when all is well. */
export async function migrateVerify(client: ClickHouseClient, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = options.migrations ?? readMigrations();
  await ensureTable(client, options);
  const done = await recorded(client);
  const pending = migrations.filter(({ version }) => done.get(version)?.state !== "applied");
  return [...mismatches(migrations, done), ...pending.map(({ version, name }) => `${version}_${name} is not applied`)];
}

/**
 * Applies what is missing, in order. A step that a killed process began is undone first: it made one object, which
 * nobody has used.
 * @returns how many steps were applied
 * @throws MigrationLockedError, MigrationMismatchError
 */
export async function migrateUp(client: ClickHouseClient, options: MigrateOptions = {}): Promise<number> {
  const applied = await applyAll(client, options);
  await publishAnalystViews(client, options);
  return applied;
}

async function applyAll(client: ClickHouseClient, options: MigrateOptions): Promise<number> {
  const migrations = options.migrations ?? readMigrations();
  await ensureTable(client, options);
  const before = await recorded(client);
  if (
    mismatches(migrations, before).length === 0 &&
    migrations.every(({ version }) => before.get(version)?.state === "applied")
  )
    return 0;
  return await locked(client, options, async (renew) => {
    const done = await recorded(client);
    const faults = mismatches(migrations, done);
    if (faults.length > 0) throw new MigrationMismatchError(faults.join("\n"));
    let applied = 0;
    // Recorded with the begin of the next step: a new store has many, and each insert waits for the disk.
    let last: Step[] = [];
    let renewedMs = Date.now();
    for (const migration of migrations) {
      const state = done.get(migration.version)?.state;
      if (state === "applied") continue;
      if (Date.now() - renewedMs > lockTtlMs / 4) {
        await renew();
        renewedMs = Date.now();
      }
      options.onStep?.("up", migration);
      await record(client, ...last, { migration, state: "started" });
      last = [];
      if (state === "started") await undo(client, migration, options);
      await client.command({ query: render(migration.up, options) });
      last = [{ migration, state: "applied" }];
      applied += 1;
    }
    if (last.length > 0) await record(client, ...last);
    return applied;
  });
}

async function undo(client: ClickHouseClient, migration: Migration, options: MigrateOptions): Promise<void> {
  try {
    await client.command({ query: render(migration.down, options) });
  } catch (error) {
    if (codeOf(error) !== unknownTable) throw error;
  }
}

/**
 * Takes back the newest steps. Their data is gone.
 * @param steps how many @returns how many were taken back
 */
export async function migrateDown(
  client: ClickHouseClient,
  steps: number,
  options: MigrateOptions = {},
): Promise<number> {
  const migrations = options.migrations ?? readMigrations();
  await ensureTable(client, options);
  const undone = await locked(client, options, async () => {
    const done = await recorded(client);
    const newest = migrations
      .filter(({ version }) => done.has(version))
      .reverse()
      .slice(0, steps);
    for (const migration of newest) {
      options.onStep?.("down", migration);
      await undo(client, migration, options);
      await record(client, { migration, state: "reverted" });
    }
    return newest.length;
  });
  await publishAnalystViews(client, options);
  return undone;
}
