import type { ClickHouseClient } from "@clickhouse/client";
import type { Logger } from "@ecomind/platform";

/**
 * Up to which `ts` events may be stored under an id that was derived without a secret: milliseconds since 1970, 0 in an
 * installation that has always had one.
 */
async function formerIdsUntil(client: ClickHouseClient): Promise<number> {
  const result = await client.query({
    query: "SELECT toFloat64(toUnixTimestamp64Milli(max(until))) AS until_ms FROM former_ids",
    format: "JSONEachRow",
    clickhouse_settings: { max_execution_time: 3, log_comment: "ecomind former ids" },
  });
  const [row] = await result.json<{ until_ms: number }>();
  return row?.until_ms ?? 0;
}

/** The same for a process that does not wait for the store: until that has answered, any event may be. */
export class FormerIds {
  readonly #client: ClickHouseClient;
  readonly #logger: Logger;
  #untilMs = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(client: ClickHouseClient, logger: Logger) {
    this.#client = client;
    this.#logger = logger;
  }

  get untilMs(): number {
    return this.#untilMs;
  }

  /** Asks the store once, and goes on asking in the background if that failed. */
  async start(): Promise<this> {
    try {
      this.#untilMs = await formerIdsUntil(this.#client);
    } catch (error) {
      this.#logger.debug({ err: error }, "the store did not say how long former ids are looked up");
      if (!this.#closed) this.#timer = setTimeout(() => void this.start(), 5_000).unref();
    }
    return this;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}
