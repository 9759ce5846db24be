import type { PolicyValues } from "./settings.js";

/**
 * The pseudonym that events carry: the organisation's own id, or an HMAC of the person's name or of this browser's random id
 * under the organisation's salt. Names never leave the browser.
 * @param installId random, made once in this profile
 */
export async function userIdOf({ user_id, user, user_salt = "" }: PolicyValues, installId: string): Promise<string> {
  if (user_id !== undefined && user_id !== "") return user_id;
  // A name without a salt could be guessed from its hash.
  const subject = user !== undefined && user !== "" && user_salt !== "" ? `user ${user}` : `install ${installId}`;
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(`ecomind ${user_salt}`), algorithm, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(subject)));
  return `u-${Array.from(mac.subarray(0, 12), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
