import { setTimeout as sleep } from "node:timers/promises";
import type { RunningStatement } from "./stuck-statements.js";

/** How this process itself speaks to the engine: to let statements end before it stops. */
export class ControlClient {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  constructor(url: string, { name, password }: { readonly name: string; readonly password: string }) {
    this.#url = url;
    this.#headers = { "X-ClickHouse-User": name, "X-ClickHouse-Key": password, Connection: "close" };
  }

  /**
   * Waits until no statement runs, cancelling what is left after `graceMs`.
   * @param except names of statements that are not waited for
   */
  async drain(graceMs: number, except: ReadonlySet<string> = new Set()): Promise<void> {
    const deadline = performance.now() + graceMs;
    while ((await this.runningStatements()).some(({ queryId }) => !except.has(queryId))) {
      if (performance.now() > deadline) {
        await this.#query("KILL QUERY WHERE query_id != queryID() ASYNC");
        if (performance.now() > deadline + 1_000) return;
      }
      await sleep(20);
    }
  }

  /** Whether the engine can open a file of the machine. */
  async canRead(path: string): Promise<boolean> {
    return await this.#query(`SELECT length(file('${path}'))`).then(
      () => true,
      () => false,
    );
  }

  /** What the engine runs for others. @throws Error when it does not answer within that time */
  async runningStatements(mostMs?: number): Promise<readonly RunningStatement[]> {
    const text = await this.#query(
      `SELECT query_id AS queryId, user, http_user_agent AS mark, elapsed AS elapsedSeconds,
         toFloat64OrZero(Settings['max_execution_time']) AS limitSeconds, arrayMap(id -> toUInt32(id), thread_ids) AS threads
       FROM system.processes WHERE query_id != queryID() FORMAT JSONEachRow`,
      mostMs,
    );
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as RunningStatement);
  }

  /** @param table with its database */
  async insert(table: string, rows: readonly object[]): Promise<void> {
    await this.#query(`INSERT INTO ${table} FORMAT JSONEachRow\n${rows.map((row) => JSON.stringify(row)).join("\n")}`);
  }

  async #query(sql: string, mostMs = 1_000): Promise<string> {
    const signal = AbortSignal.timeout(mostMs);
    const response = await fetch(this.#url, { method: "POST", headers: this.#headers, body: sql, signal });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  }
}
