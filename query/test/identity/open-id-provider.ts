import type { RequestListener } from "node:http";
import { exportJWK, generateKeyPair } from "jose";

export const clientSecret = "the client's secret &%+";

export interface ProviderOptions {
  readonly issuer: string;
  /** The service as browsers see it. */
  readonly publicUrl: string;
  /** Claims by the name that somebody signs in with. */
  readonly people: Readonly<Record<string, object>>;
  /** Name of its signing key: two of them after one another are a rotation. */
  readonly kid: string;
}

/** A real OpenID provider with a signing key of its own, for the client `ecomind`. */
export async function openIdProvider({ issuer, publicUrl, people, kid }: ProviderOptions): Promise<RequestListener> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  // The package has no types of its own.
  const { default: Provider } = (await import("oidc-provider" as string)) as {
    default: new (...of: unknown[]) => { callback(): RequestListener };
  };
  return new Provider(issuer, {
    clients: [
      {
        client_id: "ecomind",
        client_secret: clientSecret,
        redirect_uris: [`${publicUrl}/login/callback`],
        post_logout_redirect_uris: [`${publicUrl}/`],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid, use: "sig", alg: "RS256" }] },
    cookies: { keys: ["of the provider's cookies"] },
    pkce: { required: () => true },
    claims: { openid: ["sub", "org_id", "roles"] },
    conformIdTokenClaims: false,
    findAccount: async (_: unknown, sub: string) => ({ accountId: sub, claims: async () => ({ sub, ...people[sub] }) }),
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Session: 60, Grant: 60 },
  }).callback();
}
