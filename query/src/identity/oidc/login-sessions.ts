import { randomUUID } from "node:crypto";
import { ClaimError, readClaims } from "@ecomind/accounts";
import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import { type SiteCookie, sessionCookie } from "../session-cookie.js";
import { SessionKeys } from "./session-secrets.js";

/** Who a session was begun for. */
export interface LoginSession {
  readonly id: string;
  readonly orgId: string;
  readonly userId: string;
  /** The role at sign-in. */
  readonly role: string;
  /** The role came from the organisation's list, not from the identity. */
  readonly listed: boolean;
}

const lifetimeSeconds = 12 * 3600;

/** Sessions of people who signed in at the provider: a signed cookie. */
export class LoginSessions {
  readonly #keys: SessionKeys;
  readonly #cookie: SiteCookie;

  constructor(secrets: readonly string[], publicUrl: string) {
    this.#keys = new SessionKeys("session key", secrets);
    this.#cookie = sessionCookie(publicUrl);
  }

  /** @returns the `set-cookie` header */
  async begin({ orgId, userId, role, listed }: Omit<LoginSession, "id">): Promise<string> {
    const value = await new SignJWT({ org_id: orgId, role, listed })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(userId)
      .setAudience("ecomind-session")
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(this.#keys.newest);
    return this.#cookie.set(value, lifetimeSeconds);
  }

  /** The session of a cookie header, ended or not. Asks nobody. */
  async of(cookies: string | undefined): Promise<LoginSession | undefined> {
    const value = this.#cookie.read(cookies);
    return value ? await this.#keys.first((key) => verified(value, key)) : undefined;
  }

  /** The `set-cookie` header that takes the session from the browser. */
  get forget(): string {
    return this.#cookie.forget;
  }
}

async function verified(value: string, key: Uint8Array): Promise<LoginSession | undefined> {
  let payload: JWTPayload;
  try {
    ({ payload } = await jwtVerify(value, key, {
      algorithms: ["HS256"],
      audience: "ecomind-session",
      requiredClaims: ["exp", "jti", "sub", "org_id", "role"],
    }));
  } catch {
    return undefined;
  }
  try {
    // A cookie may be older than a rule about claims.
    const { sub: userId, orgId = "" } = readClaims(payload);
    return { id: String(payload.jti), orgId, userId, role: String(payload.role), listed: payload.listed === true };
  } catch (error) {
    if (error instanceof ClaimError) return undefined;
    throw error;
  }
}
