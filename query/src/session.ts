import { createHash, timingSafeEqual } from "node:crypto";
import type { Principal } from "@ecomind/accounts";
import { jwtVerify, SignJWT } from "jose";
import { cookieOf, sessionCookie, setCookie } from "./session-cookie.js";

const lifetimeSeconds = 12 * 3600;

/**
 * Sessions of the local owner: a token that the start command printed is exchanged for a signed cookie. Signed with a key
 * that derives from the token, so that a new token ends every session.
 */
export class OwnerSessions {
  readonly #tokenDigest: Buffer;
  readonly #key: Uint8Array;
  readonly #orgId: string;

  constructor(ownerToken: string, orgId: string) {
    this.#tokenDigest = createHash("sha256").update(ownerToken).digest();
    this.#key = createHash("sha256").update(`ecomind session key\n${ownerToken}`).digest();
    this.#orgId = orgId;
  }

  /** @returns the `set-cookie` header; undefined when the token is not the owner's */
  async begin(token: string): Promise<string | undefined> {
    if (!timingSafeEqual(createHash("sha256").update(token).digest(), this.#tokenDigest)) return undefined;
    const jwt = await new SignJWT({ org_id: this.#orgId })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("owner")
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(this.#key);
    return setCookie({ name: sessionCookie, value: jwt, maxAgeSeconds: lifetimeSeconds, secure: false });
  }

  get end(): string {
    return setCookie({ name: sessionCookie, value: "", maxAgeSeconds: 0, secure: false });
  }

  /** Who a cookie header speaks for; undefined without a valid session. */
  async principal(cookies: string | undefined): Promise<Principal | undefined> {
    const jwt = cookieOf(cookies, sessionCookie);
    if (!jwt) return undefined;
    try {
      await jwtVerify(jwt, this.#key, { algorithms: ["HS256"], requiredClaims: ["exp"] });
    } catch {
      return undefined;
    }
    return {
      orgId: this.#orgId,
      kind: "session",
      id: "owner",
      scopes: new Set(["read", "admin"]),
      roles: new Set(["owner"]),
    };
  }
}
