import { createHash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { ClaimError, type Claims, isFaultOfToken, type Principal, readClaims } from "@ecomind/accounts";
import { ProblemError } from "@ecomind/platform";
import { createRemoteJWKSet, EncryptJWT, type JWTPayload, jwtDecrypt, jwtVerify, SignJWT } from "jose";
import { problem } from "../../http/problems.js";
import type { EndedSessions } from "../ended-sessions.js";
import { type MemberRoles, scopesOf } from "../member-roles.js";
import { cookieOf, sessionCookie, setCookie } from "../session-cookie.js";

export interface OidcOptions {
  /** The issuer's address, below which its configuration is published. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent: a public client, known by PKCE alone. */
  readonly clientSecret?: string | undefined;
  /** This service as browsers see it, without a path: `https://ecomind.example.com`. */
  readonly publicUrl: string;
  /**
   * Sign the sessions, at least 32 characters each: the first signs, all are taken. Put a new one first and leave the
   * old one for as long as a session lives.
   */
  readonly sessionSecrets: readonly string[];
  /** Organisation of people whose identity names none in the claim `org_id`. Absent: such people are refused. */
  readonly defaultOrg?: string | undefined;
  /** What organisations say of persons, which goes before the claim `roles`. */
  readonly members: Pick<MemberRoles, "roleOf">;
  /** Sessions that somebody ended. */
  readonly ended: Pick<EndedSessions, "end" | "has">;
  /** Milliseconds until the provider's keys are fetched again for an unknown `kid`. @default 30_000 */
  readonly cooldownMs?: number;
  /** @default ["openid", "profile"] */
  readonly scopes?: readonly string[];
}

interface Provider {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
  readonly end_session_endpoint?: string;
}

const loginCookie = "eco_login";
const loginSeconds = 600;
const sessionSeconds = 12 * 3600;
const algorithms = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"];
const roleNames = new Set(["owner", "admin", "analyst", "billing", "viewer"]);
const rediscoverMs = 600_000;

const random = (): string => randomBytes(32).toString("base64url");
const keyFrom = (purpose: string, secret: string): Uint8Array =>
  createHash("sha256").update(`ecomind ${purpose}\n${secret}`).digest();
const refused = (detail: string): ProblemError => new ProblemError(problem("credential_invalid", { detail }));
const unavailable = (): ProblemError => new ProblemError(problem("identity_unavailable"), { "retry-after": "5" });

/** Where to go after the login: a page of this site, and nothing that a browser reads as another. */
const ownPage = (path: unknown): string =>
  typeof path === "string" && /^\/(?![/\\])[\w\-./?=&%,:+~]*$/.test(path) && path.length <= 1_000 ? path : "/";

async function json(url: string, init: RequestInit = {}): Promise<{ ok: boolean; body: Record<string, unknown> }> {
  try {
    const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(10_000) });
    if (response.status >= 500) throw unavailable();
    return { ok: response.ok, body: (await response.json()) as Record<string, unknown> };
  } catch {
    throw unavailable();
  }
}

/**
 * Login at an OpenID provider: authorisation code with PKCE, state and nonce. What must be remembered between leaving and
 * coming back is in an encrypted cookie, so that any process of the service can take the answer, and an answer counts
 * only in the browser that asked.
 */
export class OidcLogin {
  readonly #options: OidcOptions;
  readonly #redirectUri: string;
  readonly #secure: boolean;
  #provider: Promise<Provider> | undefined;
  #providerMs = 0;
  #keys: { readonly uri: string; readonly get: ReturnType<typeof createRemoteJWKSet> } | undefined;

  constructor(options: OidcOptions) {
    if (options.sessionSecrets.length === 0 || options.sessionSecrets.some((secret) => secret.length < 32))
      throw new RangeError("sessionSecrets: at least one, of 32 characters or more");
    this.#options = options;
    this.#redirectUri = `${options.publicUrl.replace(/\/$/, "")}/login/callback`;
    this.#secure = this.#redirectUri.startsWith("https:");
  }

  /** The way to the provider. @param returnTo page of this site to come back to */
  async begin(returnTo: unknown): Promise<{ location: string; cookie: string }> {
    const { clientId, scopes = ["openid", "profile"] } = this.#options;
    const provider = await this.#discover();
    const [state, nonce, verifier] = [random(), random(), random()];
    const url = new URL(provider.authorization_endpoint);
    const parameters = {
      response_type: "code",
      client_id: clientId,
      redirect_uri: this.#redirectUri,
      scope: scopes.join(" "),
      state,
      nonce,
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    const value = await new EncryptJWT({ state, nonce, verifier, return_to: ownPage(returnTo) })
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .setExpirationTime(`${loginSeconds}s`)
      .encrypt(keyFrom("login key", this.#options.sessionSecrets[0] as string));
    return { location: url.href, cookie: this.#loginCookie(value, loginSeconds) };
  }

  /**
   * Takes the provider's answer. @param query of the address that the browser came back to
   * @throws ProblemError credential_invalid, role_missing, identity_unavailable
   */
  async complete(
    query: Readonly<Record<string, unknown>>,
    cookies: string | undefined,
  ): Promise<{ location: string; cookies: readonly string[] }> {
    const { clientId } = this.#options;
    const begun = await this.#begun(cookieOf(cookies, loginCookie));
    const { state, code, iss } = query;
    if (begun === undefined || typeof state !== "string" || !same(state, String(begun.state)))
      throw refused("The login was not begun in this browser, or too long ago.");
    const provider = await this.#discover();
    if (iss !== undefined && iss !== provider.issuer) throw refused("The answer is another issuer's.");
    if (typeof code !== "string") throw refused("The provider did not log anybody in.");
    const idToken = await this.#exchange(provider, code, String(begun.verifier));
    let claims: Claims;
    try {
      const { payload } = await jwtVerify(idToken, this.#keysOf(provider), {
        issuer: provider.issuer,
        audience: clientId,
        algorithms,
        clockTolerance: 30,
        requiredClaims: ["exp", "iat", "sub", "nonce"],
      });
      claims = readClaims(payload);
    } catch (error) {
      if (error instanceof ClaimError) throw refused(error.message);
      throw isFaultOfToken(error) ? refused("The identity token is not valid.") : unavailable();
    }
    if (!same(claims.nonce ?? "", String(begun.nonce))) throw refused("The identity token answers another login.");
    if (claims.azp !== undefined && claims.azp !== clientId) throw refused("The identity token is another client's.");
    const session = await this.#session(claims);
    return {
      location: ownPage(begun.return_to),
      cookies: [
        setCookie({ name: sessionCookie, value: session, maxAgeSeconds: sessionSeconds, secure: this.#secure }),
        this.#loginCookie("", 0),
      ],
    };
  }

  /** Who a cookie header speaks for, by the identity's own claims; undefined without a valid session of this login. */
  async principal(cookies: string | undefined): Promise<Principal | undefined> {
    const jwt = cookieOf(cookies, sessionCookie);
    if (!jwt) return undefined;
    const payload = await this.#sessionClaims(jwt);
    if (payload === undefined || (await this.#options.ended.has(String(payload.jti)))) return undefined;
    // A role that the list gave ends with its row: the one in the cookie was never the identity's own.
    const roles = payload.listed === true ? [] : [String(payload.role)];
    return {
      orgId: String(payload.org_id),
      kind: "session",
      id: String(payload.sub),
      scopes: scopesOf(roles[0] ?? ""),
      roles: new Set(roles),
    };
  }

  async #sessionClaims(jwt: string): Promise<JWTPayload | undefined> {
    for (const secret of this.#options.sessionSecrets) {
      try {
        const { payload } = await jwtVerify(jwt, keyFrom("session key", secret), {
          algorithms: ["HS256"],
          audience: "ecomind-session",
          requiredClaims: ["exp", "jti", "sub", "org_id", "role"],
        });
        return payload;
      } catch {
        // The next secret, or none.
      }
    }
    return undefined;
  }

  /** Whether a cookie header has a session of this login, ended or not. Asks nobody: it is there also while the store is away. */
  async began(cookies: string | undefined): Promise<boolean> {
    return (await this.#sessionClaims(cookieOf(cookies, sessionCookie) ?? "")) !== undefined;
  }

  /** The `set-cookie` header that takes the session from the browser. */
  get forget(): string {
    return setCookie({ name: sessionCookie, value: "", maxAgeSeconds: 0, secure: this.#secure });
  }

  /**
   * Ends the session of a cookie header. @returns where the provider ends its own; undefined: it offers no such place
   * @throws ProblemError store_unavailable
   */
  async end(cookies: string | undefined): Promise<string | undefined> {
    const session = await this.#sessionClaims(cookieOf(cookies, sessionCookie) ?? "");
    if (session?.jti !== undefined) await this.#options.ended.end(session.jti);
    const provider = await this.#discover().catch(() => undefined);
    if (provider?.end_session_endpoint === undefined) return undefined;
    const url = new URL(provider.end_session_endpoint);
    url.searchParams.set("client_id", this.#options.clientId);
    url.searchParams.set("post_logout_redirect_uri", `${this.#options.publicUrl.replace(/\/$/, "")}/`);
    return url.href;
  }

  async #session({ sub, orgId: claimedOrg, roles: claimed = [] }: Claims): Promise<string> {
    const { defaultOrg, members, sessionSecrets } = this.#options;
    const orgId = claimedOrg ?? defaultOrg;
    if (orgId === undefined) throw refused("The identity names no organisation.");
    const order = [...roleNames];
    const listed = await members.roleOf(orgId, sub);
    const role = listed === undefined ? order.find((name) => claimed.includes(name)) : listed;
    if (role === undefined || role === null || !roleNames.has(role))
      throw new ProblemError(problem("role_missing", { detail: "Nobody gave this person a role." }));
    return await new SignJWT({ org_id: orgId, role, listed: listed !== undefined })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(sub)
      .setAudience("ecomind-session")
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${sessionSeconds}s`)
      .sign(keyFrom("session key", sessionSecrets[0] as string));
  }

  async #exchange(provider: Provider, code: string, verifier: string): Promise<string> {
    const { clientId, clientSecret } = this.#options;
    const form = new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: this.#redirectUri,
      code_verifier: verifier,
    });
    const headers: Record<string, string> = { accept: "application/json" };
    if (clientSecret === undefined) form.set("client_id", clientId);
    else {
      const part = (text: string) => encodeURIComponent(text);
      headers.authorization = `Basic ${Buffer.from(`${part(clientId)}:${part(clientSecret)}`).toString("base64")}`;
    }
    const { ok, body } = await json(provider.token_endpoint, { method: "POST", headers, body: form });
    if (!ok || typeof body.id_token !== "string") throw refused("The provider did not take the code.");
    return body.id_token;
  }

  async #begun(value: string | undefined): Promise<JWTPayload | undefined> {
    for (const secret of value ? this.#options.sessionSecrets : []) {
      try {
        const { payload } = await jwtDecrypt(value as string, keyFrom("login key", secret), {
          keyManagementAlgorithms: ["dir"],
          contentEncryptionAlgorithms: ["A256GCM"],
          requiredClaims: ["exp"],
        });
        return payload;
      } catch {
        // The next secret, or none.
      }
    }
    return undefined;
  }

  #loginCookie(value: string, maxAgeSeconds: number): string {
    return setCookie({ name: loginCookie, value, path: "/login", maxAgeSeconds, secure: this.#secure });
  }

  #keysOf({ jwks_uri: uri }: Provider) {
    // An unknown kid fetches the set again, at most once in that time: the provider's keys rotate without us.
    const { cooldownMs = 30_000 } = this.#options;
    if (this.#keys?.uri !== uri)
      this.#keys = {
        uri,
        get: createRemoteJWKSet(new URL(uri), { cooldownDuration: cooldownMs, cacheMaxAge: 600_000 }),
      };
    return this.#keys.get;
  }

  #discover(): Promise<Provider> {
    if (this.#provider === undefined || performance.now() - this.#providerMs > rediscoverMs) {
      const before = this.#provider;
      this.#providerMs = performance.now();
      this.#provider = this.#readConfiguration().catch((error: unknown) => {
        // What was known goes on working while the provider's page does not answer.
        this.#provider = before;
        if (before !== undefined) return before;
        throw error;
      });
    }
    return this.#provider;
  }

  async #readConfiguration(): Promise<Provider> {
    const { issuer } = this.#options;
    const { ok, body } = await json(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
    const needed = ["authorization_endpoint", "token_endpoint", "jwks_uri"];
    if (!ok || body.issuer !== issuer || needed.some((name) => typeof body[name] !== "string")) throw unavailable();
    return body as unknown as Provider;
  }
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
