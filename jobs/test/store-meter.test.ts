import { type ClickHouseClient, createStoreClient } from "@ecomind/clickhouse";
import { startTestStore } from "@ecomind/clickhouse/test-store";
import { createLogger, createMetrics } from "@ecomind/platform";
import { expect, onTestFinished, test } from "vitest";
import { StoreMeter } from "../src/store-meter.js";

const logger = createLogger({ service: "jobs", level: "silent" });

function meterOf(client: ClickHouseClient) {
  const registry = createMetrics("jobs");
  const meter = new StoreMeter({ client, registry, logger });
  const value = async (name: string) => (await registry.getSingleMetric(name)?.get())?.values[0]?.value;
  return { meter, registry, value };
}

test("the engine's parts, merges, disk and memory are told as the engine has them", async () => {
  const store = await startTestStore();
  onTestFinished(store.stop);
  const { meter, registry, value } = meterOf(store.client);
  await meter.look();
  expect(await value("clickhouse_up")).toBe(1);
  const [parts] = await store.rows<{ n: string }>("SELECT count() AS n FROM system.parts WHERE active");
  expect(await value("clickhouse_active_parts")).toBe(Number(parts?.n));
  const free = (await value("clickhouse_disk_free_bytes")) ?? 0;
  expect(free).toBeGreaterThan(0);
  expect((await value("clickhouse_disk_size_bytes")) ?? 0).toBeGreaterThanOrEqual(free);
  expect((await value("clickhouse_memory_bytes")) ?? 0).toBeGreaterThan(1e6);
  expect((await value("clickhouse_partition_parts_limit")) ?? 0).toBeGreaterThan(100);
  expect(await registry.metrics()).toMatch(/^clickhouse_energy_wh_total\{bound="central"\} 0\.\d+/m);
  const before = (await value("clickhouse_failed_statements_total")) ?? 0;
  await expect(store.rows("SELECT no_such_column FROM events")).rejects.toThrow();
  await expect
    .poll(async () => {
      await meter.look();
      return (await value("clickhouse_failed_statements_total")) ?? 0;
    })
    .toBeGreaterThan(before);
});

test("an engine that does not answer is told as down", async () => {
  const client = createStoreClient({ url: "http://127.0.0.1:9", username: "x", password: "", application: "test" });
  onTestFinished(() => client.close());
  const { meter, value } = meterOf(client);
  await meter.look();
  expect(await value("clickhouse_up")).toBe(0);
});
