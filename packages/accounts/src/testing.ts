import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

interface SigningKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export interface TestIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  /** How often the keys were asked for. */
  readonly fetches: number;
  /** Adds a key, which signs from now on; those before stay published unless `only`. */
  rotate(options?: { readonly algorithm?: string; readonly only?: boolean }): Promise<string>;
  /** A token that is right in everything that `claims` and `header` do not change; undefined leaves a claim out. */
  token(
    claims?: Readonly<Record<string, unknown>>,
    header?: { readonly kid?: string; readonly unpublished?: boolean },
  ): Promise<string>;
  /** What the address of the keys answers with instead of them; undefined: the keys. */
  failWith(status: number | undefined): void;
  stop(): Promise<void>;
}

/** An issuer of tokens on loopback, with published keys that rotate. */
export async function startTestIssuer(): Promise<TestIssuer> {
  const keys: SigningKey[] = [];
  let serial = 0;
  let fetches = 0;
  let failure: number | undefined;
  const make = async (algorithm: string): Promise<SigningKey> => {
    serial += 1;
    const kid = `key-${serial}`;
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    return { kid, algorithm, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm } };
  };
  keys.push(await make("ES256"));
  const server = createServer((_, response) => {
    fetches += 1;
    response.writeHead(failure ?? 200, { "content-type": "application/json" });
    response.end(failure === undefined ? JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) }) : "{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const audience = "ecomind";
  return {
    issuer,
    audience,
    jwksUrl: `${issuer}/jwks.json`,
    get fetches() {
      return fetches;
    },
    async rotate({ algorithm = "ES256", only = false } = {}) {
      const key = await make(algorithm);
      if (only) keys.length = 0;
      keys.push(key);
      return key.kid;
    },
    async token(claims = {}, { kid, unpublished = false } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const key = unpublished
        ? await make("ES256")
        : keys.find((one) => (kid === undefined ? one === keys.at(-1) : one.kid === kid));
      if (key === undefined) throw new Error(`no key ${kid}`);
      const payload: Record<string, unknown> = {
        iss: issuer,
        aud: audience,
        sub: "someone",
        org_id: "acme",
        roles: ["owner"],
        iat: now,
        exp: now + 600,
        ...claims,
      };
      const given = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
      return new SignJWT(given as JWTPayload)
        .setProtectedHeader({ alg: key.algorithm, kid: key.kid })
        .sign(key.privateKey);
    },
    failWith(status) {
      failure = status;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
