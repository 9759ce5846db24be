import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedLog } from "@ecomind/event-log/embedded";
import { expect, test } from "vitest";
import { AppendingProcess } from "../../../packages/event-log/test/embedded/appending-process.js";
import { keysOf } from "../../../packages/event-log/test/embedded/whole-log.js";

/** Two processes that append at once lost one acknowledged record in about fifty such rounds before. */
const rounds = 200;

test("what two processes append at once is all there, however often they begin and are killed", async () => {
  for (let round = 0; round < rounds; round += 1) {
    const dir = mkdtempSync(join(tmpdir(), "ecomind-log-"));
    const writers = [new AppendingProcess(dir), new AppendingProcess(dir)] as const;
    await Promise.all(writers.map((writer) => writer.until(({ acknowledged }) => acknowledged.length > 40)));
    for (const writer of writers) await writer.kill();
    const log = await openEmbeddedLog({ dir });
    const there = new Set(await keysOf(log));
    await log.close();
    const lost = writers.flatMap(({ acknowledged }) => acknowledged.filter((key) => !there.has(key)));
    rmSync(dir, { recursive: true });
    expect(lost, `round ${round}`).toEqual([]);
  }
}, 300_000);
