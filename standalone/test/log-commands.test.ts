import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { streamGroup } from "@ecomind/contract";
import type { EventLog } from "@ecomind/event-log";
import { openEmbeddedLog } from "@ecomind/event-log/embedded";
import { openKafkaLog } from "@ecomind/event-log/kafka";
import { afterEach, describe, expect, test } from "vitest";
import { describeWithBrokers } from "../../tests/broker/index.js";
import type { Command } from "../src/command.js";
import { lagCommand } from "../src/commands/lag.js";
import { topicsCommand } from "../src/commands/topics.js";

async function run(command: Command, ...argv: string[]): Promise<{ status: number; out: string }> {
  const lines: string[] = [];
  const status = await command.run(argv, { out: (text) => lines.push(text), err: (text) => lines.push(text) });
  return { status, out: lines.join("\n") };
}

/** Appends 40 records, reports progress in a partition, and answers with that partition. */
async function fill(log: EventLog, progress = 4): Promise<number> {
  const writer = await log.writer("events");
  await writer.append(Array.from({ length: 40 }, (_, index) => ({ key: `${index}`, value: Buffer.from("v") })));
  const reader = await log.reader("events", streamGroup);
  for (;;) {
    const result = await reader.poll({ maxWaitMs: 200 });
    const [partition] = result.kind === "assigned" ? result.partitions : [];
    if (partition === undefined) continue;
    await reader.commit(result.assignment, new Map([[partition, progress]]));
    await reader.close();
    return partition;
  }
}

function expectLag(out: string, partition: number): void {
  const told = JSON.parse(out);
  expect(told.lag_records).toBe(36);
  expect(told.lag_seconds).toBeGreaterThanOrEqual(0);
  expect(told.lag_seconds).toBeLessThan(60);
  expect(told.partitions[partition]).toMatchObject({ committed: 4 });
  expect(told.partitions[partition].lag_records).toBe(told.partitions[partition].end - 4);
}

describe("ecomind lag", () => {
  const dir = mkdtempSync(join(tmpdir(), "ecomind-lag-"));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test("tells of the embedded log of a data folder", async () => {
    const log = await openEmbeddedLog({ dir: join(dir, "log"), partitions: 4 });
    const partition = await fill(log);
    const { status, out } = await run(lagCommand, "--data", dir, "--json");
    expect(status).toBe(0);
    expectLag(out, partition);
    expect((await run(lagCommand, "--data", dir)).out).toMatch(/36 records, [\d.]+ s behind/);
    await log.close();
  });

  test("takes progress beyond the end for that of another log, not for none behind", async () => {
    const log = await openEmbeddedLog({ dir: join(dir, "log"), partitions: 1 });
    await fill(log, 4_000);
    const told = JSON.parse((await run(lagCommand, "--data", dir, "--json")).out);
    expect(told).toMatchObject({ lag_records: 40, partitions: [{ committed: null }] });
    await log.close();
  });

  test("is not called with a folder that has no log", async () => {
    await expect(run(lagCommand, "--data", join(dir, "none"))).rejects.toThrow(/no log/);
  });
});

await describeWithBrokers("commands of the log", { brokers: 1 }, ({ bootstrap }) => {
  const brokers = bootstrap.join(",");

  test("topics: created, described, checked", async () => {
    const epoch = String(randomInt(1e9));
    const missing = await run(topicsCommand, "check", "--brokers", brokers, "--epoch", epoch);
    expect(missing).toMatchObject({ status: 1, out: expect.stringMatching(/fatal: topic .*: does not exist/) });
    const args = ["--brokers", brokers, "--epoch", epoch, "--partitions", "6", "--development"];
    const created = await run(topicsCommand, "create", ...args, "--json");
    expect(created.status).toBe(0);
    expect(JSON.parse(created.out).created).toContain(`ecomind.events.${epoch}`);
    expect(JSON.parse((await run(topicsCommand, "create", ...args, "--json")).out).created).toEqual([]);
    expect((await run(topicsCommand, "describe", ...args)).out).toMatch(/: 6 partitions, replication 1/);
    // Without --development one broker's topic is refused.
    const strict = await run(topicsCommand, "check", "--brokers", brokers, "--epoch", epoch, "--partitions", "6");
    expect(strict).toMatchObject({ status: 1, out: expect.stringMatching(/replication is 1; must be at least 3/) });
  }, 30_000);

  test("lag: of a log on Kafka", async () => {
    const epoch = randomInt(1e9);
    const log = await openKafkaLog({ brokers: bootstrap, epoch, partitions: 4, development: true });
    const partition = await fill(log);
    await log.close();
    const { out } = await run(lagCommand, "--brokers", brokers, "--epoch", String(epoch), "--json");
    expectLag(out, partition);
  }, 30_000);

  test("both print their help", async () => {
    for (const command of [topicsCommand, lagCommand])
      expect(await run(command, "--help")).toMatchObject({ status: 0, out: expect.stringContaining("Usage: ecomind") });
  });
});
