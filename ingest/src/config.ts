import { loadConfig, settings } from "@ecomind/platform";

/** Everything that `ingest/` reads from the environment. */
export function ingestConfig(env: Readonly<Record<string, string | undefined>>) {
  return loadConfig(
    {
      INGEST_HOST: settings.text({ default: "0.0.0.0" }),
      INGEST_PORT: settings.integer({ default: 8080, max: 65_535 }),
      /** Processes that share the port. */
      INGEST_WORKERS: settings.integer({ default: 1, min: 1, max: 64 }),
      /** Set for each of several: it answers `/metrics` for all of them. */
      INGEST_WORKER: settings.boolean({ default: false }),
      INGEST_MAX_AGE: settings.durationMs({ default: 30 * 86_400_000 }),
      INGEST_CORS_ORIGINS: settings.list({ default: ["chrome-extension://*"] }),
      /** Events a second that one key, and one organisation, may send; 0: no limit. A second worth of each may come at once, twice. */
      INGEST_KEY_RATE: settings.integer({ default: 50_000 }),
      INGEST_ORG_RATE: settings.integer({ default: 100_000 }),
      /** Host names under which clients reach this service; requests for other names are refused (DNS rebinding). */
      PUBLIC_HOSTS: settings.list({ default: [] }),
      /** What `/metrics` asks for. Absent: they are not served. */
      METRICS_TOKEN: settings.optionalSecret(),
      INGEST_MAX_HELD: settings.bytes({ default: 32 * 1024 ** 2 }),
      /** Largest body of telemetry, as received and inflated. */
      INGEST_OTLP_MAX_BODY: settings.bytes({ default: 8 * 1024 ** 2 }),
      INGEST_KEY_CACHE: settings.optional(),
      /** Between being not ready and no longer accepting. */
      DRAIN_DELAY: settings.durationMs({ default: 3_000 }),
      CLICKHOUSE_URL: settings.url(),
      CLICKHOUSE_USER: settings.text({ default: "default" }),
      CLICKHOUSE_PASSWORD: settings.secret({ default: "" }),
      CLICKHOUSE_DATABASE: settings.text({ default: "ecomind" }),
      LOG_LEVEL: settings.choice(["debug", "info", "warn", "error"], { default: "info" }),
      ECOMIND_SUPERVISED: settings.boolean({ default: false }),
    },
    env,
  );
}

export type IngestConfig = ReturnType<typeof ingestConfig>;
