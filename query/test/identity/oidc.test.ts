import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createStoreClient, erasePerson } from "@ecomind/clickhouse";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EndedSessions } from "../../src/identity/ended-sessions.js";
import { MemberRoles } from "../../src/identity/member-roles.js";
import { OidcLogin } from "../../src/identity/oidc/login.js";
import { type QueryFixture, startQuery } from "../fixture.js";
import { openIdProvider } from "./open-id-provider.js";
import { SiteBrowser } from "./site-browser.js";

const publicUrl = "http://ecomind.test";
const sessionSecrets = ["new secret of the sessions, long enough", "old secret of the sessions, long enough"];
const people: Readonly<Record<string, object>> = {
  alice: { org_id: "acme", roles: ["analyst"] },
  carol: { org_id: "acme" },
  dora: { org_id: "acme", roles: ["owner"] },
  guest: { roles: ["viewer"] },
  bob: { org_id: "acme", roles: ["admin"] },
  erin: { org_id: "acme", roles: ["analyst"] },
  frank: { org_id: "acme" },
  "org-number": { org_id: 7, roles: ["admin"] },
  "org-line": { org_id: "acme\n", roles: ["admin"] },
  "org-empty": { org_id: "", roles: ["admin"] },
  "org-null": { org_id: null, roles: ["admin"] },
  "org-list": { org_id: ["acme"], roles: ["admin"] },
  "roles-text": { org_id: "acme", roles: "admin" },
  "roles-mixed": { org_id: "acme", roles: ["admin", 7] },
  "roles-object": { org_id: "acme", roles: { admin: true } },
};

let api: QueryFixture;
let handler: RequestListener;
const provider = createServer((request, response) => handler(request, response));
let issuer: string;
let ended: EndedSessions;
let members: MemberRoles;
const nobodyListed = { roleOf: async () => undefined };

const providerOf = (kid: string) => openIdProvider({ issuer, publicUrl, people, kid });

beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  handler = await providerOf("first");
  const oidc = new OidcLogin({
    issuer,
    clientId: "ecomind",
    clientSecret: "the client's secret &%+",
    publicUrl,
    sessionSecrets,
    cooldownMs: 0,
    // Somebody whose identity names no organisation would be let in here, so that a broken claim must not look like none.
    defaultOrg: "acme",
    members: { roleOf: (org, user) => members.roleOf(org, user) },
    ended: { end: (id) => ended.end(id), has: (id) => ended.has(id) },
  });
  api = await startQuery({ oidc, members: { roleOf: (org, user) => members.roleOf(org, user) } as MemberRoles });
  ended = new EndedSessions(api.client);
  members = new MemberRoles(api.client);
  await api.insert("members", [{ org_id: "acme", user_id: "carol", role: "billing", team: "", active: true }]);
});
afterAll(async () => {
  await api.stop();
  provider.closeAllConnections();
  provider.close();
});

class Browser extends SiteBrowser {
  constructor() {
    super({ apiUrl: api.url, publicUrl, issuer });
  }
}

describe("login", () => {
  test("by code and PKCE at a real provider: a session with the identity's organisation and role", async () => {
    const browser = new Browser();
    const back = await browser.logIn("alice", "/login/oidc?return_to=/models?range=30d");
    expect(back.status).toBe(303);
    expect(back.headers.get("location")).toBe("/models?range=30d");
    expect(back.headers.getSetCookie()[0]).toMatch(
      /^eco_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/,
    );
    expect(await browser.me()).toMatchObject({
      status: 200,
      body: { org_id: "acme", id: "alice", kind: "session", role: "analyst" },
    });
    // It reads; it writes from this site's pages alone, and what its role may.
    expect((await browser.go("/v1/keys")).status).toBe(403);
    expect([...browser.cookies.keys()].some((key) => key.endsWith("eco_login"))).toBe(false);
  });

  test("the organisation's list of members goes before the claim, and holds for sessions that had begun", async () => {
    const browser = new Browser();
    await browser.logIn("carol");
    expect((await browser.me()).body).toMatchObject({ id: "carol", role: "billing" });
    await api.insert("members", [{ org_id: "acme", user_id: "carol", role: "viewer", team: "", active: false }]);
    await expect.poll(async () => (await browser.me()).status, { timeout: 10_000 }).toBe(401);
    const again = await new Browser().logIn("carol");
    expect(again.status).toBe(403);
  });

  test("an identity without an organisation is taken for the default one's; without a role it is refused", async () => {
    const guest = new Browser();
    await guest.logIn("guest");
    expect((await guest.me()).body).toMatchObject({ org_id: "acme", role: "viewer" });
    expect((await new Browser().logIn("stranger")).status).toBe(403);
  });

  test.each(
    Object.keys(people).filter((name) => /^(org|roles)-/.test(name)),
  )("a claim that does not have its form is refused, and is never taken for one that is absent: %s", async (name) => {
    const browser = new Browser();
    const answer = await browser.logIn(name);
    expect([answer.status, browser.session]).toEqual([401, undefined]);
    const { code, detail } = (await answer.json()) as Record<string, string>;
    expect(code).toBe("credential_invalid");
    expect(detail).toContain(name.startsWith("org") ? "The claim org_id" : "The claim roles");
  });

  test.each([
    ["//evil.example/", "/"],
    ["https://evil.example/", "/"],
    ["/\\evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/users?x=1", "/users?x=1"],
  ])("comes back to a page of this site only: %s", async (asked, location) => {
    const browser = new Browser();
    const back = await browser.logIn("alice", `/login/oidc?return_to=${encodeURIComponent(asked)}`);
    expect(back.headers.get("location")).toBe(location);
  });

  test("an answer counts once, in the browser that asked, with its own state and issuer", async () => {
    const browser = new Browser();
    const answer = await browser.logIn("alice", "/login/oidc", /\/login\/callback/);
    const address = answer.headers.get("location") ?? "";
    expect(address).toContain("code=");
    // A page of an attacker's makes another browser take the answer: login CSRF.
    expect((await new Browser().go(address)).status).toBe(401);
    for (const [name, value] of [
      ["state", "x".repeat(43)],
      ["iss", "https://evil.example"],
      ["code", "x"],
    ] as const) {
      const forged = new URL(address);
      forged.searchParams.set(name, value);
      const other = new Browser();
      for (const [key, cookie] of browser.cookies) other.cookies.set(key, cookie);
      expect((await other.go(forged.href)).status, name).toBe(401);
      expect(other.session).toBeUndefined();
    }
    const twice = new Browser();
    for (const [key, cookie] of browser.cookies) twice.cookies.set(key, cookie);
    expect((await browser.go(address)).status).toBe(303);
    expect((await twice.go(address)).status).toBe(401);
  });

  test("a refusal by the provider is told, without a session", async () => {
    const browser = new Browser();
    const begun = await browser.go("/login/oidc");
    const state = new URL(begun.headers.get("location") ?? "").searchParams.get("state") ?? "";
    const { status } = await browser.go(`/login/callback?error=access_denied&state=${state}`);
    expect(status).toBe(401);
    expect(browser.session).toBeUndefined();
  });

  test("asks with PKCE, state and nonce, anew each time", async () => {
    const asked = await Promise.all(
      [1, 2].map(
        async () => new URL((await new Browser().go("/login/oidc")).headers.get("location") ?? "").searchParams,
      ),
    );
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(asked[0]?.get(name)?.length).toBe(43);
      expect(asked[0]?.get(name)).not.toBe(asked[1]?.get(name));
    }
    expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
      code_challenge_method: "S256",
      response_type: "code",
      client_id: "ecomind",
    });
  });
});

describe("a person whom the organisation had erased", () => {
  /** As though the time was over for which roles are kept. */
  const forget = () => {
    members = new MemberRoles(api.client);
  };
  const erase = async (userId: string) => {
    expect((await api.call(`/v1/users/${userId}`, { method: "DELETE" })).status).toBe(200);
    forget();
  };

  test("after they were removed does not get back what was taken, by the cookie or by a new login", async () => {
    await api.call("/v1/members/bob", { method: "PUT", body: { role: "admin" } });
    const browser = new Browser();
    await browser.logIn("bob");
    expect((await browser.me()).body.role).toBe("admin");
    await api.call("/v1/members/bob", { method: "DELETE" });
    forget();
    expect((await browser.me()).status).toBe(401);
    await erase("bob");
    await erasePerson(api.client, { orgId: "acme", userId: "bob" });
    expect(await api.rows("SELECT * FROM members WHERE user_id = 'bob'")).toEqual([]);
    expect((await browser.me()).status).toBe(401);
    expect((await new Browser().logIn("bob")).status).toBe(403);
  });

  test("has no role by their provider either, from the request on, until they are listed anew", async () => {
    const browser = new Browser();
    await browser.logIn("erin");
    expect((await browser.me()).body.role).toBe("analyst");
    await erase("erin");
    expect((await browser.me()).status).toBe(401);
    expect((await new Browser().logIn("erin")).status).toBe(403);
    await api.call("/v1/members/erin", { method: "PUT", body: { role: "viewer" } });
    forget();
    expect((await browser.me()).body.role).toBe("viewer");
  });

  test("a session by the list ends where its row is gone, however that came", async () => {
    await api.call("/v1/members/frank", { method: "PUT", body: { role: "admin" } });
    const browser = new Browser();
    await browser.logIn("frank");
    expect((await browser.me()).body.role).toBe("admin");
    await api.client.command({
      query: "ALTER TABLE members DELETE WHERE user_id = 'frank'",
      clickhouse_settings: { mutations_sync: "2" },
    });
    forget();
    expect((await browser.me()).status).toBe(401);
  });
});

describe("keys", () => {
  test("the provider's keys rotate: the next login fetches the new one", async () => {
    const first = handler;
    const browser = new Browser();
    await browser.logIn("alice");
    handler = await providerOf("second");
    expect((await new Browser().logIn("alice")).status).toBe(303);
    // Sessions are the service's own: they go on.
    expect((await browser.me()).status).toBe(200);
    handler = first;
    expect((await new Browser().logIn("alice")).status).toBe(303);
  });

  test("keys that cannot be had are not the person's fault", async () => {
    const first = handler;
    const without = await providerOf("not to be had");
    for (const [status, body] of [
      [500, ""],
      [200, "no JSON"],
    ] as const) {
      handler = (request, response) => {
        if (request.url?.startsWith("/jwks")) response.writeHead(status).end(body);
        else without(request, response);
      };
      const answer = await new Browser().logIn("alice");
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    }
    handler = first;
    expect((await new Browser().logIn("alice")).status).toBe(303);
  });

  test("sessions signed with the older secret go on while it stands behind the new one", async () => {
    const own = { issuer, clientId: "ecomind", publicUrl, members: nobodyListed, ended };
    const before = new OidcLogin({ ...own, sessionSecrets: [sessionSecrets[1] ?? ""] });
    const after = new OidcLogin({ ...own, sessionSecrets });
    const gone = new OidcLogin({ ...own, sessionSecrets: [sessionSecrets[0] ?? ""] });
    const { cookie } = await before.begin("/");
    expect(cookie).toMatch(/^eco_login=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/);
    expect(await after.principal("eco_session=x.y.z")).toBeUndefined();
    const { SignJWT } = await import("jose");
    const { createHash } = await import("node:crypto");
    const jwt = await new SignJWT({ org_id: "acme", role: "admin" })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("alice")
      .setAudience("ecomind-session")
      .setJti("of alice")
      .setExpirationTime("1h")
      .sign(createHash("sha256").update(`ecomind session key\n${sessionSecrets[1]}`).digest());
    expect(await after.principal(`eco_session=${jwt}`)).toMatchObject({ id: "alice", orgId: "acme" });
    expect(await before.principal(`eco_session=${jwt}`)).toMatchObject({ id: "alice" });
    expect(await gone.principal(`eco_session=${jwt}`)).toBeUndefined();
  });

  test("a short secret is refused, and cookies are Secure behind https", async () => {
    const own = { issuer, clientId: "ecomind", members: nobodyListed, ended };
    expect(() => new OidcLogin({ ...own, publicUrl, sessionSecrets: ["short"] })).toThrow(RangeError);
    const https = new OidcLogin({ ...own, publicUrl: "https://ecomind.example.com", sessionSecrets });
    expect((await https.begin("/")).cookie).toMatch(/^__Host-eco_login=[^;]+; Path=\/; .*; Secure$/);
    expect(https.forget).toMatch(/^__Host-eco_session=; Path=\/; .*; Secure$/);
  });
});

describe("logout", () => {
  const leave = (browser: Browser) =>
    fetch(`${api.url}/logout`, {
      method: "POST",
      headers: { cookie: `eco_session=${browser.session}`, "sec-fetch-site": "same-origin" },
    });

  test("while the store is away the browser forgets the session, and this instance refuses it", async () => {
    const browser = new Browser();
    await browser.logIn("dora");
    const away = createStoreClient({ url: "http://127.0.0.1:9", username: "x", password: "", application: "x" });
    const [endedBefore, membersBefore] = [ended, members];
    [ended, members] = [new EndedSessions(away), new MemberRoles(away)];
    const left = await leave(browser);
    expect([left.status, left.headers.getSetCookie()[0]]).toEqual([
      503,
      expect.stringMatching(/^eco_session=; .*Max-Age=0/),
    ]);
    expect((await browser.me()).status).toBe(401);
    [ended, members] = [endedBefore, membersBefore];
    await away.close();
  });

  test("who was removed meanwhile leaves as everybody does", async () => {
    const browser = new Browser();
    await browser.logIn("dora");
    await api.insert("members", [{ org_id: "acme", user_id: "dora", role: "viewer", team: "", active: false }]);
    members = new MemberRoles(api.client);
    expect((await browser.me()).status).toBe(401);
    const left = await leave(browser);
    expect([left.status, left.headers.getSetCookie()[0]]).toEqual([
      204,
      expect.stringMatching(/^eco_session=; .*Max-Age=0/),
    ]);
    const { jti = "" } = decodeJwt(browser.session ?? "");
    expect(await new EndedSessions(api.client).has(jti)).toBe(true);
    await api.client.command({
      query: "ALTER TABLE members DELETE WHERE user_id = 'dora'",
      clickhouse_settings: { mutations_sync: "2" },
    });
    members = new MemberRoles(api.client);
  });

  test("ends the session, and tells where the provider ends its own; another site's page cannot do it", async () => {
    const browser = new Browser();
    const keyed = await browser.logIn("dora");
    expect(keyed.status).toBe(303);
    const headers = { cookie: `eco_session=${browser.session}` };
    const foreign = await fetch(`${api.url}/logout`, {
      method: "POST",
      headers: { ...headers, "sec-fetch-site": "cross-site" },
    });
    expect(foreign.status).toBe(403);
    const left = await fetch(`${api.url}/logout`, {
      method: "POST",
      headers: { ...headers, "sec-fetch-site": "same-origin" },
    });
    expect(left.status).toBe(204);
    expect(left.headers.getSetCookie()[0]).toMatch(/^eco_session=; .*Max-Age=0/);
    const location = new URL(left.headers.get("location") ?? "");
    expect(location.origin).toBe(issuer);
    expect(location.searchParams.get("post_logout_redirect_uri")).toBe(`${publicUrl}/`);
    expect((await fetch(location, { redirect: "manual" })).status).toBeLessThan(400);
    // A copy of the cookie is worth nothing, here and at another instance; another session of the same person goes on.
    expect((await api.call("/v1/me", { headers })).status).toBe(401);
    const elsewhere = new EndedSessions(api.client);
    const { jti = "" } = decodeJwt(browser.session ?? "");
    expect([await elsewhere.has(jti), await elsewhere.has("another")]).toEqual([true, false]);
    const again = new Browser();
    await again.logIn("dora");
    expect((await api.call("/v1/me", { headers: { cookie: `eco_session=${again.session}` } })).status).toBe(200);
  });
});

test("a provider that does not answer is told as such", async () => {
  const away = new OidcLogin({
    issuer: "http://127.0.0.1:9",
    clientId: "ecomind",
    publicUrl,
    sessionSecrets,
    members: nobodyListed,
    ended,
  });
  await expect(away.begin("/")).rejects.toMatchObject({ problem: { code: "identity_unavailable" } });
});
