/** A statement that an attacker with a `read` key sends. */
export interface SqlTry {
  readonly query: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** `refused`; `harmless`: refused, or answered without anything that is another's. */
  readonly outcome: "refused" | "harmless";
}

/** Places that a statement may name, of which each leaves a trace where it is opened. */
export interface SqlTargets {
  readonly file: string;
  readonly url: string;
}

type Family = readonly SqlTry[];
const refused = (query: string, parameters?: SqlTry["parameters"]): SqlTry => ({
  query,
  outcome: "refused",
  ...(parameters === undefined ? {} : { parameters }),
});
const harmless = (query: string, parameters?: SqlTry["parameters"]): SqlTry => ({
  ...refused(query, parameters),
  outcome: "harmless",
});
/** Every pair of two lists. */
const pairs = <A, B, C>(left: readonly A[], right: readonly B[], join: (a: A, b: B) => C): readonly C[] =>
  left.flatMap((a) => right.map((b) => join(a, b)));

/** Calls that look at the machine, at settings, at the request or at the server, or that say that they were computed. */
const calls = ({ file, url }: SqlTargets): readonly string[] => [
  `file('${file}')`,
  `FiLe('${file}')`,
  `\`file\`('${file}')`,
  `"file"('${file}')`,
  `file/**/('${file}')`,
  `file -- x\n('${file}')`,
  "throwIf(1, 'x')",
  "getClientHTTPHeader('Authorization')",
  "getSetting('max_threads')",
  "getServerSetting('max_server_memory_usage')",
  "hostName()",
  "currentUser()",
  "version()",
  "serverUUID()",
  "getMacro('shard')",
  "dictGet('d', 'a', 1)",
  "joinGet('ecomind.t', 'a', 1)",
  "filesystemAvailable()",
  "queryID()",
  "logTrace('x')",
  "sleep(0.001)",
  `hasColumnInTable('${url.replace(/^http:\/\/|\/$/g, "")}', 'system', 'one', 'dummy')`,
  "formatRow('CSV', 1)",
  "__getScalar('x')",
];

/** Where an expression may stand. */
const positions: readonly ((call: string) => string)[] = [
  (f) => `SELECT ${f}`,
  (f) => `SELECT DISTINCT ${f} AS x FROM events`,
  (f) => `SELECT 1 WHERE toString(${f}) = ''`,
  (f) => `SELECT count() FROM events PREWHERE toString(${f}) = ''`,
  (f) => `SELECT arrayMap(x -> ${f}, [1])`,
  (f) => `SELECT if(0, toString(${f}), '')`,
  (f) => `SELECT CASE WHEN 1 THEN '' ELSE toString(${f}) END`,
  (f) => `WITH ${f} AS a SELECT a`,
  (f) => `WITH (SELECT ${f}) AS a SELECT 1`,
  (f) => `WITH a AS (SELECT ${f} AS x) SELECT x FROM a`,
  (f) =>
    `WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a WHERE n < length(toString(${f}))) SELECT n FROM a`,
  (f) => `SELECT (SELECT ${f})`,
  (f) => `SELECT * FROM (SELECT * FROM (SELECT ${f}))`,
  (f) => `SELECT 1 UNION ALL SELECT length(toString(${f}))`,
  (f) => `SELECT '' EXCEPT SELECT toString(${f})`,
  (f) => `SELECT 1 WHERE 'x' IN (SELECT toString(${f}))`,
  (f) => `SELECT 1 WHERE 'x' IN ('a', toString(${f}))`,
  (f) => `SELECT 1 WHERE EXISTS (SELECT ${f})`,
  (f) => `SELECT model FROM events ORDER BY toString(${f})`,
  (f) => `SELECT count() FROM events GROUP BY toString(${f})`,
  (f) => `SELECT count() FROM events HAVING toString(${f}) = ''`,
  (f) => `SELECT model FROM events QUALIFY toString(${f}) = ''`,
  (f) => `SELECT model FROM events LIMIT length(toString(${f}))`,
  (f) => `SELECT model FROM events LIMIT 1 BY toString(${f})`,
  (f) => `SELECT count() OVER (PARTITION BY toString(${f})) FROM events`,
  (f) => `SELECT a.model FROM events AS a INNER JOIN events AS b ON a.model = concat(b.model, toString(${f}))`,
  (f) => `SELECT x FROM events ARRAY JOIN [toString(${f})] AS x`,
  (f) => `SELECT * FROM numbers(length(toString(${f})))`,
  (f) => `SELECT * FROM values('a String', (toString(${f})))`,
  (f) => `SELECT * FROM footprint_15m_of(factor_set = toString(${f}))`,
  (f) => `SELECT * REPLACE (toString(${f}) AS model) FROM usage_15m`,
  (f) => `SELECT quantile(length(toString(${f})))(tokens_in) FROM events`,
];

/** Tables that are not published, each as a database and a name. */
const tables: readonly (readonly [string, string])[] = [
  ...["one", "columns", "users", "processes", "query_log", "settings", "functions", "errors"].map(
    (name) => ["system", name] as const,
  ),
  ["information_schema", "tables"],
  ["information_schema", "columns"],
  ["default", "t"],
  ...["api_keys", "members", "audit_log", "dead_letters", "erasures", "saved_queries", "usage_user_1h", "batches"].map(
    (name) => ["ecomind", name] as const,
  ),
];

const spellings: readonly ((database: string, name: string) => string)[] = [
  (d, n) => `${d}.${n}`,
  (d, n) => `\`${d}\`.\`${n}\``,
  (d, n) => `"${d}"."${n}"`,
  (d, n) => `${d} . ${n}`,
  (d, n) => `${d}/* . */./**/${n}`,
  (d, n) => `${d}.-- x\n${n}`,
  (d, n) => `\`${d}.${n}\``,
  (d, n) => `\`\\x${Buffer.from(d).toString("hex").match(/../g)?.join("\\x")}\`.${n}`,
  (d, n) => `${d.toUpperCase()}.${n}`,
  (d, n) => `${d}\t.\n${n} AS events`,
];

const tablePositions: readonly ((table: string) => string)[] = [
  (t) => `SELECT * FROM ${t}`,
  (t) => `SELECT count() FROM ${t}`,
  (t) => `(SELECT * FROM ${t})`,
  (t) => `SELECT 1 UNION ALL SELECT count() FROM ${t}`,
  (t) => `SELECT (SELECT count() FROM ${t})`,
  (t) => `SELECT 1 WHERE 1 IN (SELECT 1 FROM ${t})`,
  (t) => `WITH c AS (SELECT * FROM ${t}) SELECT count() FROM c`,
  (t) => `SELECT * FROM (SELECT * FROM (SELECT * FROM (SELECT 1 FROM ${t})))`,
  (t) => `SELECT 1 FROM events CROSS JOIN ${t}`,
  (t) => `SELECT model FROM events WHERE EXISTS (SELECT 1 FROM ${t})`,
];

const tableFunctions = ({ file, url }: SqlTargets): readonly string[] => [
  `file('${file}', 'LineAsString')`,
  `FILE('${file}', 'LineAsString')`,
  `url('${url}', 'LineAsString')`,
  `urlCluster('default', '${url}', 'LineAsString')`,
  `s3('${url}', 'LineAsString')`,
  "remote('127.0.0.1', 'ecomind', 'events')",
  "remote('127.0.0.1', system.one)",
  "cluster('default', system.one)",
  "clusterAllReplicas('default', 'ecomind', 'events')",
  "merge('ecomind', '.*')",
  "merge(REGEXP('.*'), '.*')",
  "mergeTreeIndex('ecomind', 'events')",
  "mergeTreeProjection('ecomind', 'events', 'usage_user_1h')",
  "mysql('127.0.0.1:1', 'd', 't', 'u', 'p')",
  "postgresql('127.0.0.1:1', 'd', 't', 'u', 'p')",
  `sqlite('${file}', 't')`,
  "executable('x', 'TSV', 'a String')",
  "dictionary('d')",
  "input('a String')",
  "view(SELECT * FROM ecomind.api_keys)",
  "viewExplain('EXPLAIN', '', (SELECT 1))",
  "loop(events)",
  "generateRandom('a Int8')",
  "format('CSV', '1')",
  "null('a Int8')",
];

const notSelects = ({ file }: SqlTargets): readonly string[] => [
  "INSERT INTO events (org_id) VALUES ('acme')",
  "CREATE TABLE t (a Int8) ENGINE = Memory",
  "CREATE VIEW v AS SELECT * FROM ecomind.api_keys",
  `CREATE FUNCTION f AS x -> file('${file}')`,
  "CREATE USER eve",
  "ALTER TABLE events DELETE WHERE 1",
  "DROP TABLE events",
  "TRUNCATE TABLE events",
  "GRANT ALL ON *.* TO analyst",
  "SET readonly = 0",
  "USE system",
  "SYSTEM RELOAD CONFIG",
  "SHOW TABLES",
  "SHOW CREATE TABLE events",
  "DESCRIBE TABLE ecomind.api_keys",
  "EXPLAIN SELECT 1",
  "EXPLAIN AST optimize = 1 SELECT 1",
  "EXISTS TABLE ecomind.api_keys",
  "KILL QUERY WHERE 1",
  "BACKUP TABLE events TO Disk('d', 'x')",
];
const around: readonly ((statement: string) => string)[] = [
  (s) => s,
  (s) => `/* SELECT 1 */ ${s}`,
  (s) => `-- SELECT 1\n${s}`,
  (s) => `(${s})`,
  (s) => `SELECT 1; ${s}`,
  (s) => `SELECT 1;;\n/**/${s};`,
  (s) => `SELECT 1\u0000; ${s}`,
  (s) => `${s}; SELECT 1`,
  (s) => `WITH a AS (${s}) SELECT 1`,
  (s) => `SELECT * FROM (${s})`,
  (s) => `SELECT 1 UNION ALL ${s}`,
  (s) => `\ufeff${s}`,
];

const endings = ({ file }: SqlTargets): readonly string[] => [
  "SETTINGS readonly = 0",
  "SETTINGS max_execution_time = 0, max_memory_usage = 0",
  "SETTINGS/**/max_threads=1",
  "settings additional_table_filters = {}",
  "FORMAT Native",
  "FORMAT Null",
  "FORMAT CSV FORMAT JSONCompact",
  "format JSONCompact SETTINGS max_threads = 1",
  `INTO OUTFILE '${file}'`,
  `INTO OUTFILE '${file}' TRUNCATE FORMAT CSV`,
  "INTO/**/OUTFILE 'x'",
  "-- \n FORMAT CSV",
  "/* SETTINGS */ SETTINGS max_threads = 1",
];
const beginnings: readonly string[] = [
  "SELECT 1",
  "SELECT model FROM events",
  "SELECT model FROM events LIMIT 1",
  "SELECT 1 UNION ALL SELECT 2",
  "WITH a AS (SELECT 1) SELECT * FROM a",
];

/** Own rows alone, by whatever road another organisation is asked for. */
const otherRows: readonly string[] = pairs(
  ["events", "ecomind.events", "usage_15m", "usage_history", "events_footprint", "footprint_15m"],
  [
    (t: string) => `SELECT DISTINCT org_id, model FROM ${t} WHERE org_id != 'acme'`,
    (t: string) => `SELECT DISTINCT org_id, team FROM ${t} WHERE org_id = 'other' OR 1 = 1`,
    (t: string) => `SELECT min(org_id), max(org_id), uniqExact(org_id), groupUniqArray(10)(model) FROM ${t}`,
    (t: string) => `SELECT count() FROM ${t} WHERE org_id IN (SELECT org_id FROM events)`,
    (t: string) =>
      `WITH c AS (SELECT * EXCEPT (org_id), org_id FROM usage_15m) SELECT org_id FROM c UNION ALL SELECT org_id FROM ${t}`,
    (t: string) => `SELECT a.org_id, b.model FROM usage_15m AS a FULL JOIN ${t} AS b ON a.org_id != b.org_id LIMIT 100`,
    (t: string) => `SELECT source, region FROM ${t} ORDER BY org_id DESC LIMIT 10`,
    (t: string) => `SELECT org_id FROM ${t} LIMIT 1 BY org_id`,
  ],
  (table, shape) => shape(table),
);

/** Values of parameters, which must stay values. */
const values: readonly string[] = [
  "' OR 1 = 1 --",
  "') UNION ALL SELECT secret_sha256 FROM ecomind.api_keys --",
  "acme' SETTINGS readonly = 0 --",
  "\\'; DROP TABLE events; --",
  "x\u0000y",
  "\\N",
  "{x:Identifier}",
  "a\tb\nc",
];
const places: readonly string[] = [
  "SELECT {p:String}",
  "SELECT count() FROM events WHERE org_id = {p:String}",
  "SELECT count() FROM events WHERE has({p:Array(String)}, org_id)",
  "SELECT {p:UInt64}",
  "SELECT * FROM footprint_15m_of(factor_set = {p:String}) LIMIT 1",
];

/** Every statement that is tried, by family: combinations of what is asked for with where and how it is asked. */
export function sqlTries(targets: SqlTargets): Readonly<Record<string, Family>> {
  const functions = tableFunctions(targets);
  return {
    "functions in every position": pairs(calls(targets), positions, (call, position) => refused(position(call))),
    "tables in every spelling and position": pairs(
      pairs(tables, spellings, ([database, name], spelling) => spelling(database, name)),
      tablePositions,
      (table, position) => refused(position(table)),
    ),
    "table functions in every position": pairs(functions, tablePositions, (call, position) => refused(position(call))),
    "statements that are no SELECT": pairs(notSelects(targets), around, (statement, dress) =>
      refused(dress(statement)),
    ),
    "settings, formats and files": [
      ...pairs(beginnings, endings(targets), (begin, end) => refused(`${begin} ${end}`)),
      ...endings(targets).flatMap((end) => [
        refused(`(SELECT 1 ${end})`),
        refused(`SELECT * FROM (SELECT 1 ${end})`),
        refused(`WITH a AS (SELECT 1 ${end}) SELECT * FROM a`),
        refused(`SELECT 1 ${end} UNION ALL SELECT 2`),
      ]),
    ],
    "identifiers from parameters": pairs(
      tables,
      [
        (d: string, n: string) => refused("SELECT * FROM {t:Identifier}", { t: `${d}.${n}` }),
        (d: string, n: string) => refused("SELECT * FROM {d:Identifier}.{t:Identifier}", { d, t: n }),
        (d: string, n: string) => refused("SELECT 1 WHERE 1 IN {t:Identifier}", { t: `${d}.${n}` }),
        (_: string, n: string) => refused("SELECT * FROM ecomind.{t:Identifier}", { t: n }),
      ],
      ([database, name], shape) => shape(database, name),
    ),
    "values from parameters": [
      ...pairs(values, places, (value, place) => harmless(place, { p: value })),
      ...["database", "query", "user", "password", "session_id", "__proto__", "readonly", "query_id", "param_p"].map(
        (name) => harmless("SELECT count() FROM events", { [name]: "system" }),
      ),
    ],
    "other organisations' rows": otherRows.map((query) => harmless(query)),
  };
}
