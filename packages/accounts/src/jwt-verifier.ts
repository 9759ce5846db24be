import { decodeJwt, decodeProtectedHeader, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { ClaimError, readClaims } from "./claims.js";
import { type IssuerKeysOptions, issuerKeys } from "./issuer-keys.js";
import type { CredentialFault, Principal, Scope } from "./key-ring.js";

export interface JwtVerifierOptions extends IssuerKeysOptions {
  readonly issuer: string;
  readonly audience: string;
  /** @default RS256, ES256 and EdDSA, which is also called Ed25519 */
  readonly algorithms?: readonly string[];
  /** Seconds that clocks may differ. @default 30 */
  readonly clockToleranceSeconds?: number;
  /** For tests that hold the keys themselves. */
  readonly keys?: JWTVerifyGetKey;
}

interface Remembered {
  readonly principal: Principal;
  readonly expiresAtMs: number;
}

const usualAlgorithms = ["RS256", "ES256", "EdDSA", "Ed25519"] as const;

const rememberedMost = 10_000;
/** A token found right is not verified again for this long, in milliseconds, or until it expires. */
const rememberedMs = 5_000;

/** What the roles of a token allow. */
const scopesOfRole: Readonly<Record<string, readonly Scope[]>> = {
  owner: ["ingest", "read", "admin"],
  admin: ["ingest", "read", "admin"],
  analyst: ["read"],
  viewer: ["ingest", "read"],
  billing: ["read"],
  ingest: ["ingest"],
};

/** Whether a token was judged; else the keys could not be had, which says nothing of it. */
export const isFaultOfToken = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) &&
  error.code !== errors.JOSEError.code;

/** Verifies bearer tokens against the issuer's published keys. */
export class JwtVerifier {
  readonly #options: JwtVerifierOptions;
  readonly #keys: JWTVerifyGetKey;
  #remembered = new Map<string, Remembered>();

  constructor(options: JwtVerifierOptions) {
    this.#options = options;
    this.#keys = options.keys ?? issuerKeys(options);
  }

  /** What is remembered of a token; undefined: it must be verified. */
  remembered(token: string, nowMs: number = Date.now()): Principal | undefined {
    const known = this.#remembered.get(token);
    return known !== undefined && known.expiresAtMs > nowMs ? known.principal : undefined;
  }

  /**
   * Whether some signature could make a token right: what it says itself is looked at, without a key and at once. Says
   * nothing of who made it.
   */
  couldBeRight(token: string): boolean {
    const { issuer, audience, algorithms = usualAlgorithms } = this.#options;
    try {
      const { alg = "" } = decodeProtectedHeader(token);
      const payload = decodeJwt(token);
      const { orgId, roles } = readClaims(payload);
      return (
        algorithms.includes(alg) &&
        payload.iss === issuer &&
        [payload.aud].flat().includes(audience) &&
        typeof payload.exp === "number" &&
        orgId !== undefined &&
        roles !== undefined
      );
    } catch (error) {
      if (error instanceof ClaimError || error instanceof errors.JOSEError || error instanceof TypeError) return false;
      throw error;
    }
  }

  /** @throws Error when the issuer's keys cannot be had */
  async verify(token: string): Promise<Principal | CredentialFault> {
    const { issuer, audience, algorithms = usualAlgorithms, clockToleranceSeconds = 30 } = this.#options;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer,
        audience,
        algorithms: [...algorithms],
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ["exp", "sub", "org_id", "roles"],
      });
      const { sub, orgId, roles = [] } = readClaims(payload);
      if (orgId === undefined) return "credential_invalid";
      const { exp = 0 } = payload;
      const scopes = new Set(
        roles.flatMap((role) => (Object.hasOwn(scopesOfRole, role) ? (scopesOfRole[role] ?? []) : [])),
      );
      const principal: Principal = { orgId, kind: "jwt", id: sub, scopes, roles: new Set(roles) };
      if (this.#remembered.size >= rememberedMost) this.#remembered = new Map();
      this.#remembered.set(token, { principal, expiresAtMs: Math.min(exp * 1000, Date.now() + rememberedMs) });
      return principal;
    } catch (error) {
      if (error instanceof errors.JWTExpired) return "credential_expired";
      if (error instanceof ClaimError || isFaultOfToken(error)) return "credential_invalid";
      throw error;
    }
  }
}
