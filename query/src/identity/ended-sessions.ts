import type { ClickHouseClient } from "@ecomind/clickhouse";
import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import { limits, storeProblem } from "../store/select.js";

export interface EndedSessionsOptions {
  /** How long what was read holds: a session that another process ended is refused here after that. @default 3_000 */
  readonly keptMs?: number;
  /** A store that takes longer is taken for one that is away: signing in must not wait for it. @default 2_000 */
  readonly patienceMs?: number;
}

/** For whichever request comes first. */
const marked = { ...limits, log_comment: "ecomind-query ended sessions" };
/** Longer than a session lives. */
const rememberedHours = 13;

/** Sessions that were ended before their time: what a cookie says is refused everywhere, also of one that was copied. */
export class EndedSessions {
  readonly #client: ClickHouseClient;
  readonly #keptMs: number;
  readonly #patienceMs: number;
  readonly #own = new Set<string>();
  #known: ReadonlySet<string> | undefined;
  #readMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(client: ClickHouseClient, { keptMs = 3_000, patienceMs = 2_000 }: EndedSessionsOptions = {}) {
    this.#client = client;
    this.#keptMs = keptMs;
    this.#patienceMs = patienceMs;
  }

  /** @throws ProblemError store_unavailable: it is refused here, and not yet elsewhere */
  async end(sessionId: string): Promise<void> {
    this.#own.add(sessionId);
    try {
      await this.#client.insert({
        table: "ended_sessions",
        values: [{ session_id: sessionId }],
        format: "JSONEachRow",
        clickhouse_settings: marked,
      });
    } catch (error) {
      throw storeProblem(error);
    }
  }

  /** @throws ProblemError identity_unavailable when this was never known */
  async has(sessionId: string): Promise<boolean> {
    if (this.#own.has(sessionId)) return true;
    if (performance.now() - this.#readMs > this.#keptMs) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    if (this.#known === undefined) throw new ProblemError(problem("identity_unavailable"), { "retry-after": "5" });
    return this.#known.has(sessionId);
  }

  /** While the store is away, what was known last holds: there is nothing to be seen then. */
  async #read(): Promise<void> {
    try {
      const result = await this.#client.query({
        query: `SELECT session_id FROM ended_sessions WHERE ended_at > now() - INTERVAL ${rememberedHours} HOUR`,
        format: "JSONCompact",
        abort_signal: AbortSignal.timeout(this.#patienceMs),
        clickhouse_settings: marked,
      });
      const { data } = (await result.json()) as { data: [string][] };
      this.#known = new Set(data.map(([id]) => id));
      this.#readMs = performance.now();
    } catch {
      // Asked again with the next request.
    }
  }
}
