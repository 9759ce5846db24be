import type { ClickHouseClient } from "@ecomind/clickhouse";
import { type Logger, ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import { CachedAnswers } from "../store/cached-answers.js";
import { limits, storeProblem } from "../store/select.js";
import { storeIsAway } from "./store-is-away.js";

export interface EndedSessionsOptions {
  /** How long what was read holds: a session that another process ended is refused here after that. @default 3_000 */
  readonly keptMs?: number;
  /** A store that takes longer is taken for one that is away: signing in must not wait for it. @default 2_000 */
  readonly patienceMs?: number;
  /** Is told when the store could not be asked. Absent: nobody is. */
  readonly logger?: Logger | undefined;
}

/** For whichever request comes first. */
const marked = { ...limits, log_comment: "ecomind-query ended sessions" };
/** Longer than a session lives. */
const rememberedHours = 13;

/** Sessions that were ended before their time: what a cookie says is refused everywhere, also of one that was copied. */
export class EndedSessions {
  readonly #client: ClickHouseClient;
  readonly #patienceMs: number;
  readonly #own = new Set<string>();
  readonly #known: CachedAnswers<ReadonlySet<string>>;

  constructor(client: ClickHouseClient, { keptMs = 3_000, patienceMs = 2_000, logger }: EndedSessionsOptions = {}) {
    this.#client = client;
    this.#patienceMs = patienceMs;
    this.#known = new CachedAnswers({ keptMs, most: 1, keptInstead: storeIsAway(logger, "ended sessions") });
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

  /**
   * While the store is away, what was known last holds: there is nothing to be seen then.
   * @throws ProblemError identity_unavailable when this was never known
   */
  async has(sessionId: string): Promise<boolean> {
    if (this.#own.has(sessionId)) return true;
    try {
      return (await this.#known.get("ended", () => this.#ask())).has(sessionId);
    } catch (error) {
      throw new ProblemError(problem("identity_unavailable"), { "retry-after": "5" }, { cause: error });
    }
  }

  async #ask(): Promise<ReadonlySet<string>> {
    const result = await this.#client.query({
      query: `SELECT session_id FROM ended_sessions WHERE ended_at > now() - INTERVAL ${rememberedHours} HOUR`,
      format: "JSONCompact",
      abort_signal: AbortSignal.timeout(this.#patienceMs),
      clickhouse_settings: marked,
    });
    const { data } = (await result.json()) as { data: [string][] };
    return new Set(data.map(([id]) => id));
  }
}
