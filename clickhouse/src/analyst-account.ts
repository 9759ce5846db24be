import { createHmac } from "node:crypto";
import type { EmbeddedUser } from "./embedded/options.js";

/**
 * What an analyst's SQL may name, and the columns of it; none listed: all. Persons are left out (a company's minimum
 * group size could not be kept in free SQL), and so is the log's bookkeeping. A grant by column also closes the table
 * functions that read a table's parts directly: those ask for the whole table.
 */
export const publishedTables: Readonly<Record<string, readonly string[]>> = {
  events: [
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
    "tokens_in",
    "tokens_cached",
    "tokens_out",
    "tokens_out_ramp",
    "labels",
  ],
  usage_15m: [],
  footprint_15m: [],
  footprint_15m_of: [],
  events_footprint: [],
  usage_history: [],
  factor_models: [],
  factor_sites: [],
  factor_sets: [],
  factor_set_choice: [],
  org_factor_sets: ["org_id", "factor_set", "chosen_at"],
};

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
  // What nobody waits for any more must not go on costing.
  cancel_http_readonly_queries_on_client_close: 1,
  // A sum of many events is more than a JSON reader's numbers can hold.
  output_format_json_quote_64bit_integers: 1,
  // How many rows were read tells of other organisations' rows: the engine counts them before a row policy.
  output_format_write_statistics: 0,
  // Constant as all of these are: the route and the request's id stand in the statement's `query_id`.
  log_comment: "ecomind-query sql",
  async_insert: 0,
  // A grant of the column `labels` does not cover its parts, which the engine would read for `labels['project']`.
  optimize_functions_to_subcolumns: 0,
} as const;

/** What an account on a server may take in an hour: as many dashboards as one wants, and no endless scan. */
const analystQuota = { queries: 20_000, execution_time: 7_200, read_rows: 200_000_000_000 } as const;

const grantOf = (database: string, [table, columns]: readonly [string, readonly string[]]): string =>
  `GRANT SELECT${columns.length > 0 ? `(${columns.join(", ")})` : ""} ON ${database}.${table}`;

/**
 * The account of the embedded engine under which every organisation's SQL runs: it sees the rows of the organisation
 * that the request's header names. Only the query service knows its password.
 */
export function sharedAnalyst(name: string, password: string, database = "ecomind"): EmbeddedUser {
  return {
    name,
    password,
    readonly: true,
    database,
    grants: Object.entries(publishedTables).map((table) => grantOf(database, table)),
    rowFilters: Object.fromEntries(
      tablesOfOrganisations.map((table) => [
        `${database}.${table}`,
        `org_id = getClientHTTPHeader('${analystOrgHeader}')`,
      ]),
    ),
    settings: { ...analystLimits, allow_get_client_http_header: 1 },
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
  database = "ecomind",
): readonly string[] {
  const settings = Object.entries({ ...analystLimits, readonly: 1 }).map(
    ([setting, value]) => `${setting} = ${typeof value === "string" ? quoted(value) : value} CONST`,
  );
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
    ...Object.entries(publishedTables).map((table) => `${grantOf(database, table)} TO ${name}`),
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
