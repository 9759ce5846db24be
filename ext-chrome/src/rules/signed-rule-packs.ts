import { RulePackError, readRulePacks } from "./read-rule-packs.js";
import type { RulePacks } from "./rule-pack.js";

/** Rule packs as an organisation publishes them: the text that was signed, and an ECDSA P-256 signature of it. */
export interface SignedRulePacks {
  /** JSON text of the rule packs. */
  readonly packs: string;
  /** Base64 of r and s, 64 bytes. */
  readonly signature: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256" } as const;

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/**
 * Rule packs whose signature holds under an organisation's key.
 * @param publicKey base64 of the key's SubjectPublicKeyInfo
 * @throws RulePackError when the signature or the form is wrong, or the packs are older than those in use
 */
export async function verifyRulePacks(value: unknown, publicKey: string, inUse: RulePacks): Promise<RulePacks> {
  const { packs, signature } = (value ?? {}) as Partial<SignedRulePacks>;
  if (typeof packs !== "string" || packs.length > 500_000 || typeof signature !== "string")
    throw new RulePackError("rule packs: not signed");
  const isValid = await isSigned(packs, signature, publicKey);
  if (!isValid) throw new RulePackError("rule packs: the signature does not hold");
  let parsed: unknown;
  try {
    parsed = JSON.parse(packs);
  } catch {
    throw new RulePackError("rule packs: not JSON");
  }
  const read = readRulePacks(parsed);
  if (read.version < inUse.version) throw new RulePackError("rule packs: older than those in use");
  return read;
}

async function isSigned(text: string, signature: string, publicKey: string): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("spki", bytesOf(publicKey), algorithm, false, ["verify"]);
    const data = new TextEncoder().encode(text);
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytesOf(signature), data);
  } catch {
    // A key or a signature that can't be read proves nothing.
    return false;
  }
}
