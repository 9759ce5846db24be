import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEmbeddedLog } from "../../src/embedded/index.js";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ecomind-log-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

test("a process may open a log again while it appends, and close either", async () => {
  const log = await openEmbeddedLog({ dir });
  const writer = await log.writer("events");
  let appending = true;
  let appended = 0;
  const appends = (async () => {
    for (; appending; appended += 1) await writer.append([{ key: `${appended}`, value: Buffer.from("x") }]);
  })();
  for (let round = 0; round < 20; round += 1) {
    const again = await openEmbeddedLog({ dir });
    await (await again.writer("events")).append([{ key: "again", value: Buffer.from("x") }]);
    await again.close();
  }
  appending = false;
  await appends;
  const inspector = await log.inspector("events");
  const total = [...(await inspector.bounds()).values()].reduce((sum, { end }) => sum + end, 0);
  expect(total).toBe(appended + 20);
  await log.close();
});

test("a log keeps the epoch that it was made with", async () => {
  const log = await openEmbeddedLog({ dir, epoch: 7 });
  expect(log.epoch).toBe(7);
  await log.close();
  const again = await openEmbeddedLog({ dir });
  expect(again.epoch).toBe(7);
  await again.close();
  await expect(openEmbeddedLog({ dir, epoch: 8 })).rejects.toThrow(/epoch 7, not 8/);
});
