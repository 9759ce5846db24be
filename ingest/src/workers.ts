import { type ChildProcess, fork } from "node:child_process";
import { createLogger, Shutdown, WorkerMetrics } from "@ecomind/platform";
import type { IngestConfig } from "./config.js";

/** A worker that lived this long, in milliseconds, is started again at once. */
const healthyAfterMs = 5_000;

/**
 * Runs several processes on one port (the kernel shares connections out among them), and starts again one that ends.
 * @param module the compiled main module
 */
export async function superviseWorkers(config: IngestConfig, module: string): Promise<void> {
  const logger = createLogger({ service: "ingest", level: config.LOG_LEVEL });
  const shutdown = new Shutdown({ logger, deadlineMs: config.DRAIN_DELAY + 11_000 });
  shutdown.listen({ supervised: config.ECOMIND_SUPERVISED });
  const workers = new Set<ChildProcess>();
  const metrics = new WorkerMetrics(config.INGEST_WORKERS);

  function start(failures: number): Promise<number | undefined> {
    const worker = fork(module, [], {
      env: { ...process.env, INGEST_WORKERS: "1", INGEST_WORKER: "true", ECOMIND_SUPERVISED: "1" },
    });
    metrics.watch(worker);
    const startedMs = performance.now();
    workers.add(worker);
    worker.once("exit", (code, signal) => {
      workers.delete(worker);
      if (shutdown.started) return;
      const next = performance.now() - startedMs > healthyAfterMs ? 0 : failures + 1;
      const delayMs = next === 0 ? 0 : Math.min(10_000, 100 * 2 ** (next - 1));
      logger.error({ code, signal, delayMs }, "a worker ended and is started again");
      setTimeout(() => {
        if (!shutdown.started) void start(next);
      }, delayMs);
    });
    return new Promise((resolve) => {
      worker.once("message", (message) => resolve((message as { port?: number }).port));
      worker.once("exit", () => resolve(undefined));
    });
  }

  shutdown.register("workers", async () => {
    const ended = [...workers].map((worker) => new Promise((resolve) => worker.once("exit", resolve)));
    for (const worker of workers) worker.send({ type: "stop" }, () => {});
    await Promise.all(ended);
  });
  const ports = await Promise.all(Array.from({ length: config.INGEST_WORKERS }, () => start(0)));
  if (ports.some((port) => port === undefined)) throw new Error("a worker did not start; its lines above say why");
  logger.info({ workers: ports.length, port: ports[0] }, "listening");
  process.send?.({ type: "ready", port: ports[0] });
}
