import { type RateLimit, RateLimiter, type RateVerdict } from "./rate-limiter.js";

/** Whose request it is. */
export interface Caller {
  readonly orgId: string;
  readonly kind: string;
  readonly id: string;
}

export interface CredentialLimitsOptions {
  readonly credential: RateLimit;
  /** All credentials of an organisation together. */
  readonly org: RateLimit;
  /** What the limit of one credential is called in the RateLimit header fields. @default "credential" */
  readonly name?: string;
}

/** Two limits for each request: of its credential, and of its organisation. */
export class CredentialLimits {
  readonly #credentials: RateLimiter;
  readonly #orgs: RateLimiter;
  readonly #name: string;
  /** Buckets' names, made once for each caller that is remembered elsewhere. */
  readonly #names = new WeakMap<Caller, string>();

  constructor({ credential, org, name = "credential" }: CredentialLimitsOptions) {
    this.#credentials = new RateLimiter(credential);
    this.#orgs = new RateLimiter(org);
    this.#name = name;
  }

  /** Takes from both buckets, or from none. @returns the verdict that binds, with its RateLimit header fields */
  take(caller: Caller, count: number, nowMs: number): { verdict: RateVerdict; headers: Record<string, string> } {
    const bucket = this.#bucketOf(caller);
    const own = this.#credentials.take(bucket, count, nowMs);
    if (!own.allowed) return { verdict: own, headers: this.#credentials.headers(this.#name, own) };
    const org = this.#orgs.take(caller.orgId, count, nowMs);
    if (!org.allowed) this.#credentials.giveBack(bucket, count);
    // Told is the bucket that refuses, else the one that holds less. One that refuses a batch may hold more than the other.
    return !org.allowed || org.remaining < own.remaining
      ? { verdict: org, headers: this.#orgs.headers("org", org) }
      : { verdict: own, headers: this.#credentials.headers(this.#name, own) };
  }

  /** An id alone is not enough: the subject of a token is whatever its issuer says, in any organisation. */
  #bucketOf(caller: Caller): string {
    let name = this.#names.get(caller);
    if (name === undefined) {
      name = `${caller.orgId}\n${caller.kind}\n${caller.id}`;
      this.#names.set(caller, name);
    }
    return name;
  }
}
