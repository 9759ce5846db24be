import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { analystAccounts, analystPassword, analystUser } from "./analyst.js";
import { canaryKey } from "./canary-key.js";
import { Child, type ChildOptions, engineInherits } from "./child.js";
import type { Credentials } from "./credentials.js";
import { rotateLog } from "./rotate-log.js";
import { secretFiles } from "./secret-files.js";
import type { StartOptions } from "./start-options.js";

const compiled = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

type ServiceName = "clickhouse" | "ingest" | "stream" | "query" | "jobs" | "canary";

/** Each service's compiled main module. */
export const serviceModules: Readonly<Record<ServiceName, string>> = {
  clickhouse: compiled("clickhouse/dist/embedded/main.js"),
  ingest: compiled("ingest/dist/main.js"),
  stream: compiled("stream/dist/main.js"),
  query: compiled("query/dist/main.js"),
  jobs: compiled("jobs/dist/main.js"),
  canary: compiled("canary/dist/main.js"),
};

/** What ids of events without one derive under. Nothing that the store holds tells it. */
const eventIdSecretFile = (dataDir: string): string => join(dataDir, "event-id-secret");
/** What `/metrics` of each service asks for. */
const metricsTokenFile = (dataDir: string): string => join(dataDir, "metrics-token");

/** The file that holds what `/metrics` asks for; undefined: whoever starts the system has set the token itself. */
export function scrapeTokenFile(dataDir: string): string | undefined {
  const { METRICS_TOKEN: given, METRICS_TOKEN_FILE: file } = process.env;
  return given ? undefined : file || metricsTokenFile(dataDir);
}

/** Where a service without an interface of its own answers `/metrics`. */
function adminPort(service: "STREAM" | "JOBS" | "CANARY", port: number | undefined): Record<string, string> {
  const usual = { STREAM: 9102, JOBS: 9103, CANARY: 9104 }[service];
  return {
    [`${service}_ADMIN_HOST`]: "127.0.0.1",
    [`${service}_ADMIN_PORT`]: String(port ?? usual),
    [`${service}_ADMIN_PORT_OR_ANY`]: String(port === undefined),
  };
}

/** Secrets that are made at the first start and kept, each in a file of mode 0600. */
export const secretFilesOf = (dataDir: string): readonly string[] => [
  eventIdSecretFile(dataDir),
  metricsTokenFile(dataDir),
];

/** What every child is told: where the log is, and the store. The same variables compose the distributed system. */
function environment(options: StartOptions, credentials: Credentials): Record<ServiceName, Record<string, string>> {
  const { dataDir, host } = options;
  const log: Record<string, string> = options.kafka
    ? { LOG: "kafka", KAFKA_BROKERS: options.kafka, KAFKA_DEVELOPMENT: process.env.KAFKA_DEVELOPMENT ?? "true" }
    : { LOG: "embedded", LOG_DIR: join(dataDir, "log") };
  const store = {
    CLICKHOUSE_URL: credentials.CLICKHOUSE_URL,
    CLICKHOUSE_USER: credentials.CLICKHOUSE_USER,
    ...secretFiles(dataDir, { CLICKHOUSE_PASSWORD: credentials.CLICKHOUSE_PASSWORD }),
    CLICKHOUSE_DATABASE: "ecomind",
  };
  // What whoever starts the system has given stays.
  const kept = (name: string, file: string): Record<string, string> =>
    process.env[name] || process.env[`${name}_FILE`] ? {} : { [`${name}_FILE`]: file };
  const metrics = kept("METRICS_TOKEN", metricsTokenFile(dataDir));
  const publicHosts = { PUBLIC_HOSTS: [process.env.PUBLIC_HOSTS ?? "", host].join(",") };
  const ids = kept("EVENT_ID_SECRET", eventIdSecretFile(dataDir));
  const ANALYST_PASSWORD = analystPassword(credentials.CLICKHOUSE_PASSWORD);
  return {
    clickhouse: {
      ...secretFiles(dataDir, {
        CLICKHOUSE_PASSWORD: credentials.CLICKHOUSE_PASSWORD,
        CLICKHOUSE_USERS: JSON.stringify(analystAccounts(ANALYST_PASSWORD)),
      }),
      CLICKHOUSE_DATA_DIR: join(dataDir, "clickhouse"),
      CLICKHOUSE_HOST: host,
      CLICKHOUSE_PORT: String(options.clickhousePort),
      CLICKHOUSE_USER: credentials.CLICKHOUSE_USER,
      CLICKHOUSE_DATABASE: "ecomind",
    },
    ingest: {
      ...log,
      ...store,
      ...ids,
      ...metrics,
      ...publicHosts,
      INGEST_HOST: host,
      INGEST_PORT: String(options.ingestPort),
      INGEST_WORKERS: String(options.ingestWorkers),
      INGEST_KEY_CACHE: join(dataDir, "keys.json"),
      DRAIN_DELAY: "0ms",
    },
    stream: { ...log, ...store, ...ids, ...metrics, ...adminPort("STREAM", options.streamMetricsPort) },
    jobs: { ...store, ...metrics, ...adminPort("JOBS", options.jobsMetricsPort) },
    canary: {
      ...metrics,
      ...adminPort("CANARY", undefined),
      ...(options.canary ? secretFiles(dataDir, { CANARY_API_KEY: canaryKey(dataDir) }) : {}),
      CANARY_INGEST_URL: credentials.ECOMIND_URL,
      CANARY_QUERY_URL: credentials.ECOMIND_QUERY_URL,
    },
    query: {
      ...log,
      ...store,
      ...metrics,
      ...publicHosts,
      QUERY_HOST: host,
      QUERY_PORT: String(options.queryPort),
      ...secretFiles(dataDir, { OWNER_TOKEN: credentials.ECOMIND_OWNER_TOKEN }),
      OWNER_ORG: credentials.ECOMIND_ORG,
      // A ClickHouse server makes a user for each organisation when it first asks.
      ...(options.clickhouse ? {} : { ANALYST_USER: analystUser, ...secretFiles(dataDir, { ANALYST_PASSWORD }) }),
      DASHBOARDS_DIR: compiled("dashboards/dist"),
    },
  };
}

export interface SystemEvents {
  exited(name: string, how: string, restartInMs: number): void;
  /** A service is still starting. */
  waits(name: string, seconds: number): void;
  /** A service is up, and answers `/metrics` there. */
  listens(name: string, port: number): void;
}

/** The processes of one machine, by name; none is running yet. */
export function childrenOf(
  options: StartOptions,
  credentials: Credentials,
  events: SystemEvents,
): Record<ServiceName, Child> {
  const env = environment(options, credentials);
  const child = (name: ServiceName): Child => {
    const logFile = join(options.dataDir, "logs", `${name}.log`);
    rotateLog(logFile);
    const settings: ChildOptions = {
      name,
      module: serviceModules[name],
      env: env[name],
      ...(name === "clickhouse" ? { inherits: engineInherits } : {}),
      logFile,
      onWaiting: (seconds) => events.waits(name, seconds),
      onReady: (port) => events.listens(name, port),
      onExit: ({ code, signal, restartInMs }) => events.exited(name, signal ?? `status ${code}`, restartInMs),
    };
    return new Child(settings);
  };
  return {
    clickhouse: child("clickhouse"),
    ingest: child("ingest"),
    stream: child("stream"),
    query: child("query"),
    jobs: child("jobs"),
    canary: child("canary"),
  };
}
