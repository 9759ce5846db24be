import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedLog } from "../../src/embedded/index.js";
import { eventLogSuite } from "../event-log.suite.js";

eventLogSuite("the embedded log", async () => {
  const dir = mkdtempSync(join(tmpdir(), "ecomind-log-"));
  const open = () => openEmbeddedLog({ dir, partitions: 4, sessionTimeoutMs: 600 });
  const log = await open();
  return {
    log,
    again: open,
    dispose: async () => {
      await log.close();
      rmSync(dir, { recursive: true });
    },
  };
});
