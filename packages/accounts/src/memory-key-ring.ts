import { timingSafeEqual } from "node:crypto";
import { parseApiKey, secretDigest } from "./api-key.js";
import type { CredentialFault, Principal, Scope } from "./key-ring.js";

/** A key as the store holds it. Times in milliseconds since 1970. */
export interface StoredKey {
  readonly keyId: string;
  readonly orgId: string;
  /** SHA-256 of the secret, hex. */
  readonly secretSha256: string;
  readonly scopes: readonly Scope[];
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
}

interface Entry {
  readonly key: StoredKey;
  readonly digest: Buffer;
  readonly principal: Principal;
}

/** Keys presented and found right lately, so that a client's every request does not hash its secret again. */
const rememberedMost = 10_000;

/** A set of keys in memory, replaced as a whole. */
export class MemoryKeyRing {
  #entries = new Map<string, Entry>();
  #remembered = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  replace(keys: readonly StoredKey[]): void {
    this.#entries = new Map(
      keys.map((key) => [
        key.keyId,
        {
          key,
          digest: Buffer.from(key.secretSha256, "hex"),
          principal: {
            orgId: key.orgId,
            kind: "api-key",
            id: key.keyId,
            scopes: new Set(key.scopes),
            roles: new Set<string>(),
          },
        },
      ]),
    );
    this.#remembered = new Map();
  }

  /** @param presented the whole key @param nowMs the clock, for expiry */
  authenticate(presented: string, nowMs: number = Date.now()): Principal | CredentialFault {
    const entry = this.#entryOf(presented);
    if (entry === undefined) return "credential_invalid";
    const { revokedAtMs, expiresAtMs } = entry.key;
    if (revokedAtMs !== null && revokedAtMs <= nowMs) return "credential_revoked";
    if (expiresAtMs !== null && expiresAtMs <= nowMs) return "credential_expired";
    return entry.principal;
  }

  /** Whose key it is, whether or not it has ended; undefined: nobody's. */
  holderOf(presented: string): Principal | undefined {
    return this.#entryOf(presented)?.principal;
  }

  #entryOf(presented: string): Entry | undefined {
    return this.#remembered.get(presented) ?? this.#verify(presented);
  }

  #verify(presented: string): Entry | undefined {
    const parts = parseApiKey(presented);
    if (parts === undefined) return undefined;
    const digest = Buffer.from(secretDigest(parts.secret), "hex");
    const entry = this.#entries.get(parts.keyId);
    if (entry === undefined || entry.digest.length !== digest.length || !timingSafeEqual(entry.digest, digest))
      return undefined;
    if (this.#remembered.size >= rememberedMost) this.#remembered.clear();
    this.#remembered.set(presented, entry);
    return entry;
  }
}
