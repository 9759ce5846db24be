/**
 * A new store records its migrations when all are applied: one insert instead of one for each, since each waits for the
 * disk. Until then a marker says that the store is being made, and whoever finds the marker makes the store again.
 */
import type { ClickHouseClient } from "@clickhouse/client";
import { newStoreVersion, type Place, type Recorded, render, type Step } from "./migration-records.js";

/** Tables that are there before any migration: the records and the lock. */
const own = "name LIKE 'schema\\_migrations%'";

/** The store was left half made by a killed process, and somebody has written to it since. */
export class HalfMadeStoreError extends Error {
  override readonly name = "HalfMadeStoreError";
}

/** The marker: "started" while a new store is made, "reverted" once its migrations are recorded. */
export const newStore = (state: Recorded["state"]): Step => ({
  migration: { version: newStoreVersion, name: "new_store", checksum: "" },
  state,
});

interface Table {
  readonly name: string;
  readonly engine: string;
  readonly rows: string | null;
}

async function tablesOf(client: ClickHouseClient): Promise<Table[]> {
  const result = await client.query({
    query: `SELECT name, engine, total_rows AS rows FROM system.tables WHERE database = currentDatabase() AND NOT ${own} ORDER BY engine LIKE '%View' DESC, name`,
    format: "JSONEachRow",
  });
  return await result.json<Table>();
}

/** Nothing is in the database: neither a migration's object nor anybody else's. */
export async function isEmptyStore(client: ClickHouseClient): Promise<boolean> {
  return (await tablesOf(client)).length === 0;
}

/** Whether a killed process left the store half made. */
export const isHalfMade = (records: ReadonlyMap<number, Recorded>): boolean => records.has(newStoreVersion);

/**
 * Drops the tables of a store that is half made, views before the tables that they read. Nothing was stored there yet.
 * @throws HalfMadeStoreError when a table has rows
 */
export async function clearHalfMade(client: ClickHouseClient, options: Place): Promise<void> {
  const tables = await tablesOf(client);
  const written = tables.filter(({ rows }) => Number(rows ?? 0) > 0).map(({ name }) => name);
  if (written.length > 0)
    throw new HalfMadeStoreError(
      `the store was left half made, and ${written.join(", ")} ${written.length === 1 ? "has" : "have"} rows: use another database, or drop this one`,
    );
  for (const { name } of tables)
    await client.command({ query: render(`DROP TABLE IF EXISTS \`${name}\` {{on_cluster}} SYNC`, options) });
}
