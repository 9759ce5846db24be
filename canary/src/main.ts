import {
  createLogger,
  createMetrics,
  Health,
  loadConfig,
  Shutdown,
  settings,
  startAdminServer,
} from "@ecomind/platform";
import { Canary } from "./canary.js";
import { canaryMetrics } from "./metrics.js";

process.title = "ecomind-canary";

const spec = {
  CANARY_INGEST_URL: settings.url(),
  CANARY_QUERY_URL: settings.url(),
  /** Of an organisation for this alone; scopes ingest and read. */
  CANARY_API_KEY: settings.secret(),
  CANARY_INTERVAL: settings.durationMs({ default: 1_000 }),
  CANARY_ADMIN_HOST: settings.text({ default: "0.0.0.0" }),
  CANARY_ADMIN_PORT: settings.integer({ default: 9104, max: 65_535 }),
  CANARY_ADMIN_PORT_OR_ANY: settings.boolean({ default: false }),
  METRICS_TOKEN: settings.optionalSecret(),
  LOG_LEVEL: settings.choice(["debug", "info", "warn", "error"], { default: "info" }),
  ECOMIND_SUPERVISED: settings.boolean({ default: false }),
};

const withoutSlash = (url: string): string => url.replace(/\/$/, "");

async function serve(): Promise<void> {
  const config = loadConfig(spec, process.env);
  const logger = createLogger({ service: "canary", level: config.LOG_LEVEL });
  const shutdown = new Shutdown({ logger });
  shutdown.listen({ supervised: config.ECOMIND_SUPERVISED });
  const registry = createMetrics("canary");
  const health = new Health();
  const canary = new Canary({
    ingestUrl: withoutSlash(config.CANARY_INGEST_URL),
    queryUrl: withoutSlash(config.CANARY_QUERY_URL),
    apiKey: config.CANARY_API_KEY,
    intervalMs: config.CANARY_INTERVAL,
    metrics: canaryMetrics(registry),
    logger,
  }).start();
  const admin = await startAdminServer({
    host: config.CANARY_ADMIN_HOST,
    port: config.CANARY_ADMIN_PORT,
    orAnyPort: config.CANARY_ADMIN_PORT_OR_ANY,
    health,
    metrics: registry,
    metricsToken: config.METRICS_TOKEN,
  });
  shutdown.register("admin", () => admin.close());
  shutdown.register("canary", () => canary.stop());
  health.started();
  logger.info({ port: admin.port }, "running");
  process.send?.({ type: "ready", port: admin.port });
}

try {
  await serve();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
