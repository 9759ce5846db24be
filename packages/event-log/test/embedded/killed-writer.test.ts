import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEmbeddedLog } from "../../src/embedded/index.js";
import { AppendingProcess } from "./appending-process.js";
import { keysOf } from "./whole-log.js";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ecomind-log-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const within = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.random() * ms));

test("a writer that is killed at any instant loses nothing that it acknowledged, and leaves no gap and no double", async () => {
  const acknowledged: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    const writer = new AppendingProcess(dir);
    await writer.until(({ acknowledged: keys }) => keys.length > 20);
    await within(150);
    await writer.kill();
    acknowledged.push(...writer.acknowledged);
    const log = await openEmbeddedLog({ dir });
    const keys = await keysOf(log);
    await log.close();
    const there = new Set(keys);
    expect(there.size, "no record twice").toBe(keys.length);
    expect(acknowledged.filter((key) => !there.has(key))).toEqual([]);
    // Of an append of two records that was cut off both are there, or neither.
    for (const key of keys) expect(there.has(key.endsWith("/b") ? key.slice(0, -2) : `${key}/b`)).toBe(true);
  }
}, 90_000);

test("others go on when a writer is killed in the middle of an append, and wait while one is stopped", async () => {
  const [killed, other] = [new AppendingProcess(dir), new AppendingProcess(dir)];
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(
      [killed, other].map((each) => each.until(({ acknowledged }) => acknowledged.length > 20 * round)),
    );
    await within(30);
    killed.signal("SIGSTOP");
    await within(100);
    killed.signal("SIGCONT");
  }
  await killed.kill();
  const before = other.acknowledged.length;
  await other.until(({ acknowledged }) => acknowledged.length > before + 20);
  await other.kill();
  const log = await openEmbeddedLog({ dir });
  const there = new Set(await keysOf(log));
  await log.close();
  expect([...killed.acknowledged, ...other.acknowledged].filter((key) => !there.has(key))).toEqual([]);
}, 90_000);
