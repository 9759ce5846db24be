import { createHash } from "node:crypto";
import { newOwnerLink } from "@ecomind/accounts";
import { SignJWT } from "jose";
import { ownerToken } from "../../query/test/fixture.js";

interface LinkTry {
  readonly name: string;
  readonly url: string;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Addresses of the sign-in that must not sign in. @param session of the owner, at this service */
export async function ownerLinkTries(queryUrl: string, session: string): Promise<readonly LinkTry[]> {
  const link = async (secret = ownerToken, nowMs?: number) => (await newOwnerLink(secret, queryUrl, nowMs)).url;
  const tokenOf = async () => new URL(await link()).searchParams.get("token") ?? "";
  const at = (token: string): string => `${queryUrl}/login?token=${encodeURIComponent(token)}`;
  const [head = "", body = "", signature = ""] = (await tokenOf()).split(".");
  const used = await link();
  await fetch(used, { redirect: "manual" });

  /** A link that is right but for what is changed. */
  const made = async ({
    key = digest(`ecomind owner link\n${ownerToken}`),
    audience = "ecomind-owner-link",
    id = crypto.randomUUID() as string | null,
    expires = (Math.floor(Date.now() / 1000) + 600) as number | null,
    algorithm = "HS256",
  }): Promise<string> => {
    const token = new SignJWT().setProtectedHeader({ alg: algorithm });
    token.setAudience(audience);
    if (id !== null) token.setJti(id);
    if (expires !== null) token.setExpirationTime(expires);
    return at(await token.sign(key));
  };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  return Object.entries({
    "used before": used,
    "older than an hour": await link(ownerToken, Date.now() - 3_700_000),
    "of another owner token": await link("another"),
    "the owner token itself": at(ownerToken),
    "no token": `${queryUrl}/login`,
    "an empty token": at(""),
    "two tokens": `${await link()}&token=x`,
    "a list of tokens": (await link()).replace("token=", "token[]="),
    "the owner's session": at(session),
    "signed with the session's key": await made({ key: digest(`ecomind session key\n${ownerToken}`) }),
    "signed with the owner token": await made({ key: Buffer.from(ownerToken.padEnd(32, " ")) }),
    "for another audience": await made({ audience: "ecomind-session" }),
    "without an id": await made({ id: null }),
    "that never ends": await made({ expires: null }),
    expired: await made({ expires: now - 600 }),
    "with another algorithm": await made({ algorithm: "HS384" }),
    unsigned: at(`${encode({ alg: "none" })}.${body}.`),
    "with its signature cut": at(`${head}.${body}.${signature.slice(0, -3)}`),
    "with its signature changed": at(`${head}.${body}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`),
    "with its claims changed": at(
      `${head}.${encode({ jti: "x", exp: now + 9_999, aud: "ecomind-owner-link" })}.${signature}`,
    ),
    "used before, with a line feed behind it": at(`${new URL(used).searchParams.get("token")}\n`),
    "used before, padded": at(`${new URL(used).searchParams.get("token")}=`),
  }).map(([name, url]) => ({ name, url }));
}
