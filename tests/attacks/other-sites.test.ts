import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EndedSessions } from "../../query/src/identity/ended-sessions.js";
import { OidcLogin } from "../../query/src/identity/oidc/login.js";
import { openOwnerLink, type QueryFixture, startQuery } from "../../query/test/fixture.js";
import { publicUrl, sessionOf, sessionSecrets } from "./credentials.js";
import { triesOf } from "./documented-tries.js";
import { requestFor, type ServedOperation, servedOperations } from "./served-operations.js";
import { type OthersThings, othersState, plantCanaries } from "./two-organisations.js";

let api: QueryFixture;
let things: OthersThings;
/** All that is no GET: a page of another site can send it along with the session. */
let posted: readonly ServedOperation[];
let tries = 0;

beforeAll(async () => {
  let sessions: EndedSessions | undefined;
  const ended = () => {
    sessions ??= new EndedSessions(api.client);
    return sessions;
  };
  api = await startQuery({
    publicUrl,
    rateLimit: { perSecond: 0, burst: 0 },
    oidc: new OidcLogin({
      issuer: "http://127.0.0.1:9",
      clientId: "ecomind",
      publicUrl,
      sessionSecrets,
      members: { roleOf: async () => undefined },
      ended: { end: (id) => ended().end(id), has: (id) => ended().has(id) },
    }),
  });
  things = await plantCanaries(api);
  posted = servedOperations(api).filter(({ method }) => method !== "GET");
}, 180_000);
afterAll(() => api?.stop());

/** What browsers, old and new, send along from a page that is not this site's. */
const fromElsewhere: readonly Readonly<Record<string, string>>[] = [
  {},
  { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site", origin: "http://other.ecomind.test" },
  { "sec-fetch-site": "none" },
  { "sec-fetch-site": "cross-site", origin: publicUrl },
  { "sec-fetch-site": "same-origin, cross-site", origin: "https://evil.example" },
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: `${publicUrl}.evil.example` },
  { origin: "https://ecomind.test" },
  { origin: "https://evil.example", referer: `${publicUrl}/settings` },
  { origin: "https://evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
  { origin: "https://evil.example", "x-requested-with": "XMLHttpRequest" },
];
/** Bodies that a form or a script may send without asking first. */
const plainTypes = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""];

/** State of the organisation that an act could have changed; refusals are in the audit log. */
const state = async (): Promise<unknown> => [
  await othersState(api),
  await api.rows(
    `SELECT ${[
      "members",
      "api_keys",
      "api_key_ends",
      "saved_queries",
      "erasures",
      "org_factor_sets",
      "org_settings",
      "name_mappings",
    ]
      .map((table) => `(SELECT count() FROM ${table} WHERE org_id = 'acme') AS ${table}`)
      .join(", ")}, (SELECT count() FROM audit_log WHERE org_id = 'acme' AND outcome != 'refused') AS acts`,
  ),
];

const send = async (operation: ServedOperation, headers: Readonly<Record<string, string>>, type: string) => {
  const { path, method, body } = requestFor(operation, { ...things, name: "weekly" });
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: { ...headers, ...(type === "" || body === undefined ? {} : { "content-type": type }) },
    ...(body === undefined ? {} : { body: type === "" ? new Blob([JSON.stringify(body)]) : JSON.stringify(body) }),
  });
  tries += 1;
  return { status: response.status, body: (await response.json()) as { code?: string } };
};

describe("a page of another site, with the owner's session", { timeout: 120_000 }, () => {
  test("changes nothing by any operation, whatever it says of itself and whatever body it sends", async () => {
    const owner = (await openOwnerLink(api.url)).headers.get("set-cookie")?.split(";")[0] ?? "";
    const { cookie: person = "" } = await sessionOf("owner");
    const before = await state();
    for (const operation of posted) {
      for (const headers of fromElsewhere) {
        const { status, body } = await send(operation, { cookie: owner, ...headers }, "application/json");
        expect([status, body.code], `${operation.id} ${JSON.stringify(headers)}`).toEqual([403, "cross_site"]);
      }
      for (const type of plainTypes) {
        const headers = { cookie: person, origin: "https://evil.example" };
        const { status, body } = await send(operation, headers, type);
        expect([status, body.code], `${operation.id} ${type}`).toEqual([403, "cross_site"]);
      }
    }
    expect(await state()).toEqual(before);
    // From this site's own pages none of them is refused for its origin.
    for (const operation of posted.filter(({ takesBody }) => takesBody)) {
      const { body } = await send(operation, await sessionOf("owner"), "application/json");
      expect(body.code, operation.id).not.toBe("cross_site");
    }
  });

  test("cannot turn a question into an act", async () => {
    const { cookie = "" } = await sessionOf("owner");
    const before = await state();
    for (const operation of posted) {
      const { path } = requestFor(operation, { ...things, name: "weekly" });
      for (const headers of [
        { "x-http-method-override": operation.method },
        { "x-http-method": operation.method, "x-method-override": operation.method },
      ])
        for (const search of ["", `?_method=${operation.method}`]) {
          await fetch(`${api.url}${path}${search}`, { headers: { cookie, ...headers } as Record<string, string> });
          tries += 1;
        }
    }
    expect(await state()).toEqual(before);
  });

  test("cannot end the session, and is not let in to read an answer", async () => {
    const { cookie = "" } = await sessionOf("owner");
    for (const headers of fromElsewhere) {
      const left = await fetch(`${api.url}/logout`, { method: "POST", headers: { cookie, ...headers } });
      expect(left.status, JSON.stringify(headers)).toBe(403);
      tries += 1;
    }
    for (const path of ["/v1/me", "/v1/usage", "/openapi.json", "/login/options"])
      for (const method of ["GET", "OPTIONS"]) {
        const origin = { origin: "https://evil.example", "access-control-request-method": "PUT" };
        const { headers } = await fetch(`${api.url}${path}`, { method, headers: { cookie, ...origin } });
        expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
        tries += 1;
      }
    expect((await api.call("/v1/me", { headers: { cookie } })).status).toBe(200);
  });

  test("the threat model says how many requests are tried", () => {
    expect(tries).toBe(triesOf("other-sites.test.ts"));
  });
});
