import type { ClickHouseClient, ClickHouseSettings } from "@ecomind/clickhouse";
import type { FactorSet } from "@ecomind/footprint";
import type { Logger } from "@ecomind/platform";
import type { ExportConcurrencyLimit } from "./exports/concurrency-limit.js";
import type { StatementContext } from "./http/request-context.js";
import type { LogTail } from "./pipeline/in-flight.js";
import type { ToolUsers } from "./sql/analyst-accounts.js";
import type { AnalystSql } from "./sql/analyst-sql.js";

/** What handlers work with. */
export interface Services {
  readonly client: ClickHouseClient;
  /** For files, which hold a connection for as long as their readers take. */
  readonly exportClient: ClickHouseClient;
  readonly exportLimit: ExportConcurrencyLimit;
  readonly factors: FactorSet;
  readonly logger: Logger;
  /** Absent: the engine has no account for analysts. */
  readonly sql: AnalystSql | undefined;
  /** Absent: the engine lets no tool in by itself; the service's own interface does. */
  readonly toolUsers: ToolUsers | undefined;
  /** Absent: this service does not know the log. */
  readonly logTail: LogTail | undefined;
  select<T>(
    context: StatementContext,
    operation: string,
    sql: string,
    parameters?: Readonly<Record<string, unknown>>,
  ): Promise<T[]>;
  /** As `select`, each column a list: half the bytes, and a fifth of the time to read many rows. Of no rows it has no columns. */
  selectColumns<Columns extends Readonly<Record<string, readonly unknown[]>>>(
    context: StatementContext,
    operation: string,
    sql: string,
    parameters: Readonly<Record<string, unknown>>,
    settings?: ClickHouseSettings,
  ): Promise<Columns | Record<string, never>>;
  /** After keys have changed: ends when this service knows it. A store that is away delays that, and is no failure. */
  rereadKeys(): Promise<void>;
  /** Runs a statement that changes something. */
  insert(table: string, rows: readonly object[]): Promise<void>;
}
