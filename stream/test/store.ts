import { rmSync } from "node:fs";
import { type ClickHouseClient, createStoreClient, migrateUp, readMigrations } from "@ecomind/clickhouse";
import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import { violations } from "../../tests/faults/invariants.js";

/** The tables of the pipeline; those of factors and accounts would only cost time here. */
const pipelineTables = readMigrations().filter(
  ({ version, name }) =>
    version < 100 ||
    (version >= 410 && version <= 425 && !name.startsWith("usage_history")) ||
    (version >= 460 && version <= 469) ||
    ["erasures", "members", "usage_model_1h", "events_order", "erased_identities", "former_ids"].includes(name),
);

/** A real engine, in which each test has a database of its own. */
export class TestStore {
  server: TestClickHouse;
  #databases = 0;
  readonly #left: string[] = [];

  private constructor(server: TestClickHouse) {
    this.server = server;
  }

  static async start(): Promise<TestStore> {
    return new TestStore(await startTestClickHouse());
  }

  /** An empty database with the project's schema. @param whole also of what is not the pipeline's */
  async database({ whole = false } = {}): Promise<TestDatabase> {
    this.#databases += 1;
    const name = `test_${this.#databases}`;
    const account = { url: this.server.url, username: "default", password: "", application: "test" };
    const bare = createStoreClient({ ...account, database: "default" });
    await bare.command({ query: `CREATE DATABASE ${name}` });
    await bare.close();
    const client = createStoreClient({ ...account, database: name });
    await migrateUp(client, whole ? {} : { migrations: pipelineTables });
    return new TestDatabase(name, this.server.url, client);
  }

  /** Starts a killed engine again, on its port and folder. */
  async restart(port: number, dataDir: string): Promise<void> {
    this.server = await startTestClickHouse({ port, dataDir });
    this.#left.push(dataDir);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    for (const folder of this.#left) rmSync(folder, { recursive: true, force: true });
  }
}

export class TestDatabase {
  readonly name: string;
  readonly url: string;
  readonly client: ClickHouseClient;

  constructor(name: string, url: string, client: ClickHouseClient) {
    this.name = name;
    this.url = url;
    this.client = client;
  }

  async rows<T = Record<string, unknown>>(query: string): Promise<T[]> {
    const result = await this.client.query({
      query,
      format: "JSONEachRow",
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    });
    return await result.json<T>();
  }

  async command(query: string): Promise<void> {
    await this.client.command({ query });
  }

  async count(table: string): Promise<number> {
    const [row] = await this.rows<{ n: number }>(`SELECT count() AS n FROM ${table}`);
    return row?.n ?? -1;
  }

  /** Empties every table of the pipeline. */
  async clear(): Promise<void> {
    const tables = ["events", "batches", "dead_letters", "log_owners", "erasures", "members", "erased_identities"];
    await Promise.all(tables.map((table) => this.command(`TRUNCATE TABLE ${table}`)));
  }

  /** The invariants of exact counting; empty when all hold. */
  async violations(): Promise<string[]> {
    return await violations((sql) => this.rows(sql));
  }
}
