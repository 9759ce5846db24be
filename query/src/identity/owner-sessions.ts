import { createHash, randomUUID } from "node:crypto";
import type { Principal } from "@ecomind/accounts";
import { jwtVerify, SignJWT } from "jose";
import type { EndedSessions } from "./ended-sessions.js";
import type { OwnerLinks } from "./owner-links.js";
import { type SiteCookie, sessionCookie } from "./session-cookie.js";

const lifetimeSeconds = 12 * 3600;

export interface OwnerSessionOptions {
  /** Signs the sessions: a new one ends all of them. */
  readonly ownerToken: string;
  readonly orgId: string;
  readonly links: Pick<OwnerLinks, "open">;
  readonly ended: Pick<EndedSessions, "end" | "has">;
  /** This service as browsers see it. Absent: plain http. */
  readonly publicUrl?: string | undefined;
}

/** Sessions of the local owner: a link that the start command printed is exchanged for a signed cookie. */
export class OwnerSessions {
  readonly orgId: string;
  readonly #key: Uint8Array;
  readonly #links: Pick<OwnerLinks, "open">;
  readonly #ended: Pick<EndedSessions, "end" | "has">;
  readonly #cookie: SiteCookie;

  constructor({ ownerToken, orgId, links, ended, publicUrl }: OwnerSessionOptions) {
    this.#key = createHash("sha256").update(`ecomind session key\n${ownerToken}`).digest();
    this.orgId = orgId;
    this.#links = links;
    this.#ended = ended;
    this.#cookie = sessionCookie(publicUrl);
  }

  /**
   * @param token of a link @returns the `set-cookie` header; undefined when the link does not count
   * @throws ProblemError identity_unavailable
   */
  async begin(token: string): Promise<string | undefined> {
    if (!(await this.#links.open(token))) return undefined;
    const jwt = await new SignJWT({ org_id: this.orgId })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("owner")
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(this.#key);
    return this.#cookie.set(jwt, lifetimeSeconds);
  }

  /** Ends the session of a cookie header. @throws ProblemError store_unavailable */
  async end(cookies: string | undefined): Promise<void> {
    const sessionId = await this.#sessionId(cookies);
    if (sessionId !== undefined) await this.#ended.end(sessionId);
  }

  /** The `set-cookie` header that takes the session from the browser. */
  get forget(): string {
    return this.#cookie.forget;
  }

  /** Who a cookie header speaks for; undefined without a valid session. */
  async principal(cookies: string | undefined): Promise<Principal | undefined> {
    const sessionId = await this.#sessionId(cookies);
    if (sessionId === undefined || (await this.#ended.has(sessionId))) return undefined;
    return {
      orgId: this.orgId,
      kind: "session",
      id: "owner",
      scopes: new Set(["read", "admin"]),
      roles: new Set(["owner"]),
    };
  }

  async #sessionId(cookies: string | undefined): Promise<string | undefined> {
    const jwt = this.#cookie.read(cookies);
    if (!jwt) return undefined;
    try {
      const { payload } = await jwtVerify(jwt, this.#key, { algorithms: ["HS256"], requiredClaims: ["exp", "jti"] });
      return payload.jti;
    } catch {
      return undefined;
    }
  }
}
