import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEmbeddedLog } from "../../src/embedded/index.js";
import { LogUnavailableError } from "../../src/errors.js";
import { MicroBatcher } from "../../src/micro-batcher.js";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ecomind-log-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const record = (key: string) => ({ key, value: "v" });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const isStopped = (pid = 0) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.startsWith("T");

test.each([
  "SIGCONT",
  "SIGKILL",
] as const)("while a process stands still in a write, appends end in time and reading goes on; after %s all does", async (signal) => {
  const log = await openEmbeddedLog({ dir, partitions: 1 });
  const writer = await log.writer("events");
  await writer.append([record("a"), record("b")]);
  const reader = await log.reader("events", "g");
  const assigned = await reader.poll();
  await reader.seek(assigned.assignment, new Map([[0, 0]]));
  const script = fileURLToPath(new URL("stop-within-write.js", import.meta.url));
  const other = spawn(process.execPath, [script, dir], { stdio: ["ignore", "ignore", "inherit"] });
  while (!isStopped(other.pid)) await pause(20);

  const batcher = new MicroBatcher(writer, { timeoutMs: 300 });
  const beganMs = performance.now();
  const answer = await new Promise((resolve) => batcher.append([record("c")], resolve));
  expect(answer).toBeInstanceOf(LogUnavailableError);
  expect(performance.now() - beganMs).toBeLessThan(2_000);
  expect(batcher.stalled).toBe(true);

  expect(await reader.poll()).toMatchObject({ kind: "records", records: [{ offset: 0 }, { offset: 1 }] });
  let committed = false;
  const commit = reader.commit(assigned.assignment, new Map([[0, 2]])).then(() => {
    committed = true;
  });
  // Longer than the session: nobody else can take the partition either.
  await pause(3_500);
  expect(committed).toBe(false);
  expect(await reader.poll({ maxWaitMs: 1 })).toMatchObject({ kind: "idle", assignment: assigned.assignment });

  other.kill(signal);
  await commit;
  await batcher.drain();
  expect(batcher.stalled).toBe(false);
  // What callers were told nothing certain of is there, once.
  expect(await reader.poll()).toMatchObject({ kind: "records", records: [{ offset: 2 }] });
  batcher.close();
  await log.close();
}, 30_000);
