import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedLog } from "@ecomind/event-log/embedded";
import { createMetrics } from "@ecomind/platform";
import { expect, onTestFinished, test } from "vitest";
import { LagMeter } from "../src/lag.js";
import { streamMetrics } from "../src/metrics.js";

test("a process tells of the partitions that it holds, and of no others", async () => {
  const dir = mkdtempSync(join(tmpdir(), "ecomind-lag-"));
  const log = await openEmbeddedLog({ dir, partitions: 4 });
  onTestFinished(async () => {
    await log.close();
    rmSync(dir, { recursive: true });
  });
  const writer = await log.writer("events");
  const append = () => writer.append([...Array(200).keys()].map((key) => ({ key: `${key}`, value: Buffer.from("v") })));
  await append();
  const registry = createMetrics("stream");
  const inspector = await log.inspector("events");
  const meter = new LagMeter(inspector, streamMetrics(registry));
  const told = async (name: string) => {
    const values = (await registry.getSingleMetric(name)?.get())?.values ?? [];
    return new Map(values.map(({ labels, value }) => [Number(labels.partition), value]));
  };
  await meter.measure();
  expect(await told("stream_lag_records")).toEqual(new Map());

  const reader = meter.watch(await log.reader("events", "g"));
  const assigned = await reader.poll();
  if (assigned.kind !== "assigned") throw new Error("not assigned");
  const { end } = (await inspector.bounds()).get(2) ?? { end: 0 };
  await reader.seek(assigned.assignment, new Map([[2, 5]]));
  await new Promise((resolve) => setTimeout(resolve, 30));
  await meter.measure();
  expect(await told("stream_lag_records")).toEqual(new Map([[2, end - 5]]));
  const seconds = (await told("stream_lag_seconds")).get(2);
  expect(seconds).toBeGreaterThan(0.02);
  expect(seconds).toBeLessThan(60);

  await reader.commit(assigned.assignment, new Map([[2, end]]));
  await meter.measure();
  expect(await told("stream_lag_records")).toEqual(new Map([[2, 0]]));
  expect(await told("stream_lag_seconds")).toEqual(new Map([[2, 0]]));

  await append();
  await Promise.all([meter.measure(), meter.measure()]);
  expect((await told("stream_lag_records")).get(2)).toBeGreaterThan(0);
  await reader.close();
  expect(await told("stream_lag_records")).toEqual(new Map());
});
