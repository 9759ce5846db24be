import type { ClickHouseClient } from "@ecomind/clickhouse";
import type { RequestContext, StatementContext } from "../http/request-context.js";
import type { Services } from "../services.js";

/** How long an answer of the store holds: a change by another process counts here after that. */
const keptMs = 2_000;

interface Kept<T> {
  readonly atMs: number;
  readonly rows: Promise<readonly T[]>;
}

/** What many questions need and that seldom changes: few rows of all organisations, asked for once for all at the time. */
export class SharedAnswer<T> {
  readonly #operation: string;
  readonly #sql: string;
  readonly #kept = new WeakMap<ClickHouseClient, Kept<T>>();

  /** @param operation what the statement is for, in the store's lists @param sql gives the rows of all organisations */
  constructor(operation: string, sql: string) {
    this.#operation = operation;
    this.#sql = sql;
  }

  async rows(context: StatementContext & Pick<RequestContext, "nowMs">, services: Services): Promise<readonly T[]> {
    const { client } = services;
    const last = this.#kept.get(client);
    if (last !== undefined && context.nowMs - last.atMs < keptMs) {
      const shared = await last.rows.catch(() => undefined);
      // Whose question it was may have hung up, which ended it.
      if (shared !== undefined) return shared;
    }
    const rows = services.select<T>(context, this.#operation, this.#sql);
    const asked: Kept<T> = { atMs: context.nowMs, rows };
    this.#kept.set(client, asked);
    rows.catch(() => {
      if (this.#kept.get(client) === asked) this.#kept.delete(client);
    });
    return await rows;
  }

  /** After a change by this process: the next question looks at the store. */
  forget({ client }: Pick<Services, "client">): void {
    this.#kept.delete(client);
  }
}
