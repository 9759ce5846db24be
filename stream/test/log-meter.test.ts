import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedLog } from "@ecomind/event-log/embedded";
import { Registry } from "@ecomind/platform";
import { expect, onTestFinished, test } from "vitest";
import { LogMeter } from "../src/log-meter.js";

test("the log's room is told, and how far back the partitions reach that are held", async () => {
  const dir = mkdtempSync(join(tmpdir(), "ecomind-room-"));
  const log = await openEmbeddedLog({ dir, partitions: 4, leastFreeBytes: 12_345 });
  onTestFinished(async () => {
    await log.close();
    rmSync(dir, { recursive: true });
  });
  const registry = new Registry();
  const meter = new LogMeter({ log, inspector: await log.inspector("events"), registry, held: () => [0, 2] });
  const values = async (name: string) => (await registry.getSingleMetric(name)?.get())?.values ?? [];
  const value = async (name: string) => (await values(name))[0]?.value ?? Number.NaN;
  const empty = await value("log_used_bytes");
  await meter.measure();
  expect((await values("log_oldest_record_age_seconds")).map(({ value: age }) => age)).toEqual([0, 0]);

  const writer = await log.writer("events");
  await writer.append(Array.from({ length: 400 }, (_, key) => ({ key: `${key}`, value: Buffer.alloc(10_000, 1) })));
  await new Promise((resolve) => setTimeout(resolve, 30));
  await meter.measure();
  const ages = await values("log_oldest_record_age_seconds");
  expect(ages.map(({ labels }) => labels.partition)).toEqual([0, 2]);
  for (const { value: age } of ages) {
    expect(age).toBeGreaterThan(0.02);
    expect(age).toBeLessThan(60);
  }
  expect(await value("log_used_bytes")).toBeGreaterThan(empty + 4e6);
  expect(await value("log_used_bytes")).toBeGreaterThanOrEqual(statSync(join(dir, "data.mdb")).size);
  expect(await value("log_map_bytes")).toBeGreaterThanOrEqual(await value("log_used_bytes"));
  expect(await value("log_disk_free_bytes")).toBeGreaterThan(0);
  expect(await value("log_disk_reserve_bytes")).toBe(12_345);
});
