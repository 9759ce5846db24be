import { createHmac, createSign, type KeyObject, KeyObject as NodeKey } from "node:crypto";
import type { ForgingIssuer, Signer } from "./forging-issuer.js";

/** A bearer token that is not what it should be. */
export interface TokenTry {
  readonly name: string;
  readonly token: string;
  /** `refused`, or `ignored`: what was added has no effect, and the issuer's own signature counts. */
  readonly outcome: "refused" | "ignored";
}

const encode = (value: unknown): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

type Sign = (input: string) => string;

/** A signature by a private key, whatever the header says. */
function signedBy({ algorithm, privateKey }: Signer, encoding: "ieee-p1363" | "der" = "ieee-p1363"): Sign {
  const key: KeyObject = NodeKey.from(privateKey);
  return (input) =>
    createSign("SHA256")
      .update(input)
      .sign(algorithm === "ES256" ? { key, dsaEncoding: encoding } : key)
      .toString("base64url");
}

const hmacBy = (secret: string | Buffer, hash = "sha256"): Sign => {
  return (input) => createHmac(hash, secret).update(input).digest("base64url");
};

const shortened = (text: string): string => (text.length > 40 ? `of ${text.length} characters` : text);

const token = (header: unknown, payload: unknown, sign: Sign): string => {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${sign(input)}`;
};

/** Values that a claim of text may not have. */
const brokenTexts: readonly unknown[] = [
  7,
  0,
  null,
  true,
  "",
  [],
  ["acme"],
  {},
  { toString: "acme" },
  "acme\n",
  "acme\nx: y",
  "acme\u0000",
  "\u0000",
  "acme\r\n",
  "acme\u2028",
  "\ud800",
  "x".repeat(256),
  "x".repeat(5_000),
];

/** Every token that is tried, by what is wrong with it. */
export function tokenTries(issuer: ForgingIssuer): readonly TokenTry[] {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer.issuer,
    aud: issuer.audience,
    sub: "somebody",
    org_id: "acme",
    roles: ["owner"],
    iat: now,
    exp: now + 600,
  };
  const { elliptic, rsa, attacker } = issuer;
  const header = { alg: "ES256", kid: elliptic.kid };
  const [own, forged] = [signedBy(elliptic), signedBy(attacker)];
  const right = token(header, claims, own);
  const [head = "", body = "", signature = ""] = right.split(".");
  const refused = (name: string, text: string): TokenTry => ({ name, token: text, outcome: "refused" });
  const ignored = (name: string, text: string): TokenTry => ({ name, token: text, outcome: "ignored" });

  const secrets: Readonly<Record<string, Sign>> = {
    "no signature": () => "",
    "a MAC with the public key": hmacBy(elliptic.publicPem),
    "a MAC with the public RSA key": hmacBy(rsa.publicPem),
    "a MAC with the published JWK": hmacBy(JSON.stringify(elliptic.publicJwk)),
    "a MAC with an empty secret": hmacBy(""),
    "the attacker's signature": forged,
    "the issuer's signature": own,
  };
  const algorithms = [
    "none",
    "None",
    "NONE",
    "HS256",
    "HS384",
    "HS512",
    "",
    "ES384",
    "PS256",
    "ES256K",
    null,
    256,
    ["ES256"],
  ];
  const byAlgorithm = algorithms.flatMap((alg) =>
    [header.kid, rsa.kid, undefined].flatMap((kid) =>
      Object.entries(secrets).map(([what, sign]) =>
        refused(`alg ${JSON.stringify(alg)}, kid ${kid}, with ${what}`, token({ alg, kid }, claims, sign)),
      ),
    ),
  );
  const byKey = [
    ...["unknown", "../of-the-issuer", "of-the-issuer\n", "OF-THE-ISSUER", "", "' OR 1", "x".repeat(10_000)].flatMap(
      (kid) => [
        refused(
          `kid ${JSON.stringify(kid.slice(0, 20))}, the issuer's signature`,
          token({ ...header, kid }, claims, own),
        ),
        refused(`kid ${JSON.stringify(kid.slice(0, 20))}, the attacker's`, token({ ...header, kid }, claims, forged)),
      ],
    ),
    ...[7, null, [elliptic.kid], {}].map((kid) =>
      refused(`kid ${JSON.stringify(kid)}, the attacker's`, token({ ...header, kid }, claims, forged)),
    ),
    refused("the other key's name", token({ ...header, kid: rsa.kid }, claims, own)),
    refused("the other key's algorithm", token({ alg: "RS256", kid: elliptic.kid }, claims, own)),
    refused("the RSA key's signature as ES256", token({ alg: "ES256", kid: rsa.kid }, claims, signedBy(rsa))),
  ];
  const { attackerUrl } = issuer;
  const placed: readonly object[] = [
    { jku: attackerUrl },
    { x5u: attackerUrl },
    { jwk: attacker.publicJwk },
    { x5c: [Buffer.from(attacker.publicPem).toString("base64")] },
    { x5t: "x", "x5t#S256": "x" },
    { jku: attackerUrl, jwk: attacker.publicJwk, kid: "unknown" },
    { typ: "at+jwt" },
    { cty: "JWT" },
    { zip: "DEF" },
  ];
  const byHeader = [
    ...placed.map((more) =>
      refused(`header ${Object.keys(more)}, the attacker's signature`, token({ ...header, ...more }, claims, forged)),
    ),
    ...placed
      .filter((more) => !("kid" in more))
      .map((more) => ignored(`header ${Object.keys(more)}, the issuer's`, token({ ...header, ...more }, claims, own))),
    ...[["exp"], ["b64"], [], ["x"], "exp", [1], ["alg"], { 0: "exp" }].map((crit) =>
      refused(`crit ${JSON.stringify(crit)}`, token({ ...header, crit, b64: false }, claims, own)),
    ),
    refused("alg twice, none first", `${encode(`{"alg":"none","alg":"ES256","kid":"${elliptic.kid}"}`)}.${body}.`),
    refused("alg twice, none last", `${encode(`{"alg":"ES256","alg":"none","kid":"${elliptic.kid}"}`)}.${body}.`),
  ];
  const withClaims = (more: Readonly<Record<string, unknown>>) => token(header, { ...claims, ...more }, own);
  const claimed = (name: string, values: readonly unknown[]) =>
    values.map((value) =>
      refused(
        `${name} ${value === undefined ? "absent" : shortened(JSON.stringify(value))}`,
        withClaims({ [name]: value }),
      ),
    );
  const byClaim = [
    ...claimed("aud", [
      undefined,
      null,
      "",
      "other",
      "ECOMIND",
      "ecomind ",
      "ecomind\n",
      "ecomind.example",
      [],
      ["other"],
      {},
    ]),
    ...claimed("iss", [undefined, null, "", "https://other.example", `${issuer.issuer}/`, issuer.issuer.toUpperCase()]),
    ...claimed("iss", [[issuer.issuer], { 0: issuer.issuer }, `${issuer.issuer}\n`]),
    ...claimed("exp", [undefined, null, "", now - 600, 0, -1, String(now + 600), [now + 600], {}]),
    ...claimed("nbf", [now + 600, String(now - 600), null, [now - 600], {}]),
    ...claimed("iat", [String(now), null, [now]]),
    ...claimed("sub", [undefined, ...brokenTexts]),
    ...claimed("org_id", [undefined, ...brokenTexts, "ac me", " acme", "acme ", "ac\u00e9e", "x".repeat(65)]),
    ...claimed("roles", [
      undefined,
      null,
      "owner",
      1,
      true,
      {},
      { 0: "owner", length: 1 },
      [["owner"]],
      [1],
      [null],
      [""],
    ]),
    ...claimed("roles", [["owner", 7], ["owner\n"], ["owner", {}]]),
    ...claimed("azp", [7, "", ["x"], null]),
    ...claimed("nonce", [7, "", {}]),
  ];
  const flip = (part: string, index: number): string =>
    part.slice(0, index) + (part[index] === "A" ? "B" : "A") + part.slice(index + 1);
  const other = token(header, { ...claims, org_id: "other" }, own);
  const byForm = [
    refused("two parts", `${head}.${body}`),
    refused("one part", head),
    refused("four parts", `${right}.x`),
    refused("five parts", `${right}.x.y`),
    refused("no header", `.${body}.${signature}`),
    refused("no claims", `${head}..${signature}`),
    refused("dots alone", ".."),
    refused("the signature of another token", `${head}.${body}.${other.split(".")[2]}`),
    refused("the claims of another token", `${head}.${other.split(".")[1]}.${signature}`),
    refused("the signature cut", `${head}.${body}.${signature.slice(0, -4)}`),
    refused("the signature twice", `${head}.${body}.${signature}${signature}`),
    refused("a signature of zeroes", `${head}.${body}.${Buffer.alloc(64).toString("base64url")}`),
    refused("a signature in DER", token(header, claims, signedBy(elliptic, "der"))),
    refused("a signature of nothing", `${head}.${body}.${own("")}`),
    ...[0, 10, 40].map((index) =>
      refused(`signature changed at ${index}`, `${head}.${body}.${flip(signature, index)}`),
    ),
    ...[3, 20, 60].map((index) => refused(`claims changed at ${index}`, `${head}.${flip(body, index)}.${signature}`)),
    ...[3, 12].map((index) => refused(`header changed at ${index}`, `${flip(head, index)}.${body}.${signature}`)),
    ...[null, [], [claims], "acme", 7, true].map((payload) =>
      refused(`claims that are ${JSON.stringify(payload).slice(0, 12)}`, token(header, payload, own)),
    ),
    ...["", "{", "null", "[]", "7"].map((text) => refused(`a header that is ${text}`, token(text, claims, own))),
    refused("claims that are no JSON", token(header, "{", own)),
  ];
  return [...byAlgorithm, ...byKey, ...byHeader, ...byClaim, ...byForm];
}

/** A token that is right: without it the tries would be refused for another reason. */
export const rightToken = (issuer: ForgingIssuer): string => {
  const now = Math.floor(Date.now() / 1000);
  return token(
    { alg: "ES256", kid: issuer.elliptic.kid },
    { iss: issuer.issuer, aud: issuer.audience, sub: "somebody", org_id: "acme", roles: ["owner"], exp: now + 600 },
    signedBy(issuer.elliptic),
  );
};
