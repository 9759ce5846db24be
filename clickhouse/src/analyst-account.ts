import { createHmac } from "node:crypto";
import type { EmbeddedUser } from "./embedded/options.js";
import { historyDimensions, usageMeasures } from "./usage-measures.js";

/** Of an event, what is no person's and not the log's bookkeeping. */
const eventColumns: readonly string[] = [
  "org_id",
  "ts",
  "id",
  "received_at",
  "team",
  "provider",
  "model",
  "region",
  "model_reported",
  "region_reported",
  "source",
  "tokens_basis",
  "tokens_in_basis",
  "tokens_out_basis",
  ...usageMeasures,
  "energy_boundary",
  "energy_method",
  "service_tier",
  "revision",
  "reporter_rank",
  "labels",
];

/**
 * What an analyst's SQL may name, and the columns of it; none listed: all. Persons are left out (a company's minimum
 * group size could not be kept in free SQL), and so is the log's bookkeeping. A grant by column also closes the table
 * functions that read a table's parts directly: those ask for the whole table.
 */
export const publishedTables: Readonly<Record<string, readonly string[]>> = {
  events: eventColumns,
  // A view hands on what is behind it, and with it what may not be read: it is published by column as the table is.
  current_events: eventColumns,
  usage_15m: [],
  usage_model_15m: [],
  footprint_15m: [],
  footprint_15m_of: [],
  footprint_model_15m: [],
  footprint_model_15m_of: [],
  events_footprint: [],
  usage_history: [...historyDimensions, ...usageMeasures, "closed_at"],
  factor_models: [],
  factor_sites: [],
  factor_sets: [],
  factor_set_choice: [],
  org_factor_sets: ["org_id", "factor_set", "chosen_at"],
};

/** Published tables that group by team: a row for each, also where the column itself is left out. */
const tablesOfTeams: ReadonlySet<string> = new Set(["usage_15m", "footprint_15m", "footprint_15m_of", "usage_history"]);
/** Columns that group persons; views hand on what the reader may see of `events`. */
export const groupingColumns: ReadonlySet<string> = new Set(["team", "labels"]);

/** Columns of persons: views hand them on, and the tables behind those do not give them. */
const personColumns: ReadonlySet<string> = new Set(["user_id"]);

/** Whether a column of a published table can be read. @param published those that are listed for the table; none: all */
export const isPublishedColumn = (published: readonly string[], column: string, minimumGroupSize: number): boolean =>
  published.length > 0
    ? published.includes(column)
    : !personColumns.has(column) && (minimumGroupSize <= 1 || !groupingColumns.has(column));

/**
 * What the SQL of an organisation may name. With a minimum group size there are no teams and labels in it either: free SQL
 * can tell neither how many persons are behind a team's row, nor that it is not joined with another answer.
 */
export const publishedTo = (minimumGroupSize: number): typeof publishedTables =>
  minimumGroupSize <= 1
    ? publishedTables
    : Object.fromEntries(
        Object.entries(publishedTables)
          .filter(([table]) => !tablesOfTeams.has(table))
          .map(([table, columns]) => [table, columns.filter((column) => !groupingColumns.has(column))]),
      );

/** The database that an organisation's statements run in: a view of each published table, with the columns of it alone. */
export const analystDatabase = (database: string, minimumGroupSize: number): string =>
  `${database}_published${minimumGroupSize <= 1 ? "" : "_without_groups"}`;

/** The database with what tools ask of `system`. */
export const schemaDatabase = (database: string): string => `${database}_system`;

/** Tables with rows of many organisations; the published views read these, with the reader's own rights. */
const tablesOfOrganisations = ["events", "usage_history", "org_factor_sets"] as const;

/** Request header that names the organisation for the shared account. */
export const analystOrgHeader = "X-Ecomind-Org";

/** Limits of one statement, constant for the account. */
export const analystLimits = {
  max_execution_time: 20,
  max_memory_usage: 2_000_000_000,
  max_result_rows: 100_000,
  max_result_bytes: 50_000_000,
  result_overflow_mode: "throw",
  max_threads: 2,
  max_query_size: 65_536,
  max_ast_elements: 10_000,
  max_ast_depth: 200,
  max_subquery_depth: 20,
  max_concurrent_queries_for_user: 8,
  // The limit of time is looked at between blocks: what a statement computes for each row ends sooner in small ones.
  max_block_size: 16_384,
  function_range_max_elements_in_block: 131_072,
  // Compiling many patterns together takes time and memory that no limit covers.
  allow_hyperscan: 0,
  // A recursion may double its value with every turn.
  max_recursive_cte_evaluation_depth: 0,
  // What nobody waits for any more must not go on costing.
  cancel_http_readonly_queries_on_client_close: 1,
  // A sum of many events is more than a JSON reader's numbers can hold.
  output_format_json_quote_64bit_integers: 1,
  // How many rows were read tells of other organisations' rows: the engine counts them before a row policy.
  output_format_write_statistics: 0,
  // Constant as all of these are: the route and the request's id stand in the statement's `query_id`.
  log_comment: "ecomind-query sql",
  async_insert: 0,
  // Whoever says that it takes a packed answer gets one.
  enable_http_compression: 1,
  // A grant of the column `labels` does not cover its parts, which the engine would read for `labels['project']`.
  optimize_functions_to_subcolumns: 0,
} as const;

/** Limits that a statement may lower, each up to what holds anyway. */
export const changeableLimits: Readonly<Record<string, number>> = {
  max_execution_time: analystLimits.max_execution_time,
  max_memory_usage: analystLimits.max_memory_usage,
  max_result_rows: analystLimits.max_result_rows,
  max_result_bytes: analystLimits.max_result_bytes,
  max_block_size: analystLimits.max_block_size,
};

/** Settings that change how rows are shown, or how many of them, and nothing of what they are. */
export const presentationSettings: readonly string[] = [
  // NULL in place of a type's default for rows that a JOIN found no match for: Tableau and Cube send it with every statement.
  "join_use_nulls",
  "limit",
  "offset",
  "extremes",
  "session_timezone",
  "date_time_output_format",
  "bool_true_representation",
  "bool_false_representation",
  "format_csv_delimiter",
  "format_csv_null_representation",
  "format_tsv_null_representation",
  "output_format_json_quote_64bit_integers",
  "output_format_json_quote_64bit_floats",
  "output_format_json_quote_decimals",
  "output_format_json_quote_denormals",
  "output_format_json_named_tuples_as_objects",
  "output_format_json_escape_forward_slashes",
  "output_format_json_array_of_rows",
  "output_format_csv_crlf_end_of_line",
  "output_format_tsv_crlf_end_of_line",
  "output_format_decimal_trailing_zeros",
  "output_format_pretty_max_rows",
  "output_format_pretty_color",
  "output_format_pretty_grid_charset",
  "output_format_pretty_row_numbers",
  "output_format_pretty_max_column_pad_width",
  "output_format_pretty_max_value_width",
  "output_format_parquet_compression_method",
  "output_format_parquet_string_as_string",
  "output_format_parquet_row_group_size",
  "output_format_arrow_string_as_string",
  "output_format_arrow_low_cardinality_as_dictionary",
  "output_format_arrow_compression_method",
  "output_format_orc_string_as_string",
  "output_format_orc_compression_method",
  "output_format_avro_codec",
  "output_format_binary_encode_types_in_binary_format",
  "output_format_binary_write_json_as_string",
  "output_format_native_encode_types_in_binary_format",
  "output_format_native_write_json_as_string",
];

/** Settings that a statement may change, for an account of the embedded engine. */
const changeable = {
  ...Object.fromEntries(Object.entries(changeableLimits).map(([setting, max]) => [setting, { min: 1, max }])),
  ...Object.fromEntries(["result_overflow_mode", ...presentationSettings].map((setting) => [setting, {}])),
};

/** What an account on a server may take in an hour: as many dashboards as one wants, and no endless scan. */
const analystQuota = { queries: 20_000, execution_time: 7_200, read_rows: 200_000_000_000 } as const;

/**
 * Statements of all organisations that the embedded engine has at once, answers that are still read included: the query
 * service computes fewer at a time, and gives each organisation its turn.
 */
const mostOfSharedAccount = 40;

const grantOf = (database: string, [table, columns]: readonly [string, readonly string[]]): string =>
  `GRANT SELECT${columns.length > 0 ? `(${columns.join(", ")})` : ""} ON ${database}.${table}`;

/** The views read with the reader's own rights: each of these needs a grant on what is behind it, too. */
const viewGrants = (minimumGroupSize: number, database: string): readonly string[] =>
  [analystDatabase(database, minimumGroupSize), schemaDatabase(database)].map((views) => `GRANT SELECT ON ${views}.*`);

/** Name of the account for organisations of a minimum group size, where one account is for those without. */
export const analystNameFor = (name: string, minimumGroupSize: number): string =>
  minimumGroupSize <= 1 ? name : `${name}_without_groups`;

/**
 * The accounts of the embedded engine under which every organisation's SQL runs, for those without a minimum group size and
 * for those with one: they see the rows of the organisation that the request's header names. Only the query service knows
 * their password.
 */
export const sharedAnalysts = (name: string, password: string, database = "ecomind"): EmbeddedUser[] =>
  [1, 2].map((minimum) => sharedAnalyst(name, password, minimum, database));

function sharedAnalyst(name: string, password: string, minimumGroupSize: number, database: string): EmbeddedUser {
  return {
    name: analystNameFor(name, minimumGroupSize),
    password,
    readonly: true,
    database,
    grants: [
      ...Object.entries(publishedTo(minimumGroupSize)).map((table) => grantOf(database, table)),
      ...viewGrants(minimumGroupSize, database),
    ],
    rowFilters: Object.fromEntries(
      tablesOfOrganisations.map((table) => [
        `${database}.${table}`,
        `org_id = getClientHTTPHeader('${analystOrgHeader}')`,
      ]),
    ),
    settings: {
      ...analystLimits,
      allow_get_client_http_header: 1,
      max_concurrent_queries_for_user: mostOfSharedAccount,
    },
    changeable,
  };
}

/** The account under which statements of analysts are read for their syntax trees, and nothing else is done. */
export const parserUser = "ecomind_parser";

/** @param secret known to whoever makes the account and to whoever uses it */
export const parserPassword = (secret: string): string =>
  createHmac("sha256", secret).update("parser account").digest("hex");

/** What reading a statement may take: it computes nothing. */
const parserLimits = {
  readonly: 1,
  max_execution_time: 5,
  max_memory_usage: 500_000_000,
  max_threads: 1,
  max_query_size: analystLimits.max_query_size + 1_024,
  max_ast_elements: analystLimits.max_ast_elements,
  max_ast_depth: analystLimits.max_ast_depth,
  log_comment: "ecomind-query sql-tree",
} as const;

/** It has no grant at all: were a statement to be computed where it is only to be read, there would be no row to see. */
export function sharedParser(analystPassword: string): EmbeddedUser {
  const { readonly: _, ...settings } = parserLimits;
  return { name: parserUser, password: parserPassword(analystPassword), readonly: true, grants: [], settings };
}

/** Statements that make the account on a ClickHouse server, or bring it up to date. @param passwordSha256 hex */
export function parserAccountStatements(passwordSha256: string): readonly string[] {
  const identified = `IDENTIFIED WITH sha256_hash BY ${quoted(passwordSha256)}`;
  const settings = Object.entries(parserLimits).map(
    ([setting, value]) => `${setting} = ${typeof value === "string" ? quoted(value) : value} CONST`,
  );
  return [
    `CREATE USER IF NOT EXISTS ${parserUser} ${identified}`,
    `ALTER USER ${parserUser} ${identified} SETTINGS ${settings.join(", ")}`,
  ];
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;

/** What an account shows to be let in, and until when. */
export interface AnalystCredential {
  /** SHA-256 of the password, hex: what the server keeps, and all that its statement log may hold. */
  readonly passwordSha256: string;
  /** `2026-12-31 00:00:00`, UTC. @default for good */
  readonly validUntil?: string | undefined;
}

/**
 * Statements that make one organisation's account on a ClickHouse server, or bring it up to date. Its rows are fixed in
 * its row policies; its settings cannot be changed by a statement; what it may cost in an hour is bounded.
 * @param name letters, digits and `_`
 */
export function organisationAnalystStatements(
  name: string,
  { passwordSha256, validUntil }: AnalystCredential,
  orgId: string,
  minimumGroupSize: number,
  database = "ecomind",
): readonly string[] {
  const isChangeable = (setting: string): boolean => Object.hasOwn(changeable, setting);
  const settings = [
    ...Object.entries({ ...analystLimits, readonly: 1 }).map(([setting, value]) => {
      const most = changeableLimits[setting];
      const bounds = most === undefined ? "" : ` MIN 1 MAX ${most}`;
      const kind = isChangeable(setting) ? `${bounds} CHANGEABLE_IN_READONLY` : " CONST";
      return `${setting} = ${typeof value === "string" ? quoted(value) : value}${kind}`;
    }),
    ...presentationSettings
      .filter((setting) => !Object.hasOwn(analystLimits, setting))
      .map((setting) => `${setting} CHANGEABLE_IN_READONLY`),
  ];
  const identified = `IDENTIFIED WITH sha256_hash BY ${quoted(passwordSha256)}${
    validUntil === undefined ? "" : ` VALID UNTIL ${quoted(`${validUntil} UTC`)}`
  }`;
  const quota = Object.entries(analystQuota).map(([resource, most]) => `${resource} = ${most}`);
  return [
    `CREATE USER IF NOT EXISTS ${name} ${identified} DEFAULT DATABASE ${database}`,
    // The policies stand before the first grant: at no moment are other organisations' rows in reach.
    ...tablesOfOrganisations.map(
      (table) =>
        `CREATE ROW POLICY OR REPLACE ${name} ON ${database}.${table} AS RESTRICTIVE FOR SELECT USING org_id = ${quoted(orgId)} TO ${name}`,
    ),
    ...tablesOfOrganisations.map(
      (table) =>
        `CREATE ROW POLICY OR REPLACE ecomind_all ON ${database}.${table} AS PERMISSIVE FOR SELECT USING 1 TO ALL`,
    ),
    `ALTER USER ${name} ${identified} SETTINGS ${settings.join(", ")}`,
    `CREATE QUOTA OR REPLACE ${name} FOR INTERVAL 1 hour MAX ${quota.join(", ")} TO ${name}`,
    ...publishStatements(name, minimumGroupSize, database),
  ];
}

/**
 * Statements that give an account on a ClickHouse server what is published to its organisation, and take what is not. What
 * stays is granted at every moment. Harmless to repeat.
 */
export function publishStatements(name: string, minimumGroupSize: number, database = "ecomind"): readonly string[] {
  const published = publishedTo(minimumGroupSize);
  return [
    ...Object.entries(published).map((table) => `${grantOf(database, table)} TO ${name}`),
    ...viewGrants(minimumGroupSize, database).map((grant) => `${grant} TO ${name}`),
    `REVOKE SELECT ON ${analystDatabase(database, minimumGroupSize <= 1 ? 2 : 1)}.* FROM ${name}`,
    ...Object.entries(publishedTables).flatMap(([table, columns]) => {
      const kept = published[table];
      const taken = columns.filter((column) => kept !== undefined && !kept.includes(column));
      if (kept === undefined) return [`REVOKE SELECT ON ${database}.${table} FROM ${name}`];
      return taken.length === 0 ? [] : [`REVOKE SELECT(${taken.join(", ")}) ON ${database}.${table} FROM ${name}`];
    }),
  ];
}

/** Statements that end such an account and what belongs to it. Harmless to repeat. */
export function endAnalystStatements(name: string, database = "ecomind"): readonly string[] {
  return [
    `DROP USER IF EXISTS ${name}`,
    `DROP QUOTA IF EXISTS ${name}`,
    ...tablesOfOrganisations.map((table) => `DROP ROW POLICY IF EXISTS ${name} ON ${database}.${table}`),
  ];
}
