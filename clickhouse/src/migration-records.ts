import type { ClickHouseClient } from "@clickhouse/client";
import type { Migration } from "./migration-files.js";

export interface Place {
  readonly cluster?: string;
}

/** The code of an error of ClickHouse; NaN of any other. */
export const codeOf = (error: unknown): number => Number((error as { code?: unknown } | null)?.code ?? Number.NaN);

/** A migration's text for this store: on a cluster or a single node. */
export function render(sql: string, { cluster }: Place): string {
  const replicated = (engine: string) => engine.replace(/^(\w*MergeTree)/, "Replicated$1");
  return sql
    .replaceAll(/\{\{on_cluster\}\}/g, cluster === undefined ? "" : `ON CLUSTER '${cluster.replaceAll("'", "")}'`)
    .replaceAll(/\{\{engine:([^{}]+)\}\}/g, (_, engine: string) =>
      cluster === undefined ? engine : replicated(engine),
    );
}

export async function ensureRecords(client: ClickHouseClient, options: Place): Promise<void> {
  const sql = `CREATE TABLE IF NOT EXISTS schema_migrations {{on_cluster}}
    (version UInt32, name String, checksum String, state Enum8('started' = 1, 'applied' = 2, 'reverted' = 3), at DateTime64(6, 'UTC') DEFAULT now64(6))
    ENGINE = {{engine:MergeTree}} ORDER BY (version, at) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`;
  await client.command({ query: render(sql, options) });
}

/** Of the marker of a store that is being made: below every migration's. */
export const newStoreVersion = 0;

export interface Recorded {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  readonly state: "started" | "applied" | "reverted";
}

/** The last state of each version and of the marker, without those that were taken back. */
export async function recorded(client: ClickHouseClient): Promise<Map<number, Recorded>> {
  const result = await client.query({
    query: `SELECT version, argMax(schema_migrations.name, at) AS name, argMax(schema_migrations.checksum, at) AS checksum,
      toString(argMax(schema_migrations.state, at)) AS state FROM schema_migrations GROUP BY version`,
    format: "JSONEachRow",
  });
  const rows = await result.json<Recorded>();
  return new Map(rows.filter(({ state }) => state !== "reverted").map((row) => [row.version, row]));
}

export interface Step {
  readonly migration: Pick<Migration, "version" | "name" | "checksum">;
  readonly state: Recorded["state"];
}

/** All in one insert, which the store writes and syncs as one. */
export async function record(client: ClickHouseClient, ...steps: readonly Step[]): Promise<void> {
  await client.insert({
    table: "schema_migrations",
    values: steps.map(({ migration: { version, name, checksum }, state }) => ({ version, name, checksum, state })),
    format: "JSONEachRow",
  });
}
