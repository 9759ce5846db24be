import { streamGroup } from "@ecomind/contract";
import { eventIdSecret, type LogSettings, logSettings, openLog, requireSoundLog } from "@ecomind/event-log/open";
import { loadDefaultFactorSet } from "@ecomind/footprint";
import {
  createLogger,
  createMetrics,
  factorSetInfo,
  Health,
  readTogether,
  Shutdown,
  startAdminServer,
  startTracing,
} from "@ecomind/platform";
import { Cause, Effect, Exit, Fiber } from "effect";
import { appLayer } from "./AppLayer.js";
import { type StreamConfig, streamConfig } from "./config.js";
import { LagMeter } from "./lag.js";
import { LogMeter } from "./log-meter.js";
import { streamMetrics } from "./metrics.js";
import { pipeline } from "./pipeline.js";

process.title = "ecomind-stream";

async function serve(config: StreamConfig, logAt: LogSettings, idSecret: string): Promise<void> {
  const logger = createLogger({ service: "stream", level: config.LOG_LEVEL });
  const shutdown = new Shutdown({ logger });
  shutdown.listen({ supervised: config.ECOMIND_SUPERVISED });
  const registry = createMetrics("stream");
  const metrics = streamMetrics(registry);
  const health = new Health();
  const tracing = await startTracing("stream", process.env);
  const log = await openLog(logAt, logger);
  await requireSoundLog(log, logger);
  const inspector = await log.inspector("events");
  const lag = new LagMeter(inspector, metrics);
  const logMeter = new LogMeter({ log, inspector, registry, held: () => lag.partitions });
  const factors = loadDefaultFactorSet();
  factorSetInfo(registry, factors.version);
  const lagTimer = setInterval(() => {
    lag.measure().catch((error: unknown) => logger.debug({ err: error }, "the lag could not be measured"));
  }, 5_000);
  const logTimer = setInterval(() => {
    logMeter.measure().catch((error: unknown) => logger.debug({ err: error }, "the log could not be measured"));
  }, 15_000);
  const admin = await startAdminServer({
    host: config.STREAM_ADMIN_HOST,
    port: config.STREAM_ADMIN_PORT,
    orAnyPort: config.STREAM_ADMIN_PORT_OR_ANY,
    health,
    metrics: registry,
    metricsToken: config.METRICS_TOKEN,
  });
  const main = pipeline({
    epoch: log.epoch,
    factors,
    openReader: async () => lag.watch(await log.reader("events", streamGroup)),
    metrics,
    logger,
    tracing,
    windowMs: config.STREAM_BATCH_WINDOW,
    maxRecords: config.STREAM_BATCH_RECORDS,
    stopping: () => shutdown.started,
  }).pipe(Effect.provide(appLayer(config, log, idSecret)), Effect.scoped);
  const fiber = Effect.runFork(main);
  shutdown.register("tracing", async () => await tracing?.close());
  shutdown.register("log", () => log.close());
  shutdown.register("admin", () => admin.close());
  shutdown.register("pipeline", async () => {
    clearInterval(lagTimer);
    clearInterval(logTimer);
    await Effect.runPromise(Fiber.await(fiber));
  });
  fiber.addObserver((exit) => {
    if (Exit.isSuccess(exit) || shutdown.started) return;
    logger.error({ err: Cause.squash(exit.cause) }, "the stream failed");
    void shutdown.run("failure", 1);
  });
  health.started();
  logger.info({ port: admin.port }, "running");
  process.send?.({ type: "ready", port: admin.port });
}

try {
  const { config, log, idSecret } = readTogether({
    config: () => streamConfig(process.env),
    log: () => logSettings(process.env),
    idSecret: () => eventIdSecret(process.env),
  });
  await serve(config, log, idSecret);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
