import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { openEmbeddedLog } from "../../src/embedded/index.js";

const appendRecords = fileURLToPath(new URL("append-records.js", import.meta.url));
const dir = mkdtempSync(join(tmpdir(), "ecomind-log-"));
afterEach(() => rmSync(dir, { recursive: true }));

test("whatever another process shows can be read at once, even by one that read just before and was stopped", async () => {
  const log = await openEmbeddedLog({ dir });
  const inspector = await log.inspector("events");
  const reader = await log.reader("events", "g");
  const { assignment, partitions } = (await reader.poll()) as { assignment: number; partitions: readonly number[] };
  await reader.seek(assignment, new Map(partitions.map((partition) => [partition, 0])));
  // No timer runs from here on: the snapshot that this takes is what is read next, unless it is renewed.
  void inspector.committed("g");
  execFileSync(process.execPath, [appendRecords, dir, "20"]);
  const poll = reader.poll();
  const record = inspector.recordAt(0, 0);
  expect((await poll).kind).toBe("records");
  expect(await record).toBeDefined();
  await log.close();
});
