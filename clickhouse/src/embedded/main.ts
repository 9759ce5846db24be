import { ConfigError, loadConfig, settings } from "@ecomind/platform";
import { libc } from "./native.js";
import type { EmbeddedUser } from "./options.js";
import { startEmbeddedClickHouse } from "./start.js";

process.title = "ecomind-clickhouse";

const spec = {
  CLICKHOUSE_DATA_DIR: settings.text(),
  CLICKHOUSE_HOST: settings.text({ default: "127.0.0.1" }),
  CLICKHOUSE_PORT: settings.integer({ default: 8123, max: 65_535 }),
  CLICKHOUSE_USER: settings.text({ default: "ecomind" }),
  CLICKHOUSE_PASSWORD: settings.optionalSecret(),
  CLICKHOUSE_DATABASE: settings.text({ default: "ecomind" }),
  /** More accounts: a JSON array of `EmbeddedUser`. */
  CLICKHOUSE_USERS: settings.optionalSecret(),
  CLICKHOUSE_MAX_QUERIES: settings.integer({ default: 100, min: 1 }),
  CLICKHOUSE_MAX_MEMORY: settings.bytes({ default: 0 }),
  CLICKHOUSE_MAX_TEMPORARY: settings.bytes({ default: 0 }),
  CLICKHOUSE_FSYNC: settings.boolean({ default: true }),
  CLICKHOUSE_STOP_GRACE: settings.durationMs({ default: 5_000 }),
  /** How often the engine is watched for statements that no limit ends. */
  CLICKHOUSE_WATCH_INTERVAL: settings.durationMs({ default: 1_000 }),
  CLICKHOUSE_LOG_LEVEL: settings.choice(["fatal", "error", "warning", "information", "debug", "trace"], {
    default: "warning",
  }),
  /** `required`: the engine does not start where the kernel cannot confine it entirely. */
  CLICKHOUSE_CONFINEMENT: settings.choice(["preferred", "required"], { default: "preferred" }),
  /** For tests: accounts without a password, `default` among them. */
  NO_PASSWORD: settings.boolean({ default: false }),
};

function read() {
  const config = loadConfig(spec, process.env);
  const faults: string[] = [];
  if (!config.NO_PASSWORD && !config.CLICKHOUSE_PASSWORD)
    faults.push("CLICKHOUSE_PASSWORD: required, unless NO_PASSWORD is true");
  if (config.CLICKHOUSE_USER === "default" && config.CLICKHOUSE_PASSWORD)
    faults.push("CLICKHOUSE_USER: `default` cannot have a password in the embedded engine");
  const more = moreUsers(config.CLICKHOUSE_USERS);
  if (more === undefined) faults.push("CLICKHOUSE_USERS: expected a JSON array of accounts, each with a name");
  else if (!config.NO_PASSWORD && more.some(({ password }) => !password))
    faults.push("CLICKHOUSE_USERS: an account without a password, though NO_PASSWORD is not true");
  if (faults.length > 0) throw new ConfigError(faults);
  return { ...config, more: more ?? [] };
}

function moreUsers(json: string | undefined): readonly EmbeddedUser[] | undefined {
  try {
    const users: unknown = JSON.parse(json ?? "[]");
    return Array.isArray(users) && users.every(({ name }) => typeof name === "string") ? users : undefined;
  } catch {
    return undefined;
  }
}

/** Exit status of an engine that is given up: start it again (`EX_TEMPFAIL`). */
const restartStatus = 75;

/** Ends at once, without the C library's exit handlers: those of the engine race with its threads. */
function exit(status: number): void {
  process.exitCode = status;
  process.stdout.write("", () => libc()._exit(status));
}

async function main(): Promise<void> {
  const config = read();
  const database = config.CLICKHOUSE_DATABASE;
  const account = (name: string, password: string | undefined): EmbeddedUser =>
    password ? { name, password, database } : { name, database };
  const users: EmbeddedUser[] = [account(config.CLICKHOUSE_USER, config.CLICKHOUSE_PASSWORD), ...config.more];
  if (config.NO_PASSWORD && config.CLICKHOUSE_USER !== "default") users.push({ name: "default", database });

  const starting = startEmbeddedClickHouse({
    dataDir: config.CLICKHOUSE_DATA_DIR,
    host: config.CLICKHOUSE_HOST,
    port: config.CLICKHOUSE_PORT,
    users,
    maxConcurrentQueries: config.CLICKHOUSE_MAX_QUERIES,
    ...(config.CLICKHOUSE_MAX_MEMORY > 0 ? { maxMemoryBytes: config.CLICKHOUSE_MAX_MEMORY } : {}),
    ...(config.CLICKHOUSE_MAX_TEMPORARY > 0 ? { maxTemporaryBytes: config.CLICKHOUSE_MAX_TEMPORARY } : {}),
    fsync: config.CLICKHOUSE_FSYNC,
    stopGraceMs: config.CLICKHOUSE_STOP_GRACE,
    requireConfinement: config.CLICKHOUSE_CONFINEMENT === "required",
    watchIntervalMs: config.CLICKHOUSE_WATCH_INTERVAL,
    logLevel: config.CLICKHOUSE_LOG_LEVEL,
  });

  let stopping = false;
  const stop = (): void => {
    stopping = true;
    void starting.then((engine) => engine.stop()).then(() => exit(0));
  };
  // A supervised child is told by its parent; see the platform's Shutdown for why signals are then left to it.
  const supervised = process.env.ECOMIND_SUPERVISED === "1";
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      if (!supervised) stop();
    });
  process.on("message", (message) => {
    if ((message as { type?: unknown } | null)?.type === "stop") stop();
  });
  process.on("disconnect", stop);

  const engine = await starting;
  void engine.ended.then(() => {
    if (stopping) return;
    process.stderr.write("ClickHouse ended by itself\n");
    exit(1);
  });

  for (const what of engine.missing)
    process.stderr.write(
      `WARNING: ClickHouse's statements are not kept from ${what}: see docs/security/engine-wall.md\n`,
    );
  void engine.stuck.then(async (statements) => {
    if (stopping) return;
    stopping = true;
    for (const reason of await engine.giveUp(statements))
      process.stderr.write(
        `${JSON.stringify({ msg: "a statement outlived its limit: the engine restarts", ...reason })}\n`,
      );
    exit(restartStatus);
  });

  process.stdout.write(`ClickHouse is ready on ${engine.url}\n`);
  process.send?.({ type: "ready", port: engine.port });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
  // The engine may be running by then.
  process.stderr.write("", () => (process.platform === "linux" ? libc()._exit(1) : process.exit(1)));
});
