import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { ClickHouseClient } from "@ecomind/clickhouse";
import type { Logger } from "@ecomind/platform";
import type { CredentialFault, KeyRing, Principal, Scope } from "./key-ring.js";
import { MemoryKeyRing, type StoredKey } from "./memory-key-ring.js";

export interface StoreKeyRingOptions {
  readonly client: ClickHouseClient;
  readonly logger: Logger;
  /** Where the keys are kept between starts, mode 0600: digests only. Absent: nowhere. */
  readonly cacheFile?: string | undefined;
  /** Milliseconds between two looks at the store; a revoked key works for no longer. @default 1500 */
  readonly refreshMs?: number;
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

/** The keys of the store, held in memory: no request waits for the store, and none fails because it is away. */
export class StoreKeyRing implements KeyRing {
  readonly #options: StoreKeyRingOptions;
  readonly #ring = new MemoryKeyRing();
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

  async #refresh(): Promise<void> {
    const { client, logger, refreshMs = 1_500 } = this.#options;
    clearTimeout(this.#timer);
    try {
      const result = await client.query({ query, format: "JSONEachRow" });
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
    if (!this.#closed) this.#timer = setTimeout(() => void this.refresh(), refreshMs).unref();
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
    return this.#ring.authenticate(key);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#refreshing;
  }
}
