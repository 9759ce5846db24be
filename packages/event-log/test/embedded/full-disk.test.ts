import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { openEmbeddedLog } from "../../src/embedded/index.js";
import { LogFullError } from "../../src/errors.js";
import type { AppendRecord, LogWriter } from "../../src/port.js";
import { AppendingProcess } from "./appending-process.js";
import { keysOf } from "./whole-log.js";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ecomind-log-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const record = (key: string, bytes = 20_000): AppendRecord => ({ key, value: Buffer.alloc(bytes, "x") });

test("below the least room that is kept free appends are refused as full, and nothing is written", async () => {
  const log = await openEmbeddedLog({ dir, leastFreeBytes: Number.MAX_SAFE_INTEGER });
  const writer = await log.writer("events");
  await expect(writer.append([record("a")])).rejects.toThrow(LogFullError);
  expect(await keysOf(log)).toEqual([]);
  expect((await log.check()).map(({ message }) => message)).toEqual([expect.stringContaining("no room")]);
  await log.close();
});

test("a data file that may not grow refuses appends and lives, keeps what it acknowledged, and takes more once it may", async () => {
  const limited = new AppendingProcess(dir, { shell: "ulimit -f 8000", size: 20_000 });
  await limited.until(({ errors }) => errors.length >= 3);
  await limited.kill();
  for (const name of limited.errors) expect(["LogFullError", "LogUnavailableError"]).toContain(name);
  expect(limited.acknowledged.length).toBeGreaterThan(5);
  const free = new AppendingProcess(dir, { size: 20_000 });
  await free.until(({ acknowledged }) => acknowledged.length >= 10);
  await free.kill();
  const log = await openEmbeddedLog({ dir });
  const keys = await keysOf(log);
  await log.close();
  expect(new Set(keys).size).toBe(keys.length);
  const there = new Set(keys);
  expect([...limited.acknowledged, ...free.acknowledged].filter((key) => !there.has(key))).toEqual([]);
}, 60_000);

/** A disk of 16 MiB, where this user may mount one. */
const mounted = mkdtempSync(join(tmpdir(), "ecomind-disk-"));
const mayMount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", mounted]).status === 0;
afterAll(() => {
  if (mayMount) spawnSync("umount", ["-l", mounted]);
  rmSync(mounted, { recursive: true, force: true });
});

async function fill(writer: LogWriter, acknowledged: string[]): Promise<unknown> {
  for (let number = 0; number < 2_000; number += 1)
    try {
      const key = `${acknowledged.length}`;
      await writer.append([record(key)]);
      acknowledged.push(key);
    } catch (error) {
      return error;
    }
  return undefined;
}

test.runIf(mayMount)(
  "a disk that is full refuses appends as full, and takes them again in the same process once there is room (needs the right to mount)",
  async () => {
    const folder = join(mounted, "log");
    const ballast = join(mounted, "ballast");
    writeFileSync(ballast, Buffer.alloc(8 * 1024 ** 2));
    const log = await openEmbeddedLog({ dir: folder, leastFreeBytes: 0 });
    const writer = await log.writer("events");
    const acknowledged: string[] = [];
    expect(await fill(writer, acknowledged)).toBeInstanceOf(LogFullError);
    const before = acknowledged.length;
    expect(before).toBeGreaterThan(20);
    await expect(writer.append([record("refused")])).rejects.toThrow(LogFullError);
    rmSync(ballast);
    expect(await fill(writer, acknowledged)).toBeInstanceOf(LogFullError);
    expect(acknowledged.length).toBeGreaterThan(before + 20);
    const there = await keysOf(log);
    expect(acknowledged.filter((key) => !there.includes(key))).toEqual([]);
    expect(there).not.toContain("refused");
    await log.close();
    const again = await openEmbeddedLog({ dir: folder });
    expect((await keysOf(again)).length).toBe(there.length);
    await again.close();
  },
  60_000,
);
