import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from "@clickhouse/client";

export type { ClickHouseClient, ClickHouseSettings } from "@clickhouse/client";

export interface StoreOptions {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** @default "ecomind" */
  readonly database?: string;
  /** Name of the service, shown in the server's query log. */
  readonly application: string;
  /** Milliseconds until a request without an answer is given up. @default 30_000 */
  readonly requestTimeoutMs?: number;
  /** Requests at once. @default 10 */
  readonly maxConnections?: number;
  readonly settings?: ClickHouseSettings;
}

/**
 * The official client as every service uses it: inserts are synchronous, since what is acknowledged must be stored, and
 * nothing is compressed, since the store is near.
 */
export function createStoreClient(options: StoreOptions): ClickHouseClient {
  return createClient({
    url: options.url,
    username: options.username,
    password: options.password,
    database: options.database ?? "ecomind",
    application: options.application,
    request_timeout: options.requestTimeoutMs ?? 30_000,
    max_open_connections: options.maxConnections ?? 10,
    compression: { request: false, response: false },
    // A list of a thousand names is longer than an address may be.
    use_multipart_params_auto: true,
    // The server closes an idle connection after 10 s; a socket that it is about to close must not be picked up again, not
    // even by a process so busy that its timers are late.
    keep_alive: { enabled: true, idle_socket_ttl: 2_500, eagerly_destroy_stale_sockets: true },
    // Each caller logs what an error means to it.
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: { async_insert: 0, ...options.settings },
  });
}
