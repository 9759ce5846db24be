import { loadConfig, settings } from "@ecomind/platform";
import type { KafkaLogOptions, KafkaLogSink } from "./kafka/options.js";
import type { EventLog } from "./port.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** `KAFKA_*`, as `openKafkaLog` takes them. @throws ConfigError */
export function kafkaOptions(env: Environment): KafkaLogOptions {
  const config = loadConfig(
    {
      KAFKA_BROKERS: settings.list(),
      /** Counts up when the events topic is made anew or gets another number of partitions. */
      KAFKA_EPOCH: settings.integer({ default: 1, min: 1, max: 4_294_967_295 }),
      KAFKA_PREFIX: settings.text({ default: "" }),
      KAFKA_PARTITIONS: settings.integer({ default: 0, max: 10_000 }),
      /** One broker without replicas will do, and missing topics are made. */
      KAFKA_DEVELOPMENT: settings.boolean({ default: false }),
      KAFKA_COMPRESSION: settings.choice(["none", "gzip"], { default: "none" }),
      KAFKA_TLS: settings.boolean({ default: false }),
      /** PEM text of the authority that signed the brokers' certificates; absent: the system's. */
      KAFKA_TLS_CA: settings.optional(),
      KAFKA_SASL_MECHANISM: settings.choice(["", "plain", "scram-sha-256", "scram-sha-512"], { default: "" }),
      KAFKA_SASL_USERNAME: settings.text({ default: "" }),
      KAFKA_SASL_PASSWORD: settings.secret({ default: "" }),
    },
    env,
  );
  const mechanism = config.KAFKA_SASL_MECHANISM;
  return {
    brokers: config.KAFKA_BROKERS,
    epoch: config.KAFKA_EPOCH,
    prefix: config.KAFKA_PREFIX,
    development: config.KAFKA_DEVELOPMENT,
    compression: config.KAFKA_COMPRESSION,
    ...(config.KAFKA_PARTITIONS > 0 ? { partitions: config.KAFKA_PARTITIONS } : {}),
    ...(config.KAFKA_TLS ? { ssl: config.KAFKA_TLS_CA === undefined ? true : { ca: config.KAFKA_TLS_CA } } : {}),
    ...(mechanism === ""
      ? {}
      : { sasl: { mechanism, username: config.KAFKA_SASL_USERNAME, password: config.KAFKA_SASL_PASSWORD } }),
  };
}

async function openEmbedded(env: Environment): Promise<EventLog> {
  const config = loadConfig(
    {
      LOG_DIR: settings.text(),
      LOG_PARTITIONS: settings.integer({ default: 4, min: 1, max: 1_024 }),
      LOG_RETENTION: settings.durationMs({ default: 7 * 86_400_000 }),
      LOG_MAX_SIZE: settings.bytes({ default: 4 * 1024 ** 3 }),
    },
    env,
  );
  const { openEmbeddedLog } = await import("./embedded/index.js");
  return await openEmbeddedLog({
    dir: config.LOG_DIR,
    partitions: config.LOG_PARTITIONS,
    maxAgeMs: config.LOG_RETENTION,
    maxBytes: config.LOG_MAX_SIZE,
  });
}

/**
 * Opens the log that the environment names: `LOG=embedded` with `LOG_DIR`, or `LOG=kafka` with `KAFKA_BROKERS`. For
 * composition roots only; each adapter is loaded when it is asked for.
 * @throws ConfigError naming every setting that is missing or wrong
 */
export async function openLog(env: Environment, logger?: KafkaLogSink): Promise<EventLog> {
  const { LOG } = loadConfig({ LOG: settings.choice(["embedded", "kafka"], { default: "kafka" }) }, env);
  if (LOG === "embedded") return await openEmbedded(env);
  const { openKafkaLog } = await import("./kafka/index.js");
  return await openKafkaLog({ ...kafkaOptions(env), ...(logger === undefined ? {} : { logger }) });
}
