import { createHash } from "node:crypto";
import { newApiKey } from "@ecomind/accounts";
import { startTestIssuer } from "@ecomind/accounts/testing";
import { SignJWT } from "jose";
import { LoginSessions } from "../../query/src/identity/oidc/login-sessions.js";
import { type Role, roleOrder } from "../../query/src/identity/roles.js";
import type { QueryFixture } from "../../query/test/fixture.js";

/** Sign the sessions of the tests' logins. */
export const sessionSecrets = ["a secret of the attack tests, long enough"];
export const publicUrl = "http://ecomind.test";

/** A credential, and what it is worth. */
export interface Credential {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `none`: nobody is known by it. Else the role; undefined: it has none, and `reads`: it changes nothing. */
  readonly worth: "none" | { readonly role: Role | undefined; readonly reads?: true };
}

const storeTime = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

/** The cookie of a session at this installation that nobody signed in for, of an organisation's member by claims. */
export async function sessionOf(role: Role, orgId = "acme"): Promise<Readonly<Record<string, string>>> {
  const begun = await new LoginSessions(sessionSecrets, publicUrl).begin({
    orgId,
    userId: `the-${role}`,
    role,
    listed: false,
  });
  // From a page of this site, so that only the role decides.
  return { cookie: begun.split(";")[0] ?? "", "sec-fetch-site": "same-origin" };
}

/** A session's token signed by the installation's own secret. */
const ownToken = async (expires: number): Promise<string> =>
  await new SignJWT({ org_id: "acme", role: "owner", listed: false })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("the-owner")
    .setAudience("ecomind-session")
    .setJti(crypto.randomUUID())
    .setExpirationTime(expires)
    .sign(createHash("sha256").update(`ecomind session key\n${sessionSecrets[0]}`).digest());

/** Every kind of credential that somebody may come with, `acme`'s where it says nothing else. */
export async function credentials(api: QueryFixture): Promise<readonly Credential[]> {
  const key = async (scopes: Parameters<QueryFixture["key"]>[0], fields = {}) => ({
    "x-api-key": await api.key(scopes, fields),
  });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const past = storeTime(Date.now() - 600_000);
  const pastSeconds = Math.floor(Date.now() / 1000) - 600;
  const elsewhere = await startTestIssuer();
  const ofOtherIssuer = await elsewhere.token({ aud: api.issuer.audience });
  const named = await elsewhere.token({ iss: api.issuer.issuer, aud: api.issuer.audience });
  await elsewhere.stop();
  const none = (name: string, headers: Record<string, string>): Credential => ({ name, headers, worth: "none" });
  return [
    none("none", {}),
    none("a malformed key", { "x-api-key": "eco_x" }),
    none("an unknown key", { "x-api-key": newApiKey() }),
    none("a revoked key", await key(["admin"], { revoked_at: past })),
    none("an expired key", await key(["admin"], { expires_at: past })),
    none("a token of another issuer", bearer(ofOtherIssuer)),
    none("a token of another issuer in this one's name", bearer(named)),
    none("an expired token", bearer(await api.issuer.token({ exp: pastSeconds }))),
    none("an expired session", { cookie: `eco_session=${await ownToken(pastSeconds)}` }),
    { name: "a key with the scope ingest", headers: await key(["ingest"]), worth: { role: undefined } },
    { name: "a key with the scope sql", headers: await key(["sql"]), worth: { role: undefined } },
    { name: "a key with the scope read", headers: await key(["read"]), worth: { role: "analyst", reads: true } },
    { name: "a key with the scope admin", headers: await key(["admin"]), worth: { role: "admin" } },
    ...(await Promise.all(
      roleOrder.map(async (role) => ({
        name: `a session as ${role}`,
        headers: await sessionOf(role),
        worth: { role },
      })),
    )),
    {
      name: "an owner's session at a third organisation",
      headers: await sessionOf("owner", "third"),
      worth: { role: "owner" },
    },
  ];
}
