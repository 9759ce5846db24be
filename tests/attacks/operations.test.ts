import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EndedSessions } from "../../query/src/identity/ended-sessions.js";
import { MemberRoles } from "../../query/src/identity/member-roles.js";
import { OidcLogin } from "../../query/src/identity/oidc/login.js";
import { type QueryFixture, startQuery } from "../../query/test/fixture.js";
import { type Credential, credentials, publicUrl, sessionOf, sessionSecrets } from "./credentials.js";
import { triesOf } from "./documented-tries.js";
import { requestFor, type ServedOperation, servedOperations } from "./served-operations.js";
import { holdsCanary, type OthersThings, othersState, plantCanaries } from "./two-organisations.js";

let api: QueryFixture;
let things: OthersThings;
let all: readonly ServedOperation[];
let known: readonly Credential[];

beforeAll(async () => {
  let sessions: EndedSessions | undefined;
  const endedSessions = () => {
    sessions ??= new EndedSessions(api.client);
    return sessions;
  };
  let listed: MemberRoles | undefined;
  const members = {
    roleOf: (org: string, user: string) => {
      listed ??= new MemberRoles(api.client);
      return listed.roleOf(org, user);
    },
  };
  const ended = { end: (id: string) => endedSessions().end(id), has: (id: string) => endedSessions().has(id) };
  api = await startQuery({
    members: members as MemberRoles,
    oidc: new OidcLogin({
      issuer: "http://127.0.0.1:9",
      clientId: "ecomind",
      publicUrl,
      sessionSecrets,
      members,
      ended,
    }),
  });
  things = await plantCanaries(api);
  all = servedOperations(api);
  known = await credentials(api);
}, 180_000);
afterAll(() => api?.stop());

const ask = (operation: ServedOperation, headers: Readonly<Record<string, string>>) => {
  const { path, ...rest } = requestFor(operation, things);
  return api.call(path, { ...rest, headers });
};

/** What the operation's declared roles say of a credential: the status of a refusal, or undefined. */
function refusalOf({ worth }: Credential, { roles, changes }: ServedOperation): 401 | 403 | undefined {
  if (worth === "none") return 401;
  const { role, reads = false } = worth;
  return role !== undefined && roles.includes(role) && !(reads && changes) ? undefined : 403;
}

describe("every operation of the served document × every credential", { timeout: 400_000 }, () => {
  test("is allowed or refused as its roles say, and shows and changes nothing of another organisation", async () => {
    const before = await othersState(api);
    let tries = 0;
    let answered = 0;
    for (const operation of all)
      for (const credential of known) {
        const { status, body } = await ask(operation, credential.headers);
        const what = `${operation.id} by ${credential.name}`;
        const refusal = refusalOf(credential, operation);
        if (refusal === undefined) expect([401, 403], what).not.toContain(status);
        else expect(status, what).toBe(refusal);
        expect(status, what).toBeLessThan(500);
        expect(holdsCanary(body), what).toBe(false);
        if (status === 200) answered += 1;
        tries += 1;
      }
    expect(await othersState(api)).toEqual(before);
    expect(answered).toBeGreaterThan(100);
    expect(tries).toBe(triesOf("operations.test.ts"));
  });

  test("the canaries are there to be seen: their own owner meets them in many answers", async () => {
    const headers = await sessionOf("owner", "other");
    const seen: string[] = [];
    for (const operation of all.filter(({ method }) => method === "GET"))
      if (holdsCanary((await ask(operation, headers)).body)) seen.push(operation.id);
    expect(seen).toEqual(
      expect.arrayContaining(["getUsage", "listEvents", "getFootprint", "listKeys", "listMembers", "listAudit"]),
    );
    expect(seen).toEqual(expect.arrayContaining(["getExport", "listSavedQueries", "listDeadLetters", "getAccounting"]));
  });
});
