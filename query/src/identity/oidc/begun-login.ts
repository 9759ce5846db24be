import { EncryptJWT, jwtDecrypt } from "jose";
import { SiteCookie } from "../session-cookie.js";
import { SessionKeys } from "./session-secrets.js";

/** What must be remembered between leaving for the provider and coming back. */
export interface BegunLogin {
  readonly state: string;
  readonly nonce: string;
  /** PKCE. */
  readonly verifier: string;
  /** Page of this site. */
  readonly return_to: string;
}

const lifetimeSeconds = 600;

/**
 * Keeps a login that has begun in an encrypted cookie: any process of the service can take the answer, and an answer
 * counts only in the browser that asked.
 */
export class BegunLogins {
  readonly #keys: SessionKeys;
  readonly #cookie: SiteCookie;

  constructor(secrets: readonly string[], publicUrl: string) {
    this.#keys = new SessionKeys("login key", secrets);
    this.#cookie = new SiteCookie("eco_login", publicUrl);
  }

  /** @returns the `set-cookie` header */
  async keep(login: BegunLogin): Promise<string> {
    const value = await new EncryptJWT({ ...login })
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .setExpirationTime(`${lifetimeSeconds}s`)
      .encrypt(this.#keys.newest);
    return this.#cookie.set(value, lifetimeSeconds);
  }

  /** The login of a cookie header; undefined: none was begun in this browser, or too long ago. */
  async of(cookies: string | undefined): Promise<BegunLogin | undefined> {
    const value = this.#cookie.read(cookies);
    return value ? await this.#keys.first((key) => decrypted(value, key)) : undefined;
  }

  /** The `set-cookie` header that takes the cookie from the browser. */
  get forget(): string {
    return this.#cookie.forget;
  }
}

async function decrypted(value: string, key: Uint8Array): Promise<BegunLogin | undefined> {
  try {
    const { payload } = await jwtDecrypt<BegunLogin>(value, key, {
      keyManagementAlgorithms: ["dir"],
      contentEncryptionAlgorithms: ["A256GCM"],
      requiredClaims: ["exp", "state", "nonce", "verifier"],
    });
    return payload;
  } catch {
    return undefined;
  }
}

/** Where to go after the login: a page of this site, and nothing that a browser reads as another. */
export const ownPage = (path: unknown): string =>
  typeof path === "string" && /^\/(?![/\\])[\w\-./?=&%,:+~]*$/.test(path) && path.length <= 1_000 ? path : "/";
