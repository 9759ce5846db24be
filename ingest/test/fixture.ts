import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryKeyRing, newApiKey, parseApiKey, type Scope, type StoredKey, secretDigest } from "@ecomind/accounts";
import type { EventLog, LogRecord } from "@ecomind/event-log";
import { openEmbeddedLog } from "@ecomind/event-log/embedded";
import { createLogger, createMetrics, Health } from "@ecomind/platform";
import { createIngestApp, type IngestOptions } from "../src/app.js";

/** An edge on a real embedded log, and keys for it. */
export interface EdgeFixture {
  readonly url: string;
  readonly port: number;
  readonly key: string;
  readonly readOnlyKey: string;
  readonly health: Health;
  readonly log: EventLog;
  keys(...stored: StoredKey[]): void;
  /** Every record of the log. */
  stored(): Promise<LogRecord[]>;
  dispose(): Promise<void>;
}

export function storedKey(
  key: string,
  orgId: string,
  scopes: readonly Scope[],
  extra: Partial<StoredKey> = {},
): StoredKey {
  const parts = parseApiKey(key);
  if (parts === undefined) throw new Error("not a key");
  return {
    keyId: parts.keyId,
    orgId,
    secretSha256: secretDigest(parts.secret),
    scopes,
    expiresAtMs: null,
    revokedAtMs: null,
    ...extra,
  };
}

export async function startEdge(extra: Partial<IngestOptions> = {}): Promise<EdgeFixture> {
  const dir = mkdtempSync(join(tmpdir(), "ecomind-edge-"));
  const log = await openEmbeddedLog({ dir, partitions: 2 });
  const ring = new MemoryKeyRing();
  const [key, readOnlyKey] = [newApiKey(), newApiKey()];
  const own = [storedKey(key, "acme", ["ingest"]), storedKey(readOnlyKey, "acme", ["read"])];
  ring.replace(own);
  const health = new Health();
  const app = createIngestApp({
    writer: await log.writer("events"),
    keyRing: { authenticate: (text) => ring.authenticate(text), size: ring.size, loaded: true, close: async () => {} },
    registry: createMetrics("ingest"),
    health,
    logger: createLogger({ service: "ingest", level: "silent" }),
    eventIdSecret: "a secret of the tests' own",
    ...extra,
  });
  const port = await app.listen("127.0.0.1", 0);
  health.started();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    key,
    readOnlyKey,
    health,
    log,
    keys: (...stored) => ring.replace([...own, ...stored]),
    stored: async () => {
      const inspector = await log.inspector("events");
      const records: LogRecord[] = [];
      for (const [partition, { start, end }] of await inspector.bounds())
        for (let offset = start; offset < end; offset += 1)
          records.push((await inspector.recordAt(partition, offset)) as LogRecord);
      return records;
    },
    dispose: async () => {
      await app.close();
      await log.close();
      rmSync(dir, { recursive: true });
    },
  };
}

export const sample = (extra: object = {}) => ({
  id: crypto.randomUUID(),
  ts: new Date().toISOString(),
  user_id: "u1",
  provider: "openai",
  model: "gpt-4o",
  tokens_in: 100,
  tokens_out: 300,
  ...extra,
});
