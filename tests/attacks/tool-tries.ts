import { gzipSync } from "node:zlib";
import { offeredFormats } from "../../query/src/sql/tool-formats.js";

/** A request of a tool's account at the service's root. */
export interface ToolTry {
  readonly search?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FormData | Uint8Array<ArrayBuffer>;
  /** `refused`; `harmless`: refused, or answered without anything that is another's. */
  readonly outcome: "refused" | "harmless";
}

/** What the engine at hand has. */
export interface EngineNames {
  readonly settings: readonly string[];
  readonly systemTables: readonly string[];
  readonly formats: readonly string[];
  /** A file of the machine. */
  readonly file: string;
}

const refused = (one: Omit<ToolTry, "outcome">): ToolTry => ({ ...one, outcome: "refused" });
const harmless = (one: Omit<ToolTry, "outcome">): ToolTry => ({ ...one, outcome: "harmless" });
const form = (fields: Readonly<Record<string, string | Blob>>): FormData => {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.set(name, value);
  return made;
};

const count = "SELECT count(), uniqExact(org_id), any(model) FROM events";

/** Names of tables that tools may ask for schemas. */
const offeredTables = new Set(
  "databases tables columns functions table_functions table_engines data_type_families settings formats contributors".split(
    " ",
  ),
);

/** Ways to name a table of `system` that is not offered, besides the plain one. */
const namings: readonly ((table: string) => ToolTry)[] = [
  (t) => refused({ body: `SELECT * FROM system.${t}` }),
  (t) => refused({ body: `SELECT * FROM \`system\`."${t}" AS tables` }),
  (t) => refused({ body: `SELECT * FROM SYSTEM.${t}` }),
  (t) => refused({ body: `SELECT 1 AS system, count() FROM system.${t}` }),
  (t) => refused({ body: `SELECT count() FROM system.tables AS a CROSS JOIN system.${t} AS b` }),
  (t) => refused({ body: `SELECT * FROM ecomind_system.${t}` }),
  (t) =>
    refused({ body: `SELECT count() FROM {d:Identifier}.{t:Identifier}`, search: { param_d: "system", param_t: t } }),
  (t) => refused({ body: form({ query: "SELECT count() FROM {t:Identifier}", param_t: `system.${t}` }) }),
  (t) => refused({ body: `DESCRIBE TABLE system.${t}` }),
  (t) => refused({ body: `SHOW TABLES WHERE name IN (SELECT toString(1) FROM system.${t})` }),
  (t) => refused({ body: `SHOW TABLES LIMIT "1) UNION ALL SELECT name FROM system.${t} --"` }),
  (t) => refused({ body: `SELECT * FROM ${t}`, search: { database: "system" } }),
  (t) => refused({ body: `SELECT * FROM ${t}`, headers: { "x-clickhouse-database": "system" } }),
];

/** Databases that are derived from the published tables, and the tables behind them. */
const databases: readonly ToolTry[] = [
  ...["api_keys", "members", "audit_log", "usage_user_1h", "dead_letters", "exports", "org_settings"].flatMap(
    (table) => [
      refused({ body: `SELECT * FROM ecomind.${table}` }),
      refused({ body: `SELECT 1 AS ecomind, count() FROM ecomind.${table}` }),
      refused({ body: `SELECT * FROM ecomind_published.${table}` }),
      refused({ body: `EXISTS ecomind_published.${table} UNION ALL SELECT 1` }),
      refused({
        body: "SELECT count() FROM {d:Identifier}.{t:Identifier}",
        search: { param_d: "ecomind", param_t: table },
      }),
    ],
  ),
  // The tables behind the views: what the service's grants hold back there.
  ...["user_id", "offset", "partition", "epoch", "_part", "_part_offset", "_partition_id", "_block_number"].flatMap(
    (column) => [
      refused({ body: `SELECT any(${column}) AS ecomind FROM ecomind.events` }),
      refused({
        body: `SELECT max(${column}) FROM {d:Identifier}.{t:Identifier}`,
        search: { param_d: "ecomind", param_t: "events" },
      }),
    ],
  ),
  ...["events", "usage_15m", "usage_history", "org_factor_sets", "footprint_15m", "current_events"].flatMap((table) => [
    harmless({ body: `SELECT *, 1 AS ecomind FROM ecomind.${table} LIMIT 5` }),
    harmless({ body: `SELECT count(), max(org_id) FROM ${table} WHERE org_id != 'acme' FORMAT JSON` }),
    harmless({
      body: "SELECT count() FROM {d:Identifier}.{t:Identifier}",
      search: { param_d: "ecomind", param_t: table },
    }),
    refused({ body: `SELECT * FROM ecomind_published_without_groups.${table}` }),
  ]),
];

/** Headers that name another organisation, another account or another place. */
const headers: readonly ToolTry[] = [
  ...[
    "x-ecomind-org",
    "x-org-id",
    "x-forwarded-user",
    "x-clickhouse-quota",
    "x-clickhouse-org",
    "user-agent",
    "referer",
  ].map((name) => harmless({ headers: { [name]: "other" }, body: count })),
  ...[
    "system",
    "information_schema",
    "ecomind_system",
    "ecomind_published",
    "other",
    "_temporary_and_external_tables",
  ].flatMap((database) => [
    refused({ headers: { "x-clickhouse-database": database }, body: "SELECT 1" }),
    refused({ search: { database }, body: "SELECT 1" }),
    refused({ body: form({ database, query: "SELECT 1" }) }),
  ]),
  ...["ecomind", "default", "analyst", "ecomind_parser", "ecomind_engine", "ecomind_sql_other", "ecomind_sql_"].flatMap(
    (user) => [
      refused({ headers: { authorization: "", "x-clickhouse-user": user, "x-clickhouse-key": "" }, body: count }),
      refused({ headers: { authorization: "" }, search: { user, password: "x", query: count } }),
    ],
  ),
  ...["\r\nx-a: b", "\u0000", "ü€", "x".repeat(2_000)].map((query_id) =>
    refused({ search: { query_id }, body: count }),
  ),
  ...["a", "ecomind-query sql 1 other", "tool 0"].map((query_id) => harmless({ search: { query_id }, body: count })),
];

const fileForms = (file: string): readonly ToolTry[] => [
  refused({ body: form({ query: "SELECT * FROM t", t: new Blob(["1\n"]), t_structure: "a UInt8", t_format: "TSV" }) }),
  refused({ body: form({ query: count, events: new Blob(["1\n"]) }) }),
  refused({ search: { t_structure: "a UInt8" }, body: count }),
  refused({ search: { events_types: "UInt8" }, body: count }),
  refused({ body: form({ query: `SELECT file('${file}')` }) }),
  refused({ body: form({ query: `SELECT * FROM file('${file}', 'LineAsString')` }) }),
  refused({ body: form({ query: "SELECT 1; SELECT 2" }) }),
  refused({ body: form({ query: "INSERT INTO events (org_id) VALUES ('acme')" }) }),
  refused({ search: { query: "INSERT INTO events FORMAT CSV" }, body: "1" }),
  refused({ search: { query: count }, body: form({ query: count }) }),
];

const boundary = { "content-type": "multipart/form-data; boundary=b" };
const part = (name: string, value: string) =>
  `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
/** Forms that cost much to read, and what comes damaged. */
const brokenForms: readonly ToolTry[] = [
  harmless({
    headers: boundary,
    body: `${part("query", "SELECT 1")}${part("buffer_size", "1").repeat(3_500)}--b--\r\n`,
  }),
  refused({
    headers: boundary,
    body: `${Array.from({ length: 60 }, (_, n) => part(`param_p${n}`, "1")).join("")}${part("query", "SELECT 1")}--b--\r\n`,
  }),
  refused({ headers: boundary, body: `${part("query", "x".repeat(300_000))}--b--\r\n` }),
  refused({ headers: boundary, body: `${part("x".repeat(200_000), "1")}--b--\r\n` }),
  refused({ headers: boundary, body: part("query", "SELECT 1").slice(0, -4) }),
  refused({ headers: { "content-type": "multipart/form-data" }, body: part("query", "SELECT 1") }),
  refused({ headers: { "content-type": `multipart/form-data; boundary=${"b".repeat(5_000)}` }, body: "x" }),
  refused({ headers: { "content-type": "multipart/mixed; boundary=b" }, body: part("query", "SELECT 1") }),
];

const bytes = (...pieces: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> => Uint8Array.from(pieces.flat());
const uint32 = (value: number): readonly number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
const checksum = Array.from({ length: 16 }, () => 0);
/** Bodies that unpack to far more than they are, that lie about it, or that are no packing at all. */
const packed: readonly ToolTry[] = [
  ...["gzip", "br", "deflate", "zstd", "lz4", "x-gzip"].flatMap((encoding) => [
    refused({ headers: { "content-encoding": encoding }, body: bytes([1, 2, 3, 4, 5, 6, 7, 8]) }),
    refused({
      headers: { "content-encoding": encoding },
      body: new Uint8Array(gzipSync(Buffer.alloc(50_000_000, " "))),
    }),
  ]),
  ...["gzip, gzip", "br, gzip", "rot13", "gzip\t;q=1", "*"].map((encoding) =>
    refused({ headers: { "content-encoding": encoding }, body: new Uint8Array(gzipSync("SELECT 1")) }),
  ),
  ...[0x82, 0x90, 0x02, 0x91, 0x00, 0xff].flatMap((method) => [
    refused({ search: { decompress: "1" }, body: bytes(checksum, [method], uint32(0xffff_ffff), uint32(8), [0]) }),
    refused({ search: { decompress: "1" }, body: bytes(checksum, [method], uint32(10), uint32(0xffff_ffff), [0]) }),
    refused({ search: { decompress: "1" }, body: bytes(checksum, [method], uint32(0), uint32(0), [0]) }),
  ]),
  // A match that begins before the first byte; one that repeats itself for megabytes.
  refused({
    search: { decompress: "1" },
    body: bytes(checksum, [0x82], uint32(16), uint32(100), [0x15, 97, 9, 0, 1, 0, 0]),
  }),
  refused({
    headers: { "content-encoding": "lz4" },
    body: bytes(
      [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82],
      uint32(60_004),
      [0x1f, 97, 1, 0],
      Array.from({ length: 60_000 }, () => 255),
      uint32(0),
    ),
  }),
  refused({ headers: { "content-encoding": "zstd" }, body: bytes([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 1, 0, 0]) }),
];

/** Values of settings that are taken. */
const values: readonly ToolTry[] = [
  ...[
    "bool_true_representation",
    "format_csv_null_representation",
    "format_tsv_null_representation",
    "session_timezone",
  ].map((name) => refused({ search: { [name]: "x".repeat(10_000) }, body: "SELECT true FROM numbers(100000)" })),
  refused({ body: form({ bool_true_representation: "x".repeat(200_000), query: "SELECT true FROM numbers(100000)" }) }),
  ...["max_memory_usage", "max_result_rows", "max_execution_time"].flatMap((name) =>
    ["-1", "1e99", "NaN", "0x10", "1 OR 1", "auto"].map((value) =>
      harmless({ search: { [name]: value }, body: count }),
    ),
  ),
  ...["../../etc/passwd", "UTC\n", "Europe/Berlin'", "localhost"].map((session_timezone) =>
    harmless({ search: { session_timezone }, body: "SELECT now() > 0" }),
  ),
];

/** Every request that is tried, by family. */
export function toolTries({
  settings,
  systemTables,
  formats,
  file,
}: EngineNames): Readonly<Record<string, readonly ToolTry[]>> {
  const closed = systemTables.filter((table) => !offeredTables.has(table));
  return {
    "tables of system": closed.map((table, index) =>
      (namings[index % namings.length] as (t: string) => ToolTry)(table),
    ),
    "each way to name a table": namings.map((naming) => naming("processes")),
    "derived databases and the tables behind them": databases,
    headers,
    "settings of the engine": settings.flatMap((name, index) => [
      refused(
        index % 2 === 0 ? { search: { [name]: "7" }, body: count } : { body: form({ [name]: "7", query: count }) },
      ),
    ]),
    "values of settings": values,
    formats: [
      ...formats
        .filter((format) => !offeredFormats.includes(format))
        .flatMap((format) => [
          refused({ body: `${count} FORMAT ${format}` }),
          refused({ headers: { "x-clickhouse-format": format }, body: count }),
          refused({ search: { default_format: format }, body: count }),
        ]),
      ...[file, "../x", "CSV FORMAT CSV", "JSON\r\nx: y", "Template SETTINGS x = 1"].map((default_format) =>
        refused({ search: { default_format }, body: count }),
      ),
    ],
    "files and forms": [...fileForms(file), ...brokenForms],
    packing: packed,
  };
}
