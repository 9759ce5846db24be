import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK } from "jose";

export interface Signer {
  readonly algorithm: "ES256" | "RS256";
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
  readonly publicPem: string;
}

async function signer(algorithm: Signer["algorithm"], kid: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return {
    algorithm,
    kid,
    privateKey,
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: "sig" },
    publicPem: await exportSPKI(publicKey),
  };
}

/** An issuer whose keys the tests hold, and an attacker with keys of its own and a place that publishes them. */
export async function startForgingIssuer() {
  const [elliptic, rsa] = await Promise.all([signer("ES256", "of-the-issuer"), signer("RS256", "of-the-issuer-rsa")]);
  // The attacker's key has the name of the issuer's.
  const attacker = await signer("ES256", "of-the-issuer");
  let attackerAsked = 0;
  const server = createServer((request, response) => {
    const isAttackers = request.url?.startsWith("/attacker") === true;
    if (isAttackers) attackerAsked += 1;
    const keys = isAttackers ? [attacker.publicJwk] : [elliptic.publicJwk, rsa.publicJwk];
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    audience: "ecomind",
    jwksUrl: `${issuer}/jwks.json`,
    attackerUrl: `${issuer}/attacker.json`,
    elliptic,
    rsa,
    attacker,
    /** How often something asked for the attacker's keys. */
    attackerAsked: () => attackerAsked,
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type ForgingIssuer = Awaited<ReturnType<typeof startForgingIssuer>>;
