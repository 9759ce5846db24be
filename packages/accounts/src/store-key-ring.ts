import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { ClickHouseClient } from "@ecomind/clickhouse";
import type { Logger } from "@ecomind/platform";
import type { CredentialFault, KeyHolders, KeyRing, Principal, RereadKeys, Scope } from "./key-ring.js";
import { KeyUses } from "./key-uses.js";
import { MemoryKeyRing, type StoredKey } from "./memory-key-ring.js";

export interface StoreKeyRingOptions {
  readonly client: ClickHouseClient;
  readonly logger: Logger;
  /** Where the keys are kept between starts, mode 0600: digests only. Absent: nowhere. */
  readonly cacheFile?: string | undefined;
  /** Milliseconds between two looks at the store; a revoked key works for no longer. @default 1500 */
  readonly refreshMs?: number;
  /** Milliseconds between two writes of when keys were used. @default 60_000 */
  readonly usesMs?: number;
}

interface Row {
  readonly key_id: string;
  readonly org_id: string;
  readonly secret_sha256: string;
  readonly scopes: Scope[];
  readonly expires_ms: number | null;
  readonly revoked_ms: number | null;
}

const query = `SELECT key_id, org_id, secret_sha256, scopes,
  toFloat64(toUnixTimestamp64Milli(expires_at)) AS expires_ms, toFloat64(toUnixTimestamp64Milli(revoked_at)) AS revoked_ms
  FROM api_keys_now`;

/** How long the store may take to tell the keys. */
const answerMs = 3_000;

/** The keys of the store, held in memory: no request waits for the store, and none fails because it is away. */
export class StoreKeyRing implements KeyRing, KeyHolders, RereadKeys {
  readonly #options: StoreKeyRingOptions;
  readonly #ring = new MemoryKeyRing();
  readonly #uses = new KeyUses();
  #usesWrittenMs = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #cached = "";
  #failing = false;
  #closed = false;
  #loaded = false;
  #refreshing: Promise<void> | undefined;

  constructor(options: StoreKeyRingOptions) {
    this.#options = options;
  }

  /** Takes what was kept, and begins to look at the store. Does not wait for the store. */
  start(): this {
    const { cacheFile } = this.#options;
    if (cacheFile !== undefined) {
      try {
        this.#cached = readFileSync(cacheFile, "utf8");
        this.#ring.replace(JSON.parse(this.#cached) as StoredKey[]);
        this.#loaded = true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT")
          this.#options.logger.warn({ err: error }, "the kept API keys could not be read");
      }
    }
    void this.refresh();
    return this;
  }

  /** Looks at the store now; a failure is logged, and the keys known stay. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async reread(): Promise<void> {
    // A look that is under way may have begun before the change.
    await this.#refreshing;
    await this.refresh();
  }

  async #refresh(): Promise<void> {
    const { client, logger, refreshMs = 1_500, usesMs = 60_000 } = this.#options;
    clearTimeout(this.#timer);
    try {
      const result = await client.query({
        query,
        format: "JSONEachRow",
        // One that hangs would hold back the news of a revocation: the next one may come through.
        abort_signal: AbortSignal.timeout(answerMs),
        clickhouse_settings: {
          max_execution_time: answerMs / 1_000,
          max_memory_usage: "1000000000",
          log_comment: "ecomind keys",
        },
      });
      const rows = await result.json<Row>();
      const keys = rows.map(
        (row): StoredKey => ({
          keyId: row.key_id,
          orgId: row.org_id,
          secretSha256: row.secret_sha256,
          scopes: row.scopes,
          expiresAtMs: row.expires_ms,
          revokedAtMs: row.revoked_ms,
        }),
      );
      this.#loaded = true;
      this.#keep(keys.sort((a, b) => (a.keyId < b.keyId ? -1 : 1)));
      if (this.#failing) logger.info("API keys are read from the store again");
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) logger.warn({ err: error }, "API keys could not be read from the store; those known stay");
      this.#failing = true;
    }
    if (performance.now() - this.#usesWrittenMs >= usesMs) await this.#writeUses();
    if (!this.#closed) this.#timer = setTimeout(() => void this.refresh(), refreshMs).unref();
  }

  /** A time that is not written changes nobody's rights: it is only told. */
  async #writeUses(): Promise<void> {
    const { client, logger } = this.#options;
    this.#usesWrittenMs = performance.now();
    await this.#uses
      .write(client)
      .catch((error: unknown) => logger.debug({ err: error }, "when keys were used could not be written"));
  }

  #keep(keys: readonly StoredKey[]): void {
    const text = JSON.stringify(keys);
    if (text === this.#cached) return;
    this.#ring.replace(keys);
    this.#cached = text;
    const { cacheFile } = this.#options;
    if (cacheFile === undefined) return;
    writeFileSync(`${cacheFile}.${process.pid}`, text, { mode: 0o600 });
    renameSync(`${cacheFile}.${process.pid}`, cacheFile);
  }

  get size(): number {
    return this.#ring.size;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  authenticate(key: string): Principal | CredentialFault {
    const nowMs = Date.now();
    const result = this.#ring.authenticate(key, nowMs);
    if (typeof result !== "string") this.#uses.note(result, nowMs);
    return result;
  }

  holderOf(key: string): Principal | undefined {
    return this.#ring.holderOf(key);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#refreshing;
    await this.#writeUses();
  }
}
