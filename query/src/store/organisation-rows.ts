import type { ClickHouseClient } from "@ecomind/clickhouse";
import type { RequestContext, StatementContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { CachedAnswers } from "./cached-answers.js";

/** How long rows hold, in milliseconds: a change by another process counts here after that. */
const keptMs = 2_000;
/** A statement that several may wait for ends by its own time, in milliseconds. */
const patienceMs = 20_000;

/** What many questions of an organisation need and that seldom changes: few rows, asked for once for all at the time. */
export class OrganisationRows<T> {
  readonly #operation: string;
  readonly #sql: string;
  readonly #kept = new WeakMap<ClickHouseClient, CachedAnswers<readonly T[]>>();

  /** @param operation what the statement is for, in the store's lists @param sql gives the rows of `{org:String}` */
  constructor(operation: string, sql: string) {
    this.#operation = operation;
    this.#sql = sql;
  }

  /** Rows of the caller's organisation. Who has hung up already asks the store for nothing. */
  async rows(context: StatementContext & Pick<RequestContext, "principal">, services: Services): Promise<readonly T[]> {
    context.signal.throwIfAborted();
    const { orgId: org } = context.principal;
    return await this.#of(services).get(org, () =>
      // Marked as the request's that asks first, and not ended with it.
      services.select<T>({ ...context, signal: AbortSignal.timeout(patienceMs) }, this.#operation, this.#sql, { org }),
    );
  }

  /** After a change by this process: the next question looks at the store. */
  forget(services: Pick<Services, "client">): void {
    this.#of(services).forget();
  }

  #of({ client }: Pick<Services, "client">): CachedAnswers<readonly T[]> {
    const kept = this.#kept.get(client) ?? new CachedAnswers<readonly T[]>({ keptMs });
    this.#kept.set(client, kept);
    return kept;
  }
}
