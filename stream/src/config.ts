import { loadConfig, settings } from "@ecomind/platform";

/** Everything that `stream/` reads from the environment. */
export function streamConfig(env: Readonly<Record<string, string | undefined>>) {
  return loadConfig(
    {
      CLICKHOUSE_URL: settings.url(),
      CLICKHOUSE_USER: settings.text({ default: "default" }),
      CLICKHOUSE_PASSWORD: settings.secret({ default: "" }),
      CLICKHOUSE_DATABASE: settings.text({ default: "ecomind" }),
      STREAM_ADMIN_HOST: settings.text({ default: "0.0.0.0" }),
      STREAM_ADMIN_PORT: settings.integer({ default: 9102, max: 65_535 }),
      /** Any free port will do when somebody else has that one. */
      STREAM_ADMIN_PORT_OR_ANY: settings.boolean({ default: false }),
      /** What `/metrics` asks for. Absent: they are served on a loopback address alone. */
      METRICS_TOKEN: settings.optionalSecret(),
      /** From the first record of a batch to its publishing. */
      STREAM_BATCH_WINDOW: settings.durationMs({ default: 250 }),
      STREAM_BATCH_RECORDS: settings.integer({ default: 50_000, min: 1, max: 1_000_000 }),
      LOG_LEVEL: settings.choice(["debug", "info", "warn", "error"], { default: "info" }),
      ECOMIND_SUPERVISED: settings.boolean({ default: false }),
    },
    env,
  );
}

export type StreamConfig = ReturnType<typeof streamConfig>;
