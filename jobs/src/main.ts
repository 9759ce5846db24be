import { hostname } from "node:os";
import { createStoreClient } from "@ecomind/clickhouse";
import {
  createLogger,
  createMetrics,
  Health,
  loadConfig,
  Shutdown,
  settings,
  startAdminServer,
} from "@ecomind/platform";
import { erasure, lateErasure } from "./erasure.js";
import { historyCheck } from "./history-check.js";
import { keyExpiry } from "./key-expiry.js";
import { Leadership } from "./leadership.js";
import { jobsMetrics } from "./metrics.js";
import { retention } from "./retention.js";
import { JobRunner } from "./runner.js";
import { StoreMeter } from "./store-meter.js";

process.title = "ecomind-jobs";

const spec = {
  CLICKHOUSE_URL: settings.url(),
  CLICKHOUSE_USER: settings.text({ default: "default" }),
  CLICKHOUSE_PASSWORD: settings.secret({ default: "" }),
  CLICKHOUSE_DATABASE: settings.text({ default: "ecomind" }),
  JOBS_ADMIN_HOST: settings.text({ default: "0.0.0.0" }),
  JOBS_ADMIN_PORT: settings.integer({ default: 9103, max: 65_535 }),
  /** Any free port will do when somebody else has that one. */
  JOBS_ADMIN_PORT_OR_ANY: settings.boolean({ default: false }),
  /** What `/metrics` asks for. Absent: they are served on a loopback address alone. */
  METRICS_TOKEN: settings.optionalSecret(),
  /** A leader that does not renew for this long loses its place. */
  JOBS_LEASE: settings.durationMs({ default: 15_000 }),
  /** How long after a request an erasure is looked at once more before it counts as done. */
  JOBS_ERASURE_SETTLE: settings.durationMs({ default: 60_000 }),
  /** As the edges have it: for as long an event of an erased person may come again. */
  INGEST_MAX_AGE: settings.durationMs({ default: 30 * 86_400_000 }),
  LOG_LEVEL: settings.choice(["debug", "info", "warn", "error"], { default: "info" }),
  ECOMIND_SUPERVISED: settings.boolean({ default: false }),
};

async function serve(): Promise<void> {
  const config = loadConfig(spec, process.env);
  const logger = createLogger({ service: "jobs", level: config.LOG_LEVEL });
  const shutdown = new Shutdown({ logger });
  shutdown.listen({ supervised: config.ECOMIND_SUPERVISED });
  const registry = createMetrics("jobs");
  const health = new Health();
  const account = {
    url: config.CLICKHOUSE_URL,
    username: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    database: config.CLICKHOUSE_DATABASE,
    application: "ecomind-jobs",
  };
  // A mutation may take long; the lease must not.
  const client = createStoreClient({ ...account, requestTimeoutMs: 1_800_000 });
  const leases = createStoreClient({ ...account, requestTimeoutMs: Math.max(1_000, config.JOBS_LEASE / 3) });
  const looks = createStoreClient({ ...account, requestTimeoutMs: 5_000, maxConnections: 1 });
  const meter = new StoreMeter({ client: looks, registry, logger }).start();
  const owner = `${hostname()}/${process.pid}/${Date.now()}`;
  const jobs = [
    erasure(config.JOBS_ERASURE_SETTLE, config.INGEST_MAX_AGE),
    lateErasure(config.INGEST_MAX_AGE),
    keyExpiry,
    retention,
    historyCheck,
  ];
  const runner = new JobRunner({
    client,
    logger,
    leadership: new Leadership({ client: leases, owner, leaseMs: config.JOBS_LEASE }),
    jobs,
    metrics: jobsMetrics(
      registry,
      jobs.map(({ name }) => name),
    ),
  });
  const admin = await startAdminServer({
    host: config.JOBS_ADMIN_HOST,
    port: config.JOBS_ADMIN_PORT,
    orAnyPort: config.JOBS_ADMIN_PORT_OR_ANY,
    health,
    metrics: registry,
    metricsToken: config.METRICS_TOKEN,
  });
  shutdown.register("store", async () => {
    await client.close();
    await leases.close();
    await meter.close();
    await looks.close();
  });
  shutdown.register("admin", () => admin.close());
  shutdown.register("jobs", () => runner.stop());
  runner.start();
  health.started();
  logger.info({ port: admin.port, owner }, "running");
  process.send?.({ type: "ready", port: admin.port });
}

try {
  await serve();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
