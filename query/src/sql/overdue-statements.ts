import type { ClickHouseClient } from "@ecomind/clickhouse";
import { Counter, Gauge, type Logger, type Registry } from "@ecomind/platform";
import { limits } from "../store/select.js";

export interface OverdueStatementsOptions {
  readonly client: ClickHouseClient;
  readonly registry: Registry;
  readonly logger: Logger;
  /** Whether to end them: on a ClickHouse server. The embedded engine watches its own, and restarts. */
  readonly kill: boolean;
  /** How often to look, in milliseconds. @default 10_000 */
  readonly intervalMs?: number | undefined;
}

/** Analysts' statements that have run three times as long as they may; `log_comment` is constant for their accounts. */
const overdue =
  "Settings['log_comment'] = 'ecomind-query sql' AND elapsed > 3 * toFloat64OrZero(Settings['max_execution_time'])";

/** An organisation whose statements have restarted the engine so often within an hour runs none for the rest of it. */
const mostRestarts = 2;

/** Watches for analysts' statements that outlive their limit, and counts what that has cost. */
export class OverdueStatements {
  readonly #options: OverdueStatementsOptions;
  readonly #running: Gauge;
  readonly #restarts: Gauge;
  readonly #killed: Counter;
  readonly #timer: NodeJS.Timeout;
  #resting: ReadonlySet<string> = new Set();
  #hasFailed = false;

  constructor(options: OverdueStatementsOptions) {
    this.#options = options;
    const registers = [options.registry];
    this.#running = new Gauge({
      name: "query_sql_overdue_statements",
      help: "Analysts' statements that have run three times as long as they may",
      registers,
    });
    this.#restarts = new Gauge({
      name: "query_engine_restarts_last_day",
      help: "Restarts of the embedded engine within a day, for a statement that nothing ended",
      registers,
    });
    this.#killed = new Counter({
      name: "query_sql_killed_statements_total",
      help: "Analysts' statements that were ended with KILL QUERY, three times beyond their limit",
      registers,
    });
    this.#timer = setInterval(() => void this.look(), options.intervalMs ?? 10_000).unref();
  }

  /** Looks once. Where the store does not answer, what was seen last holds. */
  async look(): Promise<void> {
    const { client, logger, kill } = this.#options;
    const clickhouse_settings = { ...limits, log_comment: "ecomind-query sql overdue" };
    try {
      const found = await client.query({
        query: `SELECT
            (SELECT groupArray(query_id) FROM system.processes WHERE ${overdue}) AS ids,
            (SELECT count() FROM audit_log WHERE action = 'restartEngine' AND at > now64(3) - INTERVAL 1 DAY) AS restarts,
            (SELECT groupArray(org_id) FROM (
              SELECT org_id FROM audit_log WHERE action = 'restartEngine' AND at > now64(3) - INTERVAL 1 HOUR
              GROUP BY org_id HAVING count() >= ${mostRestarts}
            )) AS resting`,
        format: "JSONEachRow",
        clickhouse_settings,
      });
      const [row] = await found.json<{
        ids: readonly string[];
        restarts: number | string;
        resting: readonly string[];
      }>();
      const ids = row?.ids ?? [];
      this.#resting = new Set(row?.resting ?? []);
      this.#running.set(ids.length);
      this.#restarts.set(Number(row?.restarts ?? 0));
      this.#hasFailed = false;
      if (!kill || ids.length === 0) return;
      logger.warn({ statements: ids }, "statements outlived their limit three times and are ended");
      await client.command({ query: `KILL QUERY WHERE ${overdue} ASYNC`, clickhouse_settings });
      this.#killed.inc(ids.length);
    } catch (error) {
      // The first of several in a row is enough.
      if (!this.#hasFailed) logger.warn({ err: error }, "the engine's statements could not be looked at");
      this.#hasFailed = true;
    }
  }

  /** Whether an organisation's statements have restarted the engine too often. */
  isResting(orgId: string): boolean {
    return this.#resting.has(orgId);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
