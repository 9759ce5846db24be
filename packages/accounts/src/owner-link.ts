import { createHash, randomUUID } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";

/** How long a link can be opened, in seconds. */
export const ownerLinkSeconds = 3600;

const audience = "ecomind-owner-link";
const keyOf = (ownerToken: string): Uint8Array =>
  createHash("sha256").update(`ecomind owner link\n${ownerToken}`).digest();

export interface OwnerLink {
  /** Address of the sign-in, with a token that counts once. */
  readonly url: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

/**
 * A link that signs the local owner in. It is made of the owner token, which never leaves its file.
 * @param queryUrl the query service as browsers see it
 */
export async function newOwnerLink(ownerToken: string, queryUrl: string, nowMs = Date.now()): Promise<OwnerLink> {
  const expires = Math.floor(nowMs / 1000) + ownerLinkSeconds;
  const token = await new SignJWT()
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(audience)
    .setJti(randomUUID())
    .setExpirationTime(expires)
    .sign(keyOf(ownerToken));
  return {
    url: `${queryUrl.replace(/\/$/, "")}/login?token=${token}`,
    expiresAt: new Date(expires * 1000).toISOString(),
  };
}

/** The id of a link; undefined: it is of another owner token, no link, or older than an hour. */
export async function ownerLinkId(ownerToken: string, token: string): Promise<string | undefined> {
  try {
    const { payload } = await jwtVerify(token, keyOf(ownerToken), {
      algorithms: ["HS256"],
      audience,
      requiredClaims: ["exp", "jti"],
      // Of the machine that made the link, and the one that serves it.
      clockTolerance: 30,
    });
    return typeof payload.jti === "string" ? payload.jti : undefined;
  } catch {
    return undefined;
  }
}
