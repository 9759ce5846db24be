import { ConfigError, loadConfig, settings } from "@ecomind/platform";
import type { EmbeddedLogOptions } from "./embedded/index.js";
import type { KafkaLogOptions, KafkaLogSink } from "./kafka/options.js";
import type { EventLog } from "./port.js";

export { eventIdSecret } from "./event-id-secret.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** A log as the environment names it. */
export type LogSettings =
  | { readonly kind: "embedded"; readonly options: EmbeddedLogOptions }
  | { readonly kind: "kafka"; readonly options: KafkaLogOptions };

const kafkaSettings = {
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
  /** PEM text of this client's own certificate and its key, where brokers ask for one. */
  KAFKA_TLS_CERT: settings.optional(),
  KAFKA_TLS_KEY: settings.optionalSecret(),
  KAFKA_SASL_MECHANISM: settings.choice(["", "plain", "scram-sha-256", "scram-sha-512"], { default: "" }),
  KAFKA_SASL_USERNAME: settings.text({ default: "" }),
  KAFKA_SASL_PASSWORD: settings.secret({ default: "" }),
};

/** What single settings cannot tell: which of them go together. */
function kafkaFaults(config: ReturnType<typeof loadConfig<typeof kafkaSettings>>): string[] {
  const faults: string[] = [];
  if (config.KAFKA_BROKERS.length === 0 || config.KAFKA_BROKERS.some((broker) => !/^[^:\s]+:\d{1,5}$/.test(broker)))
    faults.push("KAFKA_BROKERS: expected HOST:PORT, several with commas");
  if (!/^[A-Za-z0-9._-]{0,100}$/.test(config.KAFKA_PREFIX))
    faults.push("KAFKA_PREFIX: expected letters, digits, dots, hyphens and underscores");
  const withoutTls = (["KAFKA_TLS_CA", "KAFKA_TLS_CERT", "KAFKA_TLS_KEY"] as const).filter(
    (name) => config[name] !== undefined && !config.KAFKA_TLS,
  );
  for (const name of withoutTls) faults.push(`${name}: set, but KAFKA_TLS is not true`);
  if ((config.KAFKA_TLS_CERT === undefined) !== (config.KAFKA_TLS_KEY === undefined))
    faults.push("KAFKA_TLS_CERT, KAFKA_TLS_KEY: set both or neither");
  const named = [config.KAFKA_SASL_USERNAME, config.KAFKA_SASL_PASSWORD].filter((text) => text !== "");
  if (config.KAFKA_SASL_MECHANISM !== "" && named.length < 2)
    faults.push("KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD: required with KAFKA_SASL_MECHANISM");
  if (config.KAFKA_SASL_MECHANISM === "" && named.length > 0)
    faults.push("KAFKA_SASL_MECHANISM: required with KAFKA_SASL_USERNAME or KAFKA_SASL_PASSWORD");
  return faults;
}

/** `KAFKA_*`, as `openKafkaLog` takes them. @throws ConfigError */
export function kafkaOptions(env: Environment): KafkaLogOptions {
  const config = loadConfig(kafkaSettings, env);
  const faults = kafkaFaults(config);
  if (faults.length > 0) throw new ConfigError(faults);
  const mechanism = config.KAFKA_SASL_MECHANISM;
  const tls = { ca: config.KAFKA_TLS_CA, cert: config.KAFKA_TLS_CERT, key: config.KAFKA_TLS_KEY };
  const given = Object.fromEntries(Object.entries(tls).filter(([, text]) => text !== undefined));
  return {
    brokers: config.KAFKA_BROKERS,
    epoch: config.KAFKA_EPOCH,
    prefix: config.KAFKA_PREFIX,
    development: config.KAFKA_DEVELOPMENT,
    compression: config.KAFKA_COMPRESSION,
    ...(config.KAFKA_PARTITIONS > 0 ? { partitions: config.KAFKA_PARTITIONS } : {}),
    ...(config.KAFKA_TLS ? { ssl: Object.keys(given).length === 0 ? true : given } : {}),
    ...(mechanism === ""
      ? {}
      : { sasl: { mechanism, username: config.KAFKA_SASL_USERNAME, password: config.KAFKA_SASL_PASSWORD } }),
  };
}

function embeddedOptions(env: Environment): EmbeddedLogOptions {
  const config = loadConfig(
    {
      LOG_DIR: settings.text(),
      LOG_PARTITIONS: settings.integer({ default: 4, min: 1, max: 1_024 }),
      /** Of a log that is made anew in the place of a lost one; 0: as it is, 1 for the first. */
      LOG_EPOCH: settings.integer({ default: 0, max: 4_294_967_295 }),
      LOG_RETENTION: settings.durationMs({ default: 7 * 86_400_000 }),
      LOG_MAX_SIZE: settings.bytes({ default: 4 * 1024 ** 3 }),
    },
    env,
  );
  return {
    dir: config.LOG_DIR,
    partitions: config.LOG_PARTITIONS,
    ...(config.LOG_EPOCH > 0 ? { epoch: config.LOG_EPOCH } : {}),
    maxAgeMs: config.LOG_RETENTION,
    maxBytes: config.LOG_MAX_SIZE,
  };
}

/**
 * The log that the environment names: `LOG=embedded` with `LOG_DIR`, or `LOG=kafka` with `KAFKA_BROKERS`.
 * @throws ConfigError naming every setting that is missing or wrong
 */
export function logSettings(env: Environment): LogSettings {
  const { LOG } = loadConfig({ LOG: settings.choice(["embedded", "kafka"], { default: "kafka" }) }, env);
  return LOG === "embedded" ? { kind: LOG, options: embeddedOptions(env) } : { kind: LOG, options: kafkaOptions(env) };
}

/** Opens a log. For composition roots only; each adapter is loaded when it is asked for. */
export async function openLog(log: LogSettings, logger?: KafkaLogSink): Promise<EventLog> {
  if (log.kind === "embedded") {
    const { openEmbeddedLog } = await import("./embedded/index.js");
    return await openEmbeddedLog(log.options);
  }
  const { openKafkaLog } = await import("./kafka/index.js");
  return await openKafkaLog({ ...log.options, ...(logger === undefined ? {} : { logger }) });
}

/** What is wrong with the log must be mended before a start; one line each. */
export class UnsoundLogError extends Error {
  override readonly name = "UnsoundLogError";
}

/** Looks whether the log would lose or miscount events; tells warnings. @throws UnsoundLogError with every fatal finding */
export async function requireSoundLog(log: EventLog, logger: KafkaLogSink): Promise<void> {
  const findings = await log.check();
  for (const { severity, message } of findings) if (severity === "warning") logger.warn({}, message);
  const fatal = findings.filter(({ severity }) => severity === "fatal").map(({ message }) => `  ${message}`);
  if (fatal.length > 0) throw new UnsoundLogError(`the log:\n${fatal.join("\n")}`);
}
