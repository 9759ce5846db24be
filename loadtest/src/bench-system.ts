import { fork } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { EventLog } from "@ecomind/event-log";
import { openEmbeddedLog } from "@ecomind/event-log/embedded";
import { openKafkaLog } from "@ecomind/event-log/kafka";
import { type Brokers, startBrokers } from "@ecomind/tests/broker";
import { System } from "ecomind/testing";

const services = ["ingest", "stream", "query", "clickhouse"] as const;
export type Service = (typeof services)[number];

const edgeMain = fileURLToPath(new URL("../../ingest/dist/main.js", import.meta.url));

/** The standalone system under a benchmark, on the log that `--log` names. */
export class BenchSystem {
  readonly system: System;
  readonly #stopLog: () => Promise<void>;
  readonly #options: readonly string[];
  readonly #brokers: readonly string[] | undefined;
  /** Process ids of the brokers. */
  readonly brokerPids: readonly number[];
  /** What the log is, for people. */
  readonly log: string;

  private constructor(system: System, options: readonly string[], brokers: Brokers | undefined) {
    this.system = system;
    this.log = brokers?.description ?? "embedded log";
    this.#options = options;
    this.#brokers = brokers?.bootstrap;
    this.brokerPids = brokers?.pids ?? [];
    this.#stopLog = async () => await brokers?.stop();
  }

  /**
   * `kafka` starts a broker for this run (see `tests/broker`).
   * @param partitions of the topic on Kafka
   */
  static async start(log: string, partitions = 8): Promise<BenchSystem> {
    if (log !== "embedded" && log !== "kafka") throw new Error("--log is embedded or kafka");
    const brokers = log === "kafka" ? await startBrokers({ brokers: 1, heap: "1g", forLoad: true }) : undefined;
    const system = await System.create();
    if (brokers !== undefined)
      // Topics of its own: the brokers may be somebody's, by KAFKA_BROKERS.
      Object.assign(process.env, { KAFKA_PARTITIONS: String(partitions), KAFKA_PREFIX: `bench-${randomInt(1e9)}.` });
    const options = brokers === undefined ? [] : ["--kafka", brokers.bootstrap.join(",")];
    await system.start(options);
    return new BenchSystem(system, options, brokers);
  }

  get url(): string {
    return this.system.credentials.ECOMIND_URL ?? "";
  }
  get apiKey(): string {
    return this.system.credentials.ECOMIND_API_KEY ?? "";
  }
  get org(): string {
    return this.system.credentials.ECOMIND_ORG ?? "";
  }

  /** The system's own log, opened beside it. */
  async openLog(): Promise<EventLog> {
    if (this.#brokers === undefined) return await openEmbeddedLog({ dir: join(this.system.dataDir, "log") });
    const { KAFKA_PREFIX: prefix = "" } = process.env;
    return await openKafkaLog({ brokers: this.#brokers, prefix, development: true });
  }

  pids(...of: readonly Service[]): number[] {
    return of.flatMap((service) => this.system.pids(`ecomind-${service}`));
  }

  /** Ends the system in order, does `work` on its folder, and starts it again. */
  async atRest<T>(work: () => Promise<T>): Promise<T> {
    await this.system.end();
    const result = await work();
    await this.system.start(this.#options);
    return result;
  }

  /** Records that are accounted so far. */
  async accounted(): Promise<number> {
    const query = "SELECT sum(records_read) FROM batches";
    // The engine closes idle connections, at times just as one is used again.
    return Number(await this.system.sql(query).catch(() => this.system.sql(query)));
  }

  /** Waits until so many records are accounted. @throws Error when nothing moves for a minute */
  async untilAccounted(goal: number): Promise<void> {
    let last = -1;
    let movedMs = Date.now();
    for (;;) {
      const now = await this.accounted();
      if (now >= goal) return;
      if (now !== last) movedMs = Date.now();
      else if (Date.now() - movedMs > 60_000) throw new Error(`stands at ${now} of ${goal} records`);
      last = now;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Runs the edge alone, on this system's log and keys, while everything else is at rest. */
  async withEdgeAlone<T>(work: (edge: { url: string; pid: number }) => Promise<T>): Promise<T> {
    return await this.atRest(async () => {
      const { dataDir, credentials } = this.system;
      const [, brokers] = this.#options;
      const log =
        brokers === undefined
          ? { LOG: "embedded", LOG_DIR: join(dataDir, "log") }
          : { LOG: "kafka", KAFKA_BROKERS: brokers, KAFKA_DEVELOPMENT: "true" };
      const port = new URL(this.url).port;
      const edge = fork(edgeMain, [], {
        env: {
          ...process.env,
          ...log,
          CLICKHOUSE_URL: credentials.CLICKHOUSE_URL,
          INGEST_HOST: "127.0.0.1",
          INGEST_PORT: port,
          INGEST_KEY_CACHE: join(dataDir, "keys.json"),
          DRAIN_DELAY: "0ms",
        },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      await once(edge, "message");
      try {
        return await work({ url: this.url, pid: edge.pid as number });
      } finally {
        edge.kill("SIGTERM");
        await once(edge, "exit");
      }
    });
  }

  async dispose(): Promise<void> {
    await this.system.dispose();
    await this.#stopLog();
  }
}

/** Options of a benchmark by name, all numbers but `log`. @throws TypeError for one that does not exist */
export function benchOptions<T extends Record<string, number>>(defaults: T, log = "embedded"): T & { log: string } {
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: "string" as const }]));
  const { values } = parseArgs({ options: { ...options, log: { type: "string" as const, default: log } } });
  const numbers = Object.entries(defaults).map(([name, value]) => {
    const given = (values as Record<string, string | undefined>)[name];
    const number = given === undefined ? value : Number(given);
    if (!Number.isFinite(number) || number <= 0) throw new TypeError(`--${name}: a number above 0`);
    return [name, number];
  });
  return { ...(Object.fromEntries(numbers) as T), log: values.log };
}
