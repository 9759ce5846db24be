export interface RateLimit {
  /** Events, requests or what else is counted, a second, on average; 0: no limit. */
  readonly perSecond: number;
  /** As many at once. */
  readonly burst: number;
}

export interface RateVerdict {
  readonly allowed: boolean;
  /** As many are left now. */
  readonly remaining: number;
  /** Seconds until as many as were asked for are there. */
  readonly retryAfterSeconds: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

const unlimited: RateVerdict = { allowed: true, remaining: Number.POSITIVE_INFINITY, retryAfterSeconds: 0 };

/** Token buckets by name. A bucket that is full again is forgotten, so that memory follows those who are active. */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #buckets = new Map<string, Bucket>();
  #sweptMs = 0;

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  get limit(): RateLimit {
    return this.#limit;
  }

  /** The RateLimit header fields of a verdict. @param name of the policy */
  headers(name: string, { allowed, remaining, retryAfterSeconds }: RateVerdict): Record<string, string> {
    const { perSecond, burst } = this.#limit;
    if (perSecond === 0) return {};
    const refillSeconds = allowed ? Math.ceil((burst - remaining) / perSecond) : retryAfterSeconds;
    return {
      "ratelimit-policy": `"${name}";q=${burst};w=${Math.max(1, Math.ceil(burst / perSecond))}`,
      ratelimit: `"${name}";r=${remaining};t=${refillSeconds}`,
    };
  }

  /** Takes `events` from a bucket if they are there. More than a whole burst is taken when the bucket is full. */
  take(name: string, events: number, nowMs: number): RateVerdict {
    const { perSecond, burst } = this.#limit;
    if (perSecond === 0) return unlimited;
    this.#sweep(nowMs);
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      bucket = { tokens: burst, atMs: nowMs };
      this.#buckets.set(name, bucket);
    }
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    const wanted = Math.min(events, burst);
    if (bucket.tokens < wanted)
      return {
        allowed: false,
        remaining: Math.floor(Math.max(0, bucket.tokens)),
        retryAfterSeconds: Math.max(1, Math.ceil((wanted - bucket.tokens) / perSecond)),
      };
    bucket.tokens -= events;
    return { allowed: true, remaining: Math.floor(Math.max(0, bucket.tokens)), retryAfterSeconds: 0 };
  }

  /** Puts back what was taken for something that did not happen. */
  giveBack(name: string, events: number): void {
    const bucket = this.#buckets.get(name);
    if (bucket !== undefined) bucket.tokens = Math.min(this.#limit.burst, bucket.tokens + events);
  }

  #sweep(nowMs: number): void {
    if (nowMs - this.#sweptMs < 60_000) return;
    this.#sweptMs = nowMs;
    const { perSecond, burst } = this.#limit;
    for (const [name, { tokens, atMs }] of this.#buckets)
      if (tokens + ((nowMs - atMs) / 1000) * perSecond >= burst) this.#buckets.delete(name);
  }
}
