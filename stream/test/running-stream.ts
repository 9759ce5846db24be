import { streamGroup } from "@ecomind/contract";
import type { EventLog, LogReader } from "@ecomind/event-log";
import { loadDefaultFactorSet } from "@ecomind/footprint";
import { createLogger, createMetrics, mayFail } from "@ecomind/platform";
import { Effect } from "effect";
import { appLayer } from "../src/AppLayer.js";
import type { StreamConfig } from "../src/config.js";
import { type StreamMetrics, streamMetrics } from "../src/metrics.js";
import { pipeline } from "../src/pipeline.js";

const factors = loadDefaultFactorSet();

/** Under which the edges of tests derive ids. */
const testSecret = "a secret of the tests' own";

export interface RunningStreamOptions {
  readonly windowMs?: number;
  readonly maxRecords?: number;
  /** Puts a fault between the log and the pipeline. */
  readonly faulty?: (reader: LogReader) => LogReader;
}

/** The pipeline as `main.ts` composes it, over a log that is open. */
export class RunningStream {
  readonly metrics: StreamMetrics;
  /** What it logged at level warn and above. */
  readonly lines: { readonly level: string; readonly msg: string; readonly partition?: number }[] = [];
  readonly ended: Promise<void>;
  #stopping = false;

  constructor(
    log: EventLog,
    store: { readonly url: string; readonly name: string },
    { windowMs = 20, maxRecords = 50_000, faulty = (reader) => reader }: RunningStreamOptions = {},
  ) {
    this.metrics = streamMetrics(createMetrics("stream"));
    const logger = createLogger({
      service: "stream",
      level: "warn",
      destination: { write: (line: string) => void this.lines.push(JSON.parse(line)) },
    });
    const config = {
      CLICKHOUSE_URL: store.url,
      CLICKHOUSE_USER: "default",
      CLICKHOUSE_PASSWORD: "",
      CLICKHOUSE_DATABASE: store.name,
    } as StreamConfig;
    this.ended = Effect.runPromise(
      pipeline({
        epoch: log.epoch,
        factors,
        openReader: async () => faulty(await log.reader("events", streamGroup)),
        metrics: this.metrics,
        logger,
        windowMs,
        maxRecords,
        stopping: () => this.#stopping,
      }).pipe(Effect.provide(appLayer(config, log, testSecret)), Effect.scoped),
    );
    this.ended.catch(mayFail("whoever waits for the end handles it"));
  }

  async halted(): Promise<number[]> {
    const { values } = await this.metrics.halted.get();
    return values.flatMap(({ value, labels }) => (value === 1 ? [Number(labels.partition)] : []));
  }

  async waiting(): Promise<boolean> {
    return (await this.metrics.waiting.get()).values.some(({ value }) => value === 1);
  }

  /** Ends as SIGTERM does: what is being published is still accounted. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.ended;
  }
}
