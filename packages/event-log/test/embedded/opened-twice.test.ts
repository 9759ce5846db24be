import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openEmbeddedLog } from "../../src/embedded/index.js";

const dir = mkdtempSync(join(tmpdir(), "ecomind-log-"));
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
