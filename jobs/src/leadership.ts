import type { ClickHouseClient } from "@ecomind/clickhouse";
import { rowsOf } from "./job.js";

export interface LeadershipOptions {
  readonly client: ClickHouseClient;
  /** Host, process and moment: no two processes have the same. */
  readonly owner: string;
  /** A leader that has not renewed for this long has lost its place, in milliseconds. @default 15_000 */
  readonly leaseMs?: number;
}

interface Lease {
  readonly fence: number;
  readonly owner: string;
  /** By the store's clock. */
  readonly age_ms: number;
}

/**
 * How much of a lease its holder goes by, and may renew it in. In the rest nobody does anything with it, so that a renewal
 * and a takeover, which may each take some time to be seen, do not cross.
 */
const heldPart = 0.6;

/**
 * One leader at a time, by the store's clock alone. Whoever may not be sure that its lease holds stops: a leader whose
 * renewal fails steps down well before another may take its place.
 */
export class Leadership {
  readonly #client: ClickHouseClient;
  readonly #leaseMs: number;
  readonly owner: string;
  #fence = 0;
  #renewedMs = Number.NEGATIVE_INFINITY;

  constructor({ client, owner, leaseMs = 15_000 }: LeadershipOptions) {
    this.#client = client;
    this.owner = owner;
    this.#leaseMs = leaseMs;
  }

  get #heldMs(): number {
    return this.#leaseMs * heldPart;
  }

  /** Of the lease that is held; 0: none. */
  get fence(): number {
    return this.holds ? this.#fence : 0;
  }

  /** Whether the lease holds for certain. The process's own clock, from before it asked to renew. */
  get holds(): boolean {
    return this.#fence > 0 && performance.now() - this.#renewedMs < this.#heldMs;
  }

  /** Renews the lease, or takes the place when nobody holds it. @returns whether it holds now */
  async seek(): Promise<boolean> {
    const askedMs = performance.now();
    let newest = await this.#newest();
    if (this.#isOwn(newest) && newest.age_ms < this.#heldMs) {
      // Only while nobody took a greater fence, nor may soon; a leader that was paused past its lease finds that out here.
      await this.#client.command({
        query: `INSERT INTO job_leaders (fence, owner) SELECT {fence:UInt64}, {owner:String}
          WHERE (SELECT max(fence) FROM job_leaders) = {fence:UInt64}
            AND (SELECT max(renewed_at) FROM job_leaders WHERE fence = {fence:UInt64}) > now64(3) - toIntervalMillisecond({held:UInt64})`,
        query_params: { fence: this.#fence, owner: this.owner, held: Math.floor(this.#heldMs) },
      });
      newest = await this.#newest();
      if (this.#isOwn(newest)) {
        // One that took longer to be seen than the rest of a lease: another may have looked before, and be about to take over.
        if (newest.age_ms < this.#leaseMs - this.#heldMs) this.#renewedMs = askedMs;
        return this.holds;
      }
    }
    this.#fence = 0;
    if (newest !== undefined && newest.owner !== this.owner && newest.age_ms < this.#leaseMs) return false;
    const fence = (newest?.fence ?? 0) + 1;
    await this.#client.command({
      query: "INSERT INTO job_leaders (fence, owner) SELECT {fence:UInt64}, {owner:String}",
      query_params: { fence, owner: this.owner },
      clickhouse_settings: { insert_deduplication_token: `leader/${fence}`, insert_deduplicate: 1 },
    });
    const taken = await this.#newest();
    if (taken?.owner !== this.owner || taken.fence !== fence) return false;
    this.#fence = fence;
    this.#renewedMs = askedMs;
    return this.holds;
  }

  /** Gives the place back, so that another need not wait for the lease to end. */
  async resign(): Promise<void> {
    const fence = this.#fence;
    this.#fence = 0;
    if (fence === 0) return;
    await this.#client.command({
      query: `INSERT INTO job_leaders (fence, owner, renewed_at) SELECT {fence:UInt64}, '', now64(3) - INTERVAL 1 HOUR
        WHERE (SELECT max(fence) FROM job_leaders) + 1 = {fence:UInt64}`,
      query_params: { fence: fence + 1 },
      clickhouse_settings: { insert_deduplication_token: `leader/${fence + 1}`, insert_deduplicate: 1 },
    });
  }

  #isOwn(lease: Lease | undefined): lease is Lease {
    return lease !== undefined && lease.owner === this.owner && lease.fence === this.#fence;
  }

  async #newest(): Promise<Lease | undefined> {
    const [row] = await rowsOf<Lease>(
      this.#client,
      `SELECT toFloat64(fence) AS fence, owner, toFloat64(dateDiff('millisecond', max(l.renewed_at), now64(3))) AS age_ms
       FROM job_leaders AS l GROUP BY fence, owner ORDER BY fence DESC LIMIT 1`,
    );
    return row;
  }
}
