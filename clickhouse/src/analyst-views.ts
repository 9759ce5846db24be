import { createHash } from "node:crypto";
import type { ClickHouseClient } from "@clickhouse/client";
import { analystDatabase, isPublishedColumn, publishedTo, schemaDatabase } from "./analyst-account.js";

export interface AnalystViewsOptions {
  /** Name of a cluster: every statement runs `ON CLUSTER`. @default none */
  readonly cluster?: string | undefined;
}

const name = (text: string): string => `\`${text.replaceAll("`", "")}\``;
const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;

/** A view: its database, its name and what it selects. */
interface View {
  readonly database: string;
  readonly table: string;
  readonly select: string;
}

interface Existing {
  readonly database: string;
  readonly name: string;
  readonly comment: string;
}

/**
 * What tools ask of `system` to show what there is. Rows are the engine's own, and those alone that the reader may see,
 * since the views read with the reader's rights: tables and columns that are published to it. Figures of storage, of
 * which other organisations' rows are a part, are left out, and so is how a view computes.
 * @param database under which tools know what is published
 */
function schemaViews(database: string): readonly Omit<View, "database">[] {
  const own = quoted(database);
  return [
    {
      table: "databases",
      select: `SELECT CAST(${own}, 'String') AS name, d.engine AS engine, '' AS data_path, '' AS metadata_path, d.uuid AS uuid, '' AS engine_full, '' AS comment, ${own} AS database
        FROM system.databases AS d WHERE d.name = currentDatabase()`,
    },
    {
      // A view that needs a parameter can't be read by its name alone.
      table: "tables",
      select: `SELECT CAST(${own}, 'String') AS database, t.name AS name, t.uuid AS uuid, t.engine AS engine, t.is_temporary AS is_temporary,
          CAST([], 'Array(String)') AS data_paths, '' AS metadata_path, toDateTime(0) AS metadata_modification_time,
          CAST([], 'Array(String)') AS dependencies_database, CAST([], 'Array(String)') AS dependencies_table,
          concat('CREATE VIEW ', ${own}, '.', t.name, ' (', (
            SELECT mapFromArrays(groupArray(of_table), groupArray(listed)) FROM (
              SELECT c.table AS of_table, arrayStringConcat(groupArray(concat('"', c.name, '" ', c.type)), ', ') AS listed
              FROM (SELECT table, name, type FROM system.columns WHERE database = currentDatabase() ORDER BY table, position) AS c GROUP BY c.table)
          )[t.name], ')') AS create_table_query,
          '' AS engine_full, '' AS as_select, '' AS partition_key, '' AS sorting_key, '' AS primary_key, '' AS sampling_key, '' AS storage_policy,
          CAST(NULL, 'Nullable(UInt64)') AS total_rows, CAST(NULL, 'Nullable(UInt64)') AS total_bytes, CAST(NULL, 'Nullable(UInt64)') AS parts,
          CAST(NULL, 'Nullable(UInt64)') AS active_parts, CAST(NULL, 'Nullable(UInt64)') AS lifetime_rows, CAST(NULL, 'Nullable(UInt64)') AS lifetime_bytes,
          '' AS comment, t.has_own_data AS has_own_data, CAST([], 'Array(String)') AS loading_dependencies_database, CAST([], 'Array(String)') AS loading_dependencies_table,
          t.name AS table
        FROM system.tables AS t WHERE t.database = currentDatabase() AND empty(t.parameterized_view_parameters)`,
    },
    {
      table: "columns",
      select: `SELECT CAST(${own}, 'String') AS database, c.table AS table, c.name AS name, c.type AS type, c.position AS position,
          '' AS default_kind, '' AS default_expression, toUInt64(0) AS data_compressed_bytes, toUInt64(0) AS data_uncompressed_bytes,
          toUInt64(0) AS marks_bytes, c.comment AS comment, toUInt8(0) AS is_in_partition_key, toUInt8(0) AS is_in_sorting_key,
          toUInt8(0) AS is_in_primary_key, toUInt8(0) AS is_in_sampling_key, '' AS compression_codec,
          c.character_octet_length AS character_octet_length, c.numeric_precision AS numeric_precision,
          c.numeric_precision_radix AS numeric_precision_radix, c.numeric_scale AS numeric_scale, c.datetime_precision AS datetime_precision
        FROM system.columns AS c WHERE c.database = currentDatabase()
          AND c.table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND empty(parameterized_view_parameters))`,
    },
    {
      table: "functions",
      select: `SELECT name, is_aggregate, case_insensitive, alias_to, '' AS create_query, origin, description FROM system.functions WHERE origin = 'System'`,
    },
    { table: "data_type_families", select: "SELECT name, case_insensitive, alias_to FROM system.data_type_families" },
    {
      table: "settings",
      select:
        "SELECT name, value, changed, description, min, max, readonly, type, default, alias_for, is_obsolete, tier FROM system.settings",
    },
    { table: "formats", select: "SELECT name, is_input, is_output FROM system.formats" },
    { table: "contributors", select: "SELECT name FROM system.contributors" },
    // DBeaver asks for them while it connects, and gives up without an answer.
    { table: "table_engines", select: "SELECT name FROM system.table_engines" },
    { table: "table_functions", select: "SELECT name, description FROM system.table_functions" },
  ];
}

/** Tables of `system` that tools may name. */
export const schemaTables: ReadonlySet<string> = new Set(schemaViews("").map(({ table }) => table));

async function rowsOf<Row>(client: ClickHouseClient, query: string): Promise<Row[]> {
  return await (await client.query({ query, format: "JSONEachRow" })).json<Row>();
}

/** What is published, of the tables that the store has: a view of each with the columns that may be read. */
async function wantedViews(client: ClickHouseClient, database: string): Promise<readonly View[]> {
  const rows = await rowsOf<{ table: string; columns: string[]; parameters: string[] }>(
    client,
    `SELECT t.name AS table, t.parameterized_view_parameters.name AS parameters,
       (SELECT mapFromArrays(groupArray(of_table), groupArray(names)) FROM (
          SELECT c.table AS of_table, groupArray(c.name) AS names
          FROM (SELECT table, name FROM system.columns WHERE database = currentDatabase() ORDER BY table, position) AS c GROUP BY c.table)
       )[t.name] AS columns
     FROM system.tables AS t WHERE t.database = currentDatabase()`,
  );
  const found = new Map(rows.map((row) => [row.table, row]));
  const views = [1, 2].flatMap((minimumGroupSize) =>
    Object.entries(publishedTo(minimumGroupSize)).flatMap(([table, published]) => {
      const real = found.get(table);
      if (real === undefined) return [];
      const columns = real.columns.filter((column) => isPublishedColumn(published, column, minimumGroupSize));
      const parameters = real.parameters.map((parameter) => `${parameter} = {${parameter}:String}`);
      const source = `${name(database)}.${name(table)}${parameters.length > 0 ? `(${parameters.join(", ")})` : ""}`;
      return [
        {
          database: analystDatabase(database, minimumGroupSize),
          table,
          // What a later computation replaces is nobody's question; a view can't be asked with FINAL.
          select: `SELECT ${columns.length > 0 ? columns.map(name).join(", ") : "*"} FROM ${source}${table === "usage_history" ? " FINAL" : ""}`,
        },
      ];
    }),
  );
  if (views.length === 0) return [];
  return [...views, ...schemaViews(database).map((view) => ({ ...view, database: schemaDatabase(database) }))];
}

/**
 * Makes the databases that analysts' statements run in: views of what is published, for organisations with and without a
 * minimum group size, and of what tools ask of `system`. Brings them up to date after migrations; harmless to repeat.
 */
export async function publishAnalystViews(
  client: ClickHouseClient,
  { cluster }: AnalystViewsOptions = {},
): Promise<void> {
  const [current] = await rowsOf<{ database: string }>(client, "SELECT currentDatabase() AS database");
  const database = current?.database ?? "";
  const databases = [analystDatabase(database, 1), analystDatabase(database, 2), schemaDatabase(database)];
  const onCluster = cluster === undefined ? "" : ` ON CLUSTER '${cluster.replaceAll("'", "")}'`;
  const existing = await rowsOf<Existing>(
    client,
    `SELECT database, name, comment FROM system.tables WHERE database IN (${databases.map(quoted).join(", ")})`,
  );
  const comments = new Map(existing.map((view) => [`${view.database}.${view.name}`, view.comment]));
  const wanted = await wantedViews(client, database);
  const run = (query: string): Promise<unknown> => client.command({ query });
  if (wanted.length > 0 && existing.length === 0)
    for (const one of databases) await run(`CREATE DATABASE IF NOT EXISTS ${name(one)}${onCluster}`);
  for (const view of wanted) {
    const sum = createHash("sha256").update(view.select).digest("hex").slice(0, 32);
    const key = `${view.database}.${view.table}`;
    if (comments.get(key) !== sum)
      await run(
        `CREATE OR REPLACE VIEW ${name(view.database)}.${name(view.table)}${onCluster} SQL SECURITY INVOKER AS ${view.select} COMMENT ${quoted(sum)}`,
      );
    comments.delete(key);
  }
  for (const key of comments.keys()) {
    const [of = "", table = ""] = key.split(".");
    await run(`DROP VIEW IF EXISTS ${name(of)}.${name(table)}${onCluster}`);
  }
}
