import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EventLog } from "@ecomind/event-log";
import { openEmbeddedLog } from "@ecomind/event-log/embedded";
import { System } from "ecomind/testing";
import { Child } from "../../standalone/src/child.js";
import { haltsOf, remarksOf } from "./remarks.js";
import { started } from "./started.js";
import { StoreClient } from "./store-client.js";
import {
  aimed,
  between,
  eventually,
  type Fault,
  pause,
  type SystemUnderTest,
  signal,
  sleep,
} from "./system-under-test.js";

const streamModule = fileURLToPath(new URL("../../stream/dist/main.js", import.meta.url));

/** Longer than a member of the embedded log's group may be silent, in milliseconds. */
const beyondSessionMs = 3_600;

/** The standalone system as `npm start` runs it, and at times a second stream beside its own. */
export class EmbeddedSystem implements SystemUnderTest {
  readonly description = "standalone, embedded log";
  readonly store: StoreClient;
  readonly faults: readonly Fault[];
  readonly #system: System;
  #second: Child | undefined;

  private constructor(system: System, store: StoreClient) {
    this.#system = system;
    this.store = store;
    this.faults = this.#kinds();
  }

  static async start(): Promise<EmbeddedSystem> {
    // Events of the month before this one are taken as well, whatever day it is.
    process.env.INGEST_MAX_AGE = "90d";
    const system = await System.create();
    await system.start();
    const { CLICKHOUSE_URL = "", CLICKHOUSE_USER = "", CLICKHOUSE_PASSWORD = "" } = system.credentials;
    const store = new StoreClient({ url: CLICKHOUSE_URL, username: CLICKHOUSE_USER, password: CLICKHOUSE_PASSWORD });
    return new EmbeddedSystem(system, store);
  }

  get urls(): readonly string[] {
    return [this.#system.credentials.ECOMIND_URL as string];
  }

  get queryUrl(): string {
    return this.#system.credentials.ECOMIND_QUERY_URL as string;
  }

  openLog(): Promise<EventLog> {
    return openEmbeddedLog({ dir: join(this.#system.dataDir, "log") });
  }

  #pids(name: string): number[] {
    return this.#system.pids(`ecomind-${name}`);
  }

  #kinds(): Fault[] {
    const kill = (name: string) => signal(this.#pids(name), "SIGKILL");
    return [
      {
        name: "SIGKILL clickhouse in the middle of a publish",
        weight: 3,
        run: () => aimed(this.store, "INSERT INTO events", 2_000, () => kill("clickhouse")),
      },
      {
        name: "SIGKILL stream in the middle of a publish",
        weight: 3,
        run: () => aimed(this.store, "INSERT INTO events", 2_000, () => kill("stream")),
      },
      {
        name: "SIGSTOP stream before it publishes, a second stream takes over, SIGCONT",
        weight: 3,
        run: () => this.#takenOver("INSERT INTO stage"),
      },
      {
        name: "SIGKILL clickhouse in the middle of a deletion",
        weight: 2,
        run: () => aimed(this.store, "ALTER TABLE events DELETE", 8_000, () => kill("clickhouse")),
      },
      {
        name: "SIGKILL query in the middle of a deletion",
        weight: 2,
        run: () => aimed(this.store, "ALTER TABLE events DELETE", 8_000, () => kill("query")),
      },
      { name: "SIGKILL ingest", weight: 3, run: async () => kill("ingest") },
      {
        name: "SIGSTOP clickhouse, SIGCONT",
        weight: 2,
        run: (random) => pause(this.#pids("clickhouse"), between(random, 300, 4_000)),
      },
      {
        name: "SIGSTOP stream in the middle of a publish, a second stream takes over, SIGCONT",
        weight: 2,
        run: () => this.#takenOver("INSERT INTO events"),
      },
      {
        name: "SIGSTOP ingest, SIGCONT",
        weight: 2,
        run: (random) => pause(this.#pids("ingest"), between(random, 200, 3_000)),
      },
      { name: "SIGKILL query", weight: 1, run: async () => kill("query") },
      {
        name: "SIGSTOP query, SIGCONT",
        weight: 1,
        run: (random) => pause(this.#pids("query"), between(random, 200, 2_000)),
      },
      { name: "SIGKILL jobs", weight: 1, run: async () => kill("jobs") },
      {
        name: "SIGSTOP jobs, SIGCONT",
        weight: 1,
        run: (random) => pause(this.#pids("jobs"), between(random, 200, 2_000)),
      },
      {
        name: "SIGSTOP stream, SIGCONT",
        weight: 2,
        run: (random) => pause(this.#pids("stream"), between(random, 200, 5_000)),
      },
      { name: "SIGKILL stream", weight: 2, run: async () => kill("stream") },
      { name: "SIGKILL clickhouse", weight: 2, run: async () => kill("clickhouse") },
      {
        name: "SIGKILL stream while it accounts",
        weight: 2,
        run: () => aimed(this.store, "INSERT INTO batches", 2_000, () => kill("stream")),
      },
      {
        name: "SIGKILL clickhouse while the stream accounts",
        weight: 2,
        run: () => aimed(this.store, "INSERT INTO batches", 2_000, () => kill("clickhouse")),
      },
      { name: "a second stream joins, or leaves", weight: 3, run: () => this.#scale() },
      {
        name: "SIGKILL the second stream",
        weight: 2,
        run: async () => {
          const second = await this.#withSecond();
          return signal(second.pid === undefined ? [] : [second.pid], "SIGKILL");
        },
      },
      {
        name: "SIGKILL of all processes at once, and a new start",
        weight: 1,
        run: async () => {
          await this.#system.end("SIGKILL");
          await eventually("all are gone", 10_000, async () => this.#system.pids("ecomind").length === 0);
          await this.#system.start();
          return undefined;
        },
      },
    ];
  }

  async #withSecond(): Promise<Child> {
    if (this.#second !== undefined) return this.#second;
    const { CLICKHOUSE_URL = "", CLICKHOUSE_USER = "", CLICKHOUSE_PASSWORD = "" } = this.#system.credentials;
    const newSecond = () =>
      new Child({
        name: "second-stream",
        module: streamModule,
        env: {
          LOG: "embedded",
          LOG_DIR: join(this.#system.dataDir, "log"),
          EVENT_ID_SECRET_FILE: join(this.#system.dataDir, "event-id-secret"),
          CLICKHOUSE_URL,
          CLICKHOUSE_USER,
          CLICKHOUSE_PASSWORD,
          STREAM_ADMIN_HOST: "127.0.0.1",
          STREAM_ADMIN_PORT: "0",
        },
        logFile: join(this.#system.dataDir, "logs", "stream-2.log"),
      });
    this.#second = await started(newSecond);
    return this.#second;
  }

  async #scale(): Promise<undefined> {
    const second = this.#second;
    if (second === undefined) {
      await this.#withSecond();
      return undefined;
    }
    this.#second = undefined;
    await second.stop();
    return undefined;
  }

  /** Stops the first stream at a statement, for longer than its session, while a second is there to take its partitions. */
  async #takenOver(statement: string): Promise<boolean> {
    await this.#withSecond();
    // The first must hold partitions again before it is stopped.
    await sleep(400);
    const pids = this.#pids("stream");
    const struck = await aimed(this.store, statement, 2_000, () => signal(pids, "SIGSTOP"));
    await sleep(beyondSessionMs);
    signal(pids, "SIGCONT");
    return struck;
  }

  async heal(): Promise<void> {
    const services = ["ingest", "stream", "query", "jobs", "clickhouse"];
    for (const name of services) signal(this.#pids(name), "SIGCONT");
    await eventually("every process is back", 60_000, async () => {
      const all = services.every((name) => this.#pids(name).length > 0);
      return (
        all && (await fetch(`${this.urls[0]}/health/ready`)).ok && (await this.store.rows("SELECT 1")).length === 1
      );
    });
  }

  #logs(): string {
    const folder = join(this.#system.dataDir, "logs");
    const files = readdirSync(folder).filter((name) => name.startsWith("stream"));
    return files.map((name) => readFileSync(join(folder, name), "utf8")).join("");
  }

  remarks(): Readonly<Record<string, number>> {
    return remarksOf(this.#logs());
  }

  halts(): readonly string[] {
    return haltsOf(this.#logs());
  }

  async dispose(): Promise<void> {
    await this.#second?.stop();
    await this.store.close();
    await this.#system.dispose();
  }
}
