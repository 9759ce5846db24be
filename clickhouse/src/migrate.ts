import type { ClickHouseClient } from "@clickhouse/client";
import { publishAnalystViews } from "./analyst-views.js";
import { footprintViews } from "./footprint-views.js";
import { type Migration, readMigrations } from "./migration-files.js";
import { locked, lockTtlMs } from "./migration-lock.js";
import { codeOf, ensureRecords, type Recorded, record, recorded, render, type Step } from "./migration-records.js";
import { clearHalfMade, isEmptyStore, isHalfMade, newStore } from "./new-store.js";
import type { RepeatableMigration } from "./repeatable-migration.js";

export interface MigrateOptions {
  /** Name of a cluster: every statement runs `ON CLUSTER`, on Replicated engines. @default none */
  readonly cluster?: string;
  /** The caller has the store for itself: a lock that a killed process left is broken at once. @default false */
  readonly exclusive?: boolean;
  /** @default the project's own */
  readonly migrations?: readonly Migration[];
  /** Made again whenever their text changes, after all others. @default the project's own, where `migrations` are */
  readonly repeatables?: readonly RepeatableMigration[];
  /** Called before each step. */
  readonly onStep?: (direction: "up" | "down", migration: Migration) => void;
}

export type MigrationState = "pending" | "started" | "applied";

export interface MigrationStatus {
  readonly version: number;
  readonly name: string;
  readonly state: MigrationState;
  /** Its text is not the one that was applied. */
  readonly changed: boolean;
}

/** A change of a large table takes as long as it takes. */
const unlimited = { clickhouse_settings: { max_execution_time: 0 } } as const;

/** What is applied and what the files say differ. */
export class MigrationMismatchError extends Error {
  override readonly name = "MigrationMismatchError";
}

const unknownTable = 60;

interface Schema {
  readonly migrations: readonly Migration[];
  readonly repeatables: readonly RepeatableMigration[];
}

const schemaOf = ({ migrations, repeatables }: MigrateOptions): Schema => ({
  migrations: migrations ?? readMigrations(),
  repeatables: repeatables ?? (migrations === undefined ? footprintViews : []),
});

type Records = ReadonlyMap<number, Recorded>;

const isApplied = ({ version }: Migration, records: Records): boolean => records.get(version)?.state === "applied";
const isCurrent = (migration: Migration, records: Records): boolean =>
  isApplied(migration, records) && records.get(migration.version)?.checksum === migration.checksum;

const fileName = ({ version, name }: Pick<Migration, "version" | "name">): string =>
  `${String(version).padStart(4, "0")}_${name}`;

/** Why this build must not change the store: another one, of later or changed migrations, has. */
function mismatches({ migrations, repeatables }: Schema, records: Records): string[] {
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  const remade = new Set(repeatables.flatMap(({ version, replaces }) => [version, ...replaces]));
  return [...records.values()]
    .filter(({ version, state }) => state === "applied" && !remade.has(version))
    .flatMap((row) => {
      const migration = known.get(row.version);
      if (migration === undefined) return [`${fileName(row)} is applied, and its file is not here`];
      return migration.checksum === row.checksum ? [] : [`${fileName(row)} is applied, and its file has changed since`];
    });
}

/** Each step and whether it is applied. */
export async function migrationStatus(
  client: ClickHouseClient,
  options: MigrateOptions = {},
): Promise<MigrationStatus[]> {
  const { migrations, repeatables } = schemaOf(options);
  await ensureRecords(client, options);
  const records = await recorded(client);
  return [...migrations, ...repeatables].map(({ version, name, checksum }) => {
    const row = records.get(version);
    const state = row === undefined ? "pending" : (row.state as MigrationState);
    return { version, name, state, changed: state === "applied" && row?.checksum !== checksum };
  });
}

/** What is applied against the files: a line for each difference, none when all is well. */
export async function migrateVerify(client: ClickHouseClient, options: MigrateOptions = {}): Promise<string[]> {
  const schema = schemaOf(options);
  await ensureRecords(client, options);
  const records = await recorded(client);
  return [
    ...mismatches(schema, records),
    ...[...schema.migrations, ...schema.repeatables]
      .filter((migration) => !isApplied(migration, records))
      .map((migration) => `${fileName(migration)} is not applied`),
    ...schema.repeatables
      .filter((migration) => isApplied(migration, records) && !isCurrent(migration, records))
      .map((migration) => `${fileName(migration)} was made from another text, and is made again by migrate up`),
  ];
}

/**
 * Applies what is missing, in order, then makes every repeatable one again whose text has changed. A step that a killed
 * process began is undone first: it made one object, which nobody has used.
 * @returns how many steps were applied
 * @throws MigrationLockedError, MigrationMismatchError
 */
export async function migrateUp(client: ClickHouseClient, options: MigrateOptions = {}): Promise<number> {
  const applied = await applyAll(client, options);
  await publishAnalystViews(client, options);
  return applied;
}

async function applyAll(client: ClickHouseClient, options: MigrateOptions): Promise<number> {
  const schema = schemaOf(options);
  await ensureRecords(client, options);
  const before = await recorded(client);
  if (
    mismatches(schema, before).length === 0 &&
    schema.migrations.every((migration) => isApplied(migration, before)) &&
    schema.repeatables.every((migration) => isCurrent(migration, before))
  )
    return 0;
  return await locked(client, options, async (renew) => {
    const records = await recorded(client);
    const wasHalfMade = isHalfMade(records);
    if (wasHalfMade) await clearHalfMade(client, options);
    const faults = mismatches(schema, records);
    if (faults.length > 0) throw new MigrationMismatchError(faults.join("\n"));
    const pending = schema.migrations.filter((migration) => !isApplied(migration, records));
    const stale = schema.repeatables.filter((migration) => !isCurrent(migration, records));
    const isNew = wasHalfMade || (records.size === 0 && (await isEmptyStore(client)));
    if (isNew) await record(client, newStore("started"));
    // Recorded with the begin of the next step, and of a new store all at its end: each insert waits for the disk.
    let unrecorded: Step[] = [];
    let renewedMs = Date.now();
    try {
      for (const migration of pending) {
        if (Date.now() - renewedMs > lockTtlMs / 4) {
          await renew();
          renewedMs = Date.now();
        }
        options.onStep?.("up", migration);
        const applied = unrecorded;
        unrecorded = [...applied, { migration, state: "started" }];
        if (!isNew) {
          await record(client, ...unrecorded);
          unrecorded = [];
        }
        if (records.get(migration.version)?.state === "started") await undo(client, migration, options);
        await client.command({ query: render(migration.up, options), ...unlimited });
        unrecorded = [...(isNew ? applied : []), { migration, state: "applied" }];
      }
      // Each replaces what is there, whole or not at all: no begin has to be recorded.
      for (const migration of stale) {
        options.onStep?.("up", migration);
        await client.command({ query: render(migration.up, options), ...unlimited });
        unrecorded.push({ migration, state: "applied" });
        // So that a build that has these migrations still, to which a store is taken back, applies them.
        for (const version of migration.replaces) {
          const replaced = records.get(version);
          if (replaced !== undefined) unrecorded.push({ migration: replaced, state: "reverted" });
        }
      }
    } finally {
      // A step that failed is recorded as begun, those before it as applied.
      if (isNew) unrecorded.push(newStore("reverted"));
      if (unrecorded.length > 0) await record(client, ...unrecorded);
    }
    return pending.length + stale.length;
  });
}

async function undo(client: ClickHouseClient, migration: Migration, options: MigrateOptions): Promise<void> {
  try {
    await client.command({ query: render(migration.down, options), ...unlimited });
  } catch (error) {
    if (codeOf(error) !== unknownTable) throw error;
  }
}

/**
 * Takes back the newest steps, the repeatable ones first. Their data is gone.
 * @param steps how many @returns how many were taken back
 */
export async function migrateDown(
  client: ClickHouseClient,
  steps: number,
  options: MigrateOptions = {},
): Promise<number> {
  const { migrations, repeatables } = schemaOf(options);
  await ensureRecords(client, options);
  const undone = await locked(client, options, async () => {
    const records = await recorded(client);
    const newest = [...migrations, ...repeatables]
      .filter(({ version }) => records.has(version))
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
