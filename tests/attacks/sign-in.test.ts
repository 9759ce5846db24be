import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EndedSessions } from "../../query/src/identity/ended-sessions.js";
import { OidcLogin } from "../../query/src/identity/oidc/login.js";
import { openOwnerLink, type QueryFixture, startQuery } from "../../query/test/fixture.js";
import { clientSecret, openIdProvider } from "../../query/test/identity/open-id-provider.js";
import { SiteBrowser } from "../../query/test/identity/site-browser.js";
import { publicUrl, sessionSecrets } from "./credentials.js";
import { triesOf } from "./documented-tries.js";
import { ownerLinkTries } from "./owner-link-tries.js";

let api: QueryFixture;
let handler: RequestListener;
const provider = createServer((request, response) => handler(request, response));
let issuer: string;
let tries = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const people = { alice: { org_id: "acme", roles: ["analyst"] }, mallory: { org_id: "other", roles: ["owner"] } };
  handler = await openIdProvider({ issuer, publicUrl, people, kid: "one" });
  let sessions: EndedSessions | undefined;
  const ended = () => {
    sessions ??= new EndedSessions(api.client);
    return sessions;
  };
  api = await startQuery({
    rateLimit: { perSecond: 0, burst: 0 },
    oidc: new OidcLogin({
      issuer,
      clientId: "ecomind",
      clientSecret,
      publicUrl,
      sessionSecrets,
      cooldownMs: 0,
      members: { roleOf: async () => undefined },
      ended: { end: (id) => ended().end(id), has: (id) => ended().has(id) },
    }),
  });
}, 180_000);
afterAll(async () => {
  await api?.stop();
  provider.closeAllConnections();
  provider.close();
});

class Browser extends SiteBrowser {
  constructor() {
    super({ apiUrl: api.url, publicUrl, issuer });
  }

  /** A browser that somebody copied: the same cookies. */
  copy(): Browser {
    const other = new Browser();
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  cookie(name: string): string {
    return this.cookies.get(`${new URL(api.url).origin} ${name}`) ?? "";
  }

  setCookie(name: string, value: string): void {
    this.cookies.set(`${new URL(api.url).origin} ${name}`, value);
  }
}

/** A login up to the address that the provider sends the browser back to. */
async function begunLogin(user = "alice"): Promise<{ browser: Browser; address: URL }> {
  const browser = new Browser();
  const answer = await browser.logIn(user, "/login/oidc", /\/login\/callback/);
  return { browser, address: new URL(answer.headers.get("location") ?? "") };
}

/** Nobody is signed in by this. */
async function expectNobody(browser: Browser, answer: Response, what: string): Promise<void> {
  tries += 1;
  expect(answer.status, what).toBeGreaterThanOrEqual(400);
  expect(answer.status, what).toBeLessThan(500);
  expect(
    answer.headers.getSetCookie().filter((cookie) => /session=[^;]/.test(cookie)),
    what,
  ).toEqual([]);
  expect(browser.session, what).toBeUndefined();
}

const changed = (text: string): string => (text.startsWith("A") ? "B" : "A") + text.slice(1);

test("a callback with any of its parameters changed", { timeout: 120_000 }, async () => {
  const { browser, address } = await begunLogin();
  const { address: another } = await begunLogin("mallory");
  const changes: Readonly<Record<string, (search: URLSearchParams, name: string) => void>> = {
    absent: (search, name) => search.delete(name),
    empty: (search, name) => search.set(name, ""),
    changed: (search, name) => search.set(name, changed(search.get(name) ?? "")),
    longer: (search, name) => search.set(name, `${search.get(name)}A`),
    "with a line feed": (search, name) => search.set(name, `${search.get(name)}\n`),
    "very long": (search, name) => search.set(name, "A".repeat(8_000)),
    twice: (search, name) => search.append(name, search.get(name) ?? ""),
    "twice, another one last": (search, name) => search.append(name, changed(search.get(name) ?? "")),
    "as a list": (search, name) => {
      search.set(`${name}[]`, search.get(name) ?? "");
      search.delete(name);
    },
  };
  for (const name of ["state", "iss", "code"])
    for (const [what, change] of Object.entries(changes)) {
      const url = new URL(address);
      change(url.searchParams, name);
      const thief = browser.copy();
      await expectNobody(thief, await thief.go(url.href), `${name} ${what}`);
    }
  for (const name of ["state", "code"]) {
    const url = new URL(address);
    url.searchParams.set(name, another.searchParams.get(name) ?? "");
    const thief = browser.copy();
    await expectNobody(thief, await thief.go(url.href), `${name} of another login`);
  }
  const withError = new URL(address);
  withError.searchParams.set("error", "access_denied");
  const thief = browser.copy();
  await expectNobody(thief, await thief.go(withError.href), "an error beside the code");
  // Unchanged it is right: all of the others were refused for what was changed.
  const { browser: honest, address: right } = await begunLogin();
  expect((await honest.go(right.href)).status).toBe(303);
});

test("a callback with another cookie than that of the browser that asked", async () => {
  const { browser, address } = await begunLogin();
  const { browser: other } = await begunLogin("mallory");
  const signedIn = new Browser();
  await signedIn.logIn("alice");
  const own = browser.cookie("eco_login");
  const values: Readonly<Record<string, string>> = {
    none: "",
    "of another login": other.cookie("eco_login"),
    changed: changed(own),
    cut: own.slice(0, -5),
    "its last part alone": own.split(".").at(-1) ?? "",
    "a session's": signedIn.cookie("eco_session"),
    "no token": "x",
    "another's before the own": `${other.cookie("eco_login")}; eco_login=${own}`,
  };
  for (const [what, value] of Object.entries(values)) {
    const thief = new Browser();
    if (value !== "") thief.setCookie("eco_login", value);
    await expectNobody(thief, await thief.go(address.href), `cookie: ${what}`);
  }
});

test("an authorisation request that was changed on its way to the provider", { timeout: 60_000 }, async () => {
  const changes: readonly (readonly [string, string | undefined])[] = [
    ["nonce", undefined],
    ["nonce", "A".repeat(43)],
    ["nonce", ""],
    ["state", undefined],
    ["state", "A".repeat(43)],
    ["code_challenge", undefined],
    ["code_challenge", "A".repeat(43)],
    ["code_challenge_method", "plain"],
    ["code_challenge_method", undefined],
    ["redirect_uri", "https://evil.example/login/callback"],
    ["redirect_uri", `${publicUrl}/other`],
    ["redirect_uri", `${publicUrl}.evil.example/login/callback`],
    ["client_id", "other"],
    ["scope", "profile"],
    ["response_type", "id_token"],
    ["response_type", "token"],
    ["response_mode", "fragment"],
    ["prompt", "none"],
  ];
  for (const [name, value] of changes) {
    const browser = new Browser();
    const begun = await browser.go("/login/oidc");
    const address = new URL(begun.headers.get("location") ?? "");
    if (value === undefined) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
    await expectNobody(browser, await browser.logIn("alice", address.href), `${name}: ${value}`);
  }
});

test("a code that was used, by whoever has the address and the cookies", async () => {
  const { browser, address } = await begunLogin();
  const copies = [browser.copy(), browser.copy(), new Browser()];
  expect((await browser.go(address.href)).status).toBe(303);
  for (const copy of copies) await expectNobody(copy, await copy.go(address.href), "replayed");
});

test("places to return to that are no pages of this site", { timeout: 60_000 }, async () => {
  const marks = [
    "//",
    "/\\",
    "\\\\",
    "/\t/",
    "/\n/",
    "https://",
    "http:",
    "javascript:",
    "data:text/html,",
    "/@",
    "/%0d%0a/",
    "@",
  ];
  for (const begin of marks) {
    const browser = new Browser();
    const asked = `${begin}evil.example/`;
    const back = await browser.logIn("alice", `/login/oidc?return_to=${encodeURIComponent(asked)}`);
    const location = back.headers.get("location") ?? "";
    expect([back.status, new URL(location, publicUrl).origin], asked).toEqual([303, publicUrl]);
    expect(location, asked).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/);
    tries += 1;
  }
  for (const search of [
    "?return_to=/a&return_to=//evil.example",
    "?return_to[]=//evil.example",
    `?return_to=/${"a".repeat(2_000)}`,
  ]) {
    const back = await new Browser().logIn("alice", `/login/oidc${search}`);
    expect([back.status, back.headers.get("location")], search).toEqual([303, "/"]);
    tries += 1;
  }
});

test("a session that an attacker chose, copied or made", async () => {
  const attacker = new Browser();
  await attacker.logIn("mallory");
  const planted = attacker.cookie("eco_session");
  const browser = new Browser();
  browser.setCookie("eco_session", planted);
  const back = await browser.logIn("alice");
  const [given = ""] = back.headers.getSetCookie();
  expect(given).toMatch(/^eco_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/);
  expect(browser.cookie("eco_session")).not.toBe(planted);
  expect((await browser.me()).body).toMatchObject({ org_id: "acme", id: "alice" });
  tries += 1;
  const { browser: begun } = await begunLogin();
  const own = browser.cookie("eco_session");
  const [head = "", body = "", signature = ""] = own.split(".");
  const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as object;
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const values = [
    begun.cookie("eco_login"),
    `${head}.${encode({ ...claims, role: "owner" })}.${signature}`,
    `${head}.${encode({ ...claims, org_id: "other" })}.${signature}`,
    `${encode({ alg: "none" })}.${body}.`,
    `${encode({ alg: "HS512" })}.${body}.${signature}`,
    `${head}.${body}`,
    changed(own),
    own.slice(0, -2),
    "",
    `x; eco_session=${own}`,
    await api.issuer.token(),
  ];
  for (const value of values) {
    const { status } = await api.call("/v1/me", { headers: { cookie: `eco_session=${value}` } });
    expect(status, value.slice(0, 30)).toBe(401);
    tries += 1;
  }
  const left = await fetch(`${api.url}/logout`, {
    method: "POST",
    headers: { cookie: `eco_session=${own}`, "sec-fetch-site": "same-origin" },
  });
  expect(left.status).toBe(204);
  expect((await api.call("/v1/me", { headers: { cookie: `eco_session=${own}` } })).status).toBe(401);
  tries += 1;
});

test("owner links that are used, old, changed or made of something else", async () => {
  const owner = await openOwnerLink(api.url);
  expect(owner.headers.get("set-cookie")).toMatch(
    /^eco_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/,
  );
  const session = /^eco_session=([^;]+)/.exec(owner.headers.get("set-cookie") ?? "")?.[1] ?? "";
  for (const { name, url } of await ownerLinkTries(api.url, session)) {
    const answer = await fetch(url, { redirect: "manual" });
    expect([answer.status, answer.headers.get("set-cookie")], name).toEqual([401, null]);
    expect(await answer.text(), name).not.toContain("the-owner-token");
    tries += 1;
  }
});

test("the threat model says how many of them are tried", () => {
  expect(tries).toBe(triesOf("sign-in.test.ts"));
});
