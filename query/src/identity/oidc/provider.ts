import { type Claims, isFaultOfToken, readClaims } from "@ecomind/accounts";
import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from "jose";
import * as oidc from "openid-client";

export interface ProviderOptions {
  /** The issuer's address, below which its configuration is published. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent: a public client, known by PKCE alone. */
  readonly clientSecret?: string | undefined;
  /** This service as browsers see it, without a path: `https://ecomind.example.com`. */
  readonly publicUrl: string;
  /** Milliseconds until the provider's keys are fetched again for an unknown `kid`. @default 30_000 */
  readonly cooldownMs?: number;
  /** @default ["openid", "profile"] */
  readonly scopes?: readonly string[];
}

/** What one login is recognised by. */
export interface LoginChecks {
  readonly state: string;
  readonly nonce: string;
  /** PKCE. */
  readonly verifier: string;
}

/** The answer is at fault, or the person: another try may succeed, and waiting does not help. */
export class LoginRefusedError extends Error {
  override readonly name = "LoginRefusedError";
}

const rediscoverMs = 600_000;
const answerSeconds = 10;
const algorithms = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"];

/** Codes of openid-client that say that the answer, or its identity token, is not right. */
const faultsOfAnswer = new Set([
  "OAUTH_INVALID_RESPONSE",
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
]);

/** What a provider says of a code that it does not take. Anything else is about this client, or the provider itself. */
const faultsOfCode = new Set(["invalid_grant", "access_denied"]);

/** An OpenID provider: its configuration, the way to it, and what its answer says. */
export class Provider {
  readonly #options: ProviderOptions;
  readonly #redirectUri: string;
  #configuration: Promise<oidc.Configuration> | undefined;
  #configurationMs = 0;
  #keys: { readonly uri: string; readonly get: JWTVerifyGetKey } | undefined;

  constructor(options: ProviderOptions) {
    this.#options = options;
    this.#redirectUri = `${options.publicUrl.replace(/\/$/, "")}/login/callback`;
  }

  /** Where to send the browser. @throws Error when the provider's configuration cannot be had */
  async begin(): Promise<LoginChecks & { readonly location: string }> {
    const { scopes = ["openid", "profile"] } = this.#options;
    const configuration = await this.#discovered();
    const checks = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const { href } = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#redirectUri,
      scope: scopes.join(" "),
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: "S256",
    });
    return { ...checks, location: href };
  }

  /**
   * Exchanges the answer's code, and verifies the identity token: by its signature too, whatever the connection.
   * @param search of the address that the browser came back to, from `?` on
   * @throws LoginRefusedError, ClaimError; any other Error: the provider cannot be asked, or does not know this client
   */
  async claims(search: string, { state, nonce, verifier }: LoginChecks): Promise<Claims> {
    const configuration = await this.#discovered();
    const { issuer } = configuration.serverMetadata();
    let idToken: string;
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, new URL(this.#redirectUri + search), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      idToken = tokens.id_token ?? "";
    } catch (error) {
      throw refusalOf(error);
    }
    try {
      const { payload } = await jwtVerify(idToken, this.#keysOf(configuration), {
        issuer,
        audience: this.#options.clientId,
        algorithms,
        clockTolerance: 30,
        requiredClaims: ["exp", "iat", "sub", "nonce"],
      });
      return readClaims(payload);
    } catch (error) {
      throw isFaultOfToken(error)
        ? new LoginRefusedError("The identity token is not valid.", { cause: error })
        : (error as Error);
    }
  }

  /** Where the provider ends its own session; undefined: it offers no such place. @throws Error as {@link begin} */
  async logoutUrl(): Promise<string | undefined> {
    const configuration = await this.#discovered();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    return oidc.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: `${this.#options.publicUrl.replace(/\/$/, "")}/`,
    }).href;
  }

  #keysOf(configuration: oidc.Configuration): JWTVerifyGetKey {
    const uri = configuration.serverMetadata().jwks_uri ?? "";
    // An unknown kid fetches the set again, at most once in that time: the provider's keys rotate without us.
    const { cooldownMs = 30_000 } = this.#options;
    if (this.#keys?.uri !== uri) {
      const get = createRemoteJWKSet(new URL(uri), { cooldownDuration: cooldownMs, cacheMaxAge: 600_000 });
      this.#keys = { uri, get };
    }
    return this.#keys.get;
  }

  #discovered(): Promise<oidc.Configuration> {
    if (this.#configuration === undefined || performance.now() - this.#configurationMs > rediscoverMs) {
      const before = this.#configuration;
      this.#configurationMs = performance.now();
      this.#configuration = this.#discover().catch((error: unknown) => {
        // What was known goes on working while the provider's page does not answer.
        this.#configuration = before;
        if (before !== undefined) return before;
        throw error;
      });
    }
    return this.#configuration;
  }

  #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    const url = new URL(issuer);
    return oidc.discovery(
      url,
      clientId,
      { [oidc.clockTolerance]: 30 },
      clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
      { timeout: answerSeconds, execute: url.protocol === "http:" ? [oidc.allowInsecureRequests] : [] },
    );
  }
}

/** A refusal by the answer's own fault, or the error as it is. */
function refusalOf(error: unknown): Error {
  if (error instanceof oidc.AuthorizationResponseError)
    return new LoginRefusedError("The provider did not log anybody in.", { cause: error });
  if (error instanceof oidc.ResponseBodyError && faultsOfCode.has(error.error))
    return new LoginRefusedError("The provider did not take the code.", { cause: error });
  if (error instanceof oidc.ClientError && faultsOfAnswer.has(error.code ?? ""))
    return new LoginRefusedError("The provider's answer does not belong to this login.", { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}
