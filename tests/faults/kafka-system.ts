import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createStoreClient, migrateUp } from "@ecomind/clickhouse";
import { eventsTopic, streamGroup } from "@ecomind/contract";
import type { EventLog } from "@ecomind/event-log";
import { openKafkaLog, openKafkaTopics } from "@ecomind/event-log/kafka";
import { freePort } from "ecomind/testing";
import { type Admin, Kafka, logLevel } from "kafkajs";
import { Child } from "../../standalone/src/child.js";
import type { Random } from "../../standalone/src/random.js";
import { type Brokers, startBrokers } from "../broker/index.js";
import { haltsOf, remarksOf } from "./remarks.js";
import { again, started } from "./started.js";
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

const compiled = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const partitions = 12;
const edges = 2;
const mostStreams = 3;
/** Longer than a member of a Kafka group may be silent: the stream's reader has a session of 10 s. */
const beyondSessionMs = 12_500;

/** Two edges, a query service and two or three streams on three brokers behind proxies, and a ClickHouse engine; each a process. */
export class KafkaSystem implements SystemUnderTest {
  readonly store: StoreClient;
  readonly urls: readonly string[];
  readonly queryUrl: string;
  readonly faults: readonly Fault[];
  readonly #dir: string;
  readonly #brokers: Brokers;
  readonly #storeEnv: Readonly<Record<string, string>>;
  readonly #ports: readonly number[];
  #epoch = 1;
  #clickhouse: Child;
  #edges: Child[] = [];
  #query: Child;
  #streams: Child[] = [];

  private constructor(dir: string, brokers: Brokers, ports: readonly number[]) {
    this.#dir = dir;
    this.#brokers = brokers;
    const [clickhousePort, queryPort, ...edgePorts] = ports;
    this.#ports = edgePorts;
    this.urls = edgePorts.map((port) => `http://127.0.0.1:${port}`);
    this.queryUrl = `http://127.0.0.1:${queryPort}`;
    const url = `http://127.0.0.1:${clickhousePort}`;
    this.#storeEnv = { CLICKHOUSE_URL: url, CLICKHOUSE_USER: "ecomind", CLICKHOUSE_PASSWORD: "faults" };
    this.#clickhouse = this.#newClickHouse();
    this.#query = this.#newQuery();
    this.store = new StoreClient({ url, username: "ecomind", password: "faults" });
    this.faults = this.#kinds();
  }

  static async start(): Promise<KafkaSystem> {
    const brokers = await again(3, () => startBrokers({ brokers: 3, faults: true, proxied: true }));
    const dir = mkdtempSync(join(tmpdir(), "ecomind-faults-"));
    mkdirSync(join(dir, "logs"));
    const ports = [await freePort(), await freePort(), await freePort(), await freePort()];
    const system = new KafkaSystem(dir, brokers, ports);
    try {
      await system.#bringUp();
      return system;
    } catch (error) {
      await system.dispose();
      throw error;
    }
  }

  get description(): string {
    return `${edges} edges, up to ${mostStreams} streams, ${this.#brokers.description}`;
  }

  async #bringUp(): Promise<void> {
    await this.#clickhouse.start();
    const { CLICKHOUSE_URL = "", CLICKHOUSE_USER = "", CLICKHOUSE_PASSWORD = "" } = this.#storeEnv;
    const account = { url: CLICKHOUSE_URL, username: CLICKHOUSE_USER, password: CLICKHOUSE_PASSWORD };
    const client = createStoreClient({ ...account, application: "faults" });
    await migrateUp(client);
    await client.close();
    await this.#makeTopics();
    this.#query = await started(() => this.#newQuery());
    await this.#startServices();
  }

  async #makeTopics(): Promise<void> {
    const topics = await openKafkaTopics({ brokers: this.#brokers.bootstrap, epoch: this.#epoch, partitions });
    await topics.create();
    await topics.close();
  }

  async #startServices(): Promise<void> {
    const starting = Array.from({ length: edges }, (_, index) => started(() => this.#newEdge(index)));
    this.#streams = await Promise.all([started(() => this.#newStream()), started(() => this.#newStream())]);
    this.#edges = await Promise.all(starting);
  }

  #newChild(name: string, module: string, env: Readonly<Record<string, string>>): Child {
    return new Child({ name, module: compiled(module), env, logFile: join(this.#dir, "logs", `${name}.log`) });
  }

  #newClickHouse(): Child {
    const { CLICKHOUSE_URL = "", CLICKHOUSE_USER = "", CLICKHOUSE_PASSWORD = "" } = this.#storeEnv;
    return this.#newChild("clickhouse", "clickhouse/dist/embedded/main.js", {
      CLICKHOUSE_DATA_DIR: join(this.#dir, "clickhouse"),
      CLICKHOUSE_PORT: new URL(CLICKHOUSE_URL).port,
      CLICKHOUSE_USER,
      CLICKHOUSE_PASSWORD,
    });
  }

  get #logEnv(): Record<string, string> {
    return {
      LOG: "kafka",
      KAFKA_BROKERS: this.#brokers.bootstrap.join(","),
      KAFKA_EPOCH: String(this.#epoch),
      EVENT_ID_SECRET: "of a system under test",
    };
  }

  #newEdge(index: number): Child {
    return this.#newChild(`ingest-${index}`, "ingest/dist/main.js", {
      ...this.#logEnv,
      ...this.#storeEnv,
      INGEST_HOST: "127.0.0.1",
      INGEST_PORT: String(this.#ports[index]),
      INGEST_KEY_CACHE: join(this.#dir, `keys-${index}.json`),
      INGEST_MAX_AGE: "90d",
      DRAIN_DELAY: "0ms",
    });
  }

  #newQuery(): Child {
    return this.#newChild("query", "query/dist/main.js", {
      ...this.#storeEnv,
      QUERY_HOST: "127.0.0.1",
      QUERY_PORT: new URL(this.queryUrl).port,
      PUBLIC_HOSTS: "127.0.0.1",
    });
  }

  #newStream(): Child {
    return this.#newChild("stream", "stream/dist/main.js", {
      ...this.#logEnv,
      ...this.#storeEnv,
      STREAM_ADMIN_HOST: "127.0.0.1",
      STREAM_ADMIN_PORT: "0",
    });
  }

  openLog(): Promise<EventLog> {
    return openKafkaLog({ brokers: this.#brokers.bootstrap, epoch: this.#epoch });
  }

  #kinds(): Fault[] {
    const one = (children: readonly Child[], random: Random): number[] => {
      const pid = children[Math.floor(random.next() * children.length)]?.pid;
      return pid === undefined ? [] : [pid];
    };
    const stream = (random: Random) => one(this.#streams, random);
    const edge = (random: Random) => one(this.#edges, random);
    const clickhouse = (random: Random) => one([this.#clickhouse], random);
    /** Strikes a stream while one of them has this statement under way. */
    const during = (statement: string, random: Random, strike: (pids: number[]) => void) => {
      const pids = stream(random);
      return aimed(this.store, statement, 3_000, () => strike(pids));
    };
    const zombie = async (statement: string, random: Random) => {
      let stopped: number[] = [];
      const struck = await during(statement, random, (pids) => {
        stopped = pids;
        signal(pids, "SIGSTOP");
      });
      await sleep(beyondSessionMs);
      signal(stopped, "SIGCONT");
      return struck;
    };
    const broker = (random: Random) => Math.floor(random.next() * 3);
    const proxy = (random: Random) => this.#brokers.proxies[broker(random)];
    const faults = this.#brokers.faults;
    return [
      {
        name: "SIGSTOP stream before it publishes, beyond its session, SIGCONT",
        weight: 3,
        run: (random) => zombie("INSERT INTO stage", random),
      },
      {
        name: "SIGKILL clickhouse in the middle of a publish",
        weight: 4,
        run: (random) => aimed(this.store, "INSERT INTO events", 3_000, () => signal(clickhouse(random), "SIGKILL")),
      },
      {
        name: "broker killed, and started again: its partitions get other leaders",
        weight: 3,
        run: async (random) => {
          const victim = broker(random);
          await faults?.kill(victim);
          await sleep(between(random, 500, 6_000));
          await again(3, async () => await faults?.restart(victim));
          return undefined;
        },
      },
      {
        name: "SIGKILL stream in the middle of a publish",
        weight: 4,
        run: (random) => during("INSERT INTO events", random, (pids) => signal(pids, "SIGKILL")),
      },
      {
        name: "SIGSTOP stream in the middle of a publish, beyond its session, SIGCONT",
        weight: 3,
        run: (random) => zombie("INSERT INTO events", random),
      },
      { name: "every connection of a broker cut", weight: 6, run: async (random) => proxy(random)?.cut() as undefined },
      {
        name: "a broker's answers lost on their way",
        weight: 6,
        run: async (random) => proxy(random)?.loseAnswers(1 + Math.floor(random.next() * 5)) as undefined,
      },
      {
        name: "connections of a broker stall",
        weight: 4,
        run: async (random) => {
          const stalled = proxy(random);
          stalled?.stall(true);
          await sleep(between(random, 300, 6_000));
          stalled?.stall(false);
          return undefined;
        },
      },
      {
        name: "broker frozen",
        weight: 3,
        run: async (random) => {
          const victim = broker(random);
          faults?.freeze(victim);
          await sleep(between(random, 500, 8_000));
          faults?.thaw(victim);
          return undefined;
        },
      },
      {
        name: "SIGKILL clickhouse in the middle of a deletion",
        weight: 3,
        run: (random) =>
          aimed(this.store, "ALTER TABLE events DELETE", 8_000, () => signal(clickhouse(random), "SIGKILL")),
      },
      {
        name: "SIGKILL query in the middle of a deletion",
        weight: 3,
        run: (random) =>
          aimed(this.store, "ALTER TABLE events DELETE", 8_000, () => signal(one([this.#query], random), "SIGKILL")),
      },
      { name: "SIGKILL ingest", weight: 5, run: async (random) => signal(edge(random), "SIGKILL") },
      { name: "SIGSTOP ingest, SIGCONT", weight: 4, run: (random) => pause(edge(random), between(random, 200, 6_000)) },
      { name: "streams scale up or down", weight: 6, run: () => this.#scale() },
      {
        name: "group reset by an operator, to the beginning or the end",
        weight: 2,
        run: (random) => this.#resetGroup(random.next() < 0.5),
      },
      { name: "SIGKILL stream", weight: 5, run: async (random) => signal(stream(random), "SIGKILL") },
      {
        name: "SIGSTOP stream, SIGCONT",
        weight: 4,
        run: (random) => pause(stream(random), between(random, 200, 9_000)),
      },
      {
        name: "SIGKILL stream while it accounts",
        weight: 3,
        run: (random) => during("INSERT INTO batches", random, (pids) => signal(pids, "SIGKILL")),
      },
      {
        name: "SIGKILL clickhouse while a stream accounts",
        weight: 3,
        run: (random) => aimed(this.store, "INSERT INTO batches", 3_000, () => signal(clickhouse(random), "SIGKILL")),
      },
      { name: "SIGKILL clickhouse", weight: 3, run: async (random) => signal(clickhouse(random), "SIGKILL") },
      {
        name: "SIGSTOP clickhouse, SIGCONT",
        weight: 3,
        run: (random) => pause(clickhouse(random), between(random, 300, 8_000)),
      },
      {
        name: "clickhouse away for up to a minute",
        weight: 1,
        run: (random) => this.#storeAway(between(random, 10_000, 60_000)),
      },
      {
        name: "SIGKILL all streams and edges at once",
        weight: 2,
        run: async () =>
          signal(
            [...this.#edges, ...this.#streams].flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
            "SIGKILL",
          ),
      },
    ];
  }

  async #scale(): Promise<undefined> {
    if (this.#streams.length === mostStreams) {
      await this.#streams.pop()?.stop();
      return undefined;
    }
    this.#streams.push(await started(() => this.#newStream()));
    return undefined;
  }

  async #storeAway(ms: number): Promise<undefined> {
    await this.#clickhouse.stop();
    await sleep(ms);
    this.#clickhouse = await started(() => this.#newClickHouse());
    return undefined;
  }

  async #admin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = new Kafka({
      brokers: [...this.#brokers.bootstrap],
      clientId: "operator",
      logLevel: logLevel.NOTHING,
      retry: { retries: 12 },
    }).admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** As `kafka-consumer-groups --reset-offsets` does it: with nobody in the group. */
  async #resetGroup(earliest: boolean): Promise<undefined> {
    const { length } = this.#streams;
    await Promise.all(this.#streams.map((stream) => stream.stop()));
    const topic = eventsTopic(this.#epoch);
    await eventually("the group is empty and reset", 180_000, async () => {
      await this.#admin((admin) => admin.resetOffsets({ groupId: streamGroup, topic, earliest }));
      return true;
    });
    this.#streams = await Promise.all(Array.from({ length }, () => started(() => this.#newStream())));
    return undefined;
  }

  /**
   * The events topic is deleted and made anew under its old name: each partition must halt with instructions and store
   * nothing. Then, as the runbook says, a new epoch begins.
   */
  async recreateTopic(): Promise<readonly string[]> {
    const topic = eventsTopic(this.#epoch);
    await Promise.all([...this.#edges, ...this.#streams].map((child) => child.stop()));
    const halts = this.#count("partition-halted.md");
    await this.#admin((admin) => admin.deleteTopics({ topics: [topic] }));
    await eventually("the topic is gone", 30_000, () =>
      this.#admin(async (admin) => !(await admin.listTopics()).includes(topic)),
    );
    // The brokers may not all know of the new topic at once.
    await again(5, () => this.#makeTopics());
    this.#streams = [await started(() => this.#newStream())];
    const faults: string[] = [];
    await eventually(
      "every partition halts",
      120_000,
      async () => this.#count("partition-halted.md") - halts >= partitions,
    ).catch((error: Error) => faults.push(`after the topic was recreated: ${error.message}`));
    await Promise.all(this.#streams.map((stream) => stream.stop()));
    this.#epoch += 1;
    await again(5, () => this.#makeTopics());
    await this.#startServices();
    return faults;
  }

  async heal(): Promise<void> {
    for (const child of [...this.#edges, ...this.#streams, this.#query, this.#clickhouse])
      if (child.pid !== undefined) signal([child.pid], "SIGCONT");
    await eventually("every process is back", 120_000, async () => {
      const ready = await Promise.all(
        [...this.urls, this.queryUrl].map(async (url) => (await fetch(`${url}/health/ready`)).ok),
      );
      return ready.every((each) => each) && (await this.store.rows("SELECT 1")).length === 1;
    });
  }

  #logs(): string {
    const folder = join(this.#dir, "logs");
    const files = readdirSync(folder).filter((name) => name.startsWith("stream"));
    return files.map((name) => readFileSync(join(folder, name), "utf8")).join("");
  }

  #count(phrase: string): number {
    return this.#logs().split(phrase).length - 1;
  }

  remarks(): Readonly<Record<string, number>> {
    return remarksOf(this.#logs());
  }

  halts(): readonly string[] {
    return haltsOf(this.#logs());
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#edges, ...this.#streams, this.#query].map((child) => child.stop()));
    await this.#clickhouse.stop();
    await this.store.close();
    await this.#brokers.stop();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
