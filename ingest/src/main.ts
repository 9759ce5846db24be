import { JwtVerifier, type JwtVerifierOptions, jwtSettings, StoreKeyRing } from "@ecomind/accounts";
import { createStoreClient, FormerIds } from "@ecomind/clickhouse";
import { eventIdSecret, type LogSettings, logSettings, openLog, requireSoundLog } from "@ecomind/event-log/open";
import {
  createLogger,
  createMetrics,
  groupMetrics,
  Health,
  knownHosts,
  metricsGate,
  readTogether,
  Shutdown,
  startTracing,
} from "@ecomind/platform";
import { createIngestApp } from "./app.js";
import { type IngestConfig, ingestConfig } from "./config.js";
import { superviseWorkers } from "./workers.js";

process.title = "ecomind-ingest";

interface Settings {
  readonly config: IngestConfig;
  readonly log: LogSettings;
  readonly jwt: JwtVerifierOptions | undefined;
  readonly idSecret: string;
}

/** One process of the edge. */
async function serve({ config, log: logAt, jwt, idSecret }: Settings): Promise<void> {
  const logger = createLogger({ service: "ingest", level: config.LOG_LEVEL });
  const shutdown = new Shutdown({ logger, deadlineMs: config.DRAIN_DELAY + 10_000 });
  shutdown.listen({ supervised: config.ECOMIND_SUPERVISED });
  const health = new Health();
  const registry = createMetrics("ingest");
  const client = createStoreClient({
    url: config.CLICKHOUSE_URL,
    username: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    database: config.CLICKHOUSE_DATABASE,
    application: "ecomind-ingest",
    requestTimeoutMs: 5_000,
    maxConnections: 1,
  });
  const keyRing = new StoreKeyRing({ client, logger, cacheFile: config.INGEST_KEY_CACHE }).start();
  // Without any key kept from before, the first look at the store decides who is known.
  if (keyRing.size === 0) await keyRing.refresh();
  const formerIds = await new FormerIds(client, logger).start();
  const tracing = await startTracing("ingest", process.env);
  const log = await openLog(logAt, logger);
  await requireSoundLog(log, logger);
  const writer = await log.writer("events");
  // The embedded log is this machine's own disk; brokers are everybody's, and do not decide whether one edge is ready.
  if (logAt.kind === "embedded") health.holdWhile("disk", () => !writer.available);
  const app = createIngestApp({
    writer,
    keyRing,
    jwtVerifier: jwt && new JwtVerifier(jwt),
    registry,
    metricsText: config.INGEST_WORKER ? groupMetrics(registry) : undefined,
    health,
    logger,
    tracing,
    eventIdSecret: idSecret,
    formerIdsUntilMs: () => formerIds.untilMs,
    maxAgeMs: config.INGEST_MAX_AGE,
    otlpBodyBytes: config.INGEST_OTLP_MAX_BODY,
    keyLimit: { perSecond: config.INGEST_KEY_RATE, burst: config.INGEST_KEY_RATE * 2 },
    orgLimit: { perSecond: config.INGEST_ORG_RATE, burst: config.INGEST_ORG_RATE * 2 },
    isKnownHost: knownHosts(config.PUBLIC_HOSTS),
    metricsGate: metricsGate(config.METRICS_TOKEN),
    corsOrigins: config.INGEST_CORS_ORIGINS,
    batcher: { maxBytes: config.INGEST_MAX_HELD },
  });
  shutdown.register("store", () => client.close());
  shutdown.register("keys", () => keyRing.close());
  shutdown.register("former ids", () => formerIds.close());
  shutdown.register("tracing", async () => await tracing?.close());
  shutdown.register("log", () => log.close());
  shutdown.register("edge", () => app.close());
  shutdown.register("drain", async () => {
    app.drain();
    await new Promise((resolve) => setTimeout(resolve, config.DRAIN_DELAY));
  });
  const port = await app.listen(config.INGEST_HOST, config.INGEST_PORT);
  health.started();
  logger.info({ host: config.INGEST_HOST, port }, "listening");
  process.send?.({ type: "ready", port });
}

try {
  const settings = readTogether({
    config: () => ingestConfig(process.env),
    log: () => logSettings(process.env),
    jwt: () => jwtSettings(process.env),
    idSecret: () => eventIdSecret(process.env),
  });
  if (settings.config.INGEST_WORKERS > 1) await superviseWorkers(settings.config, import.meta.filename);
  else await serve(settings);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
