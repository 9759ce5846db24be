import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import type { Principal } from "@ecomind/accounts";
import { jwtVerify, SignJWT } from "jose";
import type { EndedSessions } from "./ended-sessions.js";
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
  readonly #ended: Pick<EndedSessions, "end" | "has">;

  constructor(ownerToken: string, orgId: string, ended: Pick<EndedSessions, "end" | "has">) {
    this.#tokenDigest = createHash("sha256").update(ownerToken).digest();
    this.#key = createHash("sha256").update(`ecomind session key\n${ownerToken}`).digest();
    this.#orgId = orgId;
    this.#ended = ended;
  }

  /** @returns the `set-cookie` header; undefined when the token is not the owner's */
  async begin(token: string): Promise<string | undefined> {
    if (!timingSafeEqual(createHash("sha256").update(token).digest(), this.#tokenDigest)) return undefined;
    const jwt = await new SignJWT({ org_id: this.#orgId })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("owner")
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(this.#key);
    return setCookie({ name: sessionCookie, value: jwt, maxAgeSeconds: lifetimeSeconds, secure: false });
  }

  /** Ends the session of a cookie header. @throws ProblemError store_unavailable */
  async end(cookies: string | undefined): Promise<void> {
    const sessionId = await this.#sessionId(cookies);
    if (sessionId !== undefined) await this.#ended.end(sessionId);
  }

  /** The `set-cookie` header that takes the session from the browser. */
  get forget(): string {
    return setCookie({ name: sessionCookie, value: "", maxAgeSeconds: 0, secure: false });
  }

  /** Who a cookie header speaks for; undefined without a valid session. */
  async principal(cookies: string | undefined): Promise<Principal | undefined> {
    const sessionId = await this.#sessionId(cookies);
    if (sessionId === undefined || (await this.#ended.has(sessionId))) return undefined;
    return {
      orgId: this.#orgId,
      kind: "session",
      id: "owner",
      scopes: new Set(["read", "admin"]),
      roles: new Set(["owner"]),
    };
  }
  async #sessionId(cookies: string | undefined): Promise<string | undefined> {
    const jwt = cookieOf(cookies, sessionCookie);
    if (!jwt) return undefined;
    try {
      const { payload } = await jwtVerify(jwt, this.#key, { algorithms: ["HS256"], requiredClaims: ["exp", "jti"] });
      return payload.jti;
    } catch {
      return undefined;
    }
  }
}
