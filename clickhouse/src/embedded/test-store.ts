import { type ClickHouseClient, createStoreClient } from "../client.js";
import { migrateUp } from "../migrate.js";
import { startTestClickHouse } from "./testing.js";

/** An engine with EcoMind's tables, and what tests do with them. */
export interface TestStore {
  readonly client: ClickHouseClient;
  rows<T>(query: string): Promise<T[]>;
  insert(table: string, values: readonly object[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** @param options `migrated` false: the tables are still to be made. @default true */
export async function startTestStore({ migrated = true } = {}): Promise<TestStore> {
  const engine = await startTestClickHouse({ migrated });
  const client = createStoreClient({ url: engine.url, username: "ecomind", password: "", application: "test" });
  const stop = async (): Promise<void> => {
    await client.close();
    await engine.stop();
  };
  try {
    if (migrated) await migrateUp(client);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    client,
    rows: async (query) => (await client.query({ query, format: "JSONEachRow" })).json(),
    insert: (table, values) => client.insert({ table, values, format: "JSONEachRow" }),
    stop,
  };
}
