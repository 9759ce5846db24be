import { createHash, randomBytes } from "node:crypto";

const form = /^eco_([a-z0-9]{12})_([0-9a-f]{64})$/;

/** Whether a bearer token is an API key: a JWT begins with `ey`, its header in base64. */
export const isApiKey = (token: string): boolean => token.startsWith("eco_");

/** The two parts of an API key. */
export interface ApiKeyParts {
  readonly keyId: string;
  /** 256 random bits, hex. */
  readonly secret: string;
}

/** A new key: `eco_<key id>_<secret>`, the secret 256 random bits. It is shown once and never stored. */
export function newApiKey(): string {
  const keyId = BigInt(`0x${randomBytes(8).toString("hex")}`)
    .toString(36)
    .padStart(12, "0")
    .slice(-12);
  return `eco_${keyId}_${randomBytes(32).toString("hex")}`;
}

/** The parts of a key; undefined when the text does not have the form of one. */
export function parseApiKey(key: string): ApiKeyParts | undefined {
  const match = form.exec(key);
  return match === null ? undefined : { keyId: match[1] as string, secret: match[2] as string };
}

/** What is stored of a secret: SHA-256, hex. A slow hash is for passwords; 256 random bits need none. */
export function secretDigest(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
