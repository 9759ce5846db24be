import type { ClickHouseClient } from "@ecomind/clickhouse";
import { createStoreClient, erasePerson } from "@ecomind/clickhouse";
import { createLogger } from "@ecomind/platform";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ClaimedOwners } from "../../src/identity/claimed-owners.js";
import { MemberRoles } from "../../src/identity/member-roles.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
/** What the service asks: a test puts a new one in its place where it must not wait for what is kept to end. */
let members: MemberRoles;
let org: string;
let serial = 0;
let adminKey: Record<string, string>;
let owner: Record<string, string>;

const bearer = async (sub: string, role: string) => ({
  authorization: `Bearer ${await api.issuer.token({ sub, org_id: org, roles: [role] })}`,
});
const me = async (headers: Record<string, string>) => {
  const { status, body } = await api.call("/v1/me", { headers });
  return status === 200 ? body.role : body.code;
};
const put = (user: string, body: object, headers: Record<string, string>) =>
  api.call(`/v1/members/${user}`, { method: "PUT", headers, body });
const remove = (user: string, headers: Record<string, string>) =>
  api.call(`/v1/members/${user}`, { method: "DELETE", headers });
const erase = (user: string, headers: Record<string, string>) =>
  api.call(`/v1/users/${user}`, { method: "DELETE", headers });
const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
const listed = async () =>
  Object.fromEntries(
    (await api.call("/v1/members", { headers: adminKey })).body.members.map(
      (one: { user_id: string; role: string; active: boolean }) => [one.user_id, one.active ? one.role : "-"],
    ),
  );
/** As though the time was over for which roles are kept. */
const forget = () => {
  members = new MemberRoles(api.client);
};

beforeAll(async () => {
  api = await startQuery({ members: { roleOf: (of, user) => members.roleOf(of, user) } as MemberRoles });
});
beforeEach(async () => {
  org = `org-${++serial}`;
  forget();
  adminKey = { "x-api-key": await api.key(["admin"], { org_id: org }) };
  owner = await bearer("olga", "owner");
});
afterAll(() => api?.stop());

describe("the list of members goes before the claims of a bearer token", () => {
  test("a role that was changed or taken away holds within seconds", async () => {
    const bob = await bearer("bob", "admin");
    expect(await me(bob)).toBe("admin");
    expect((await put("bob", { role: "viewer" }, adminKey)).status).toBe(200);
    await expect.poll(() => me(bob), { timeout: 10_000 }).toBe("viewer");
    expect(codeOf(await put("eve", { role: "admin" }, bob))).toEqual([403, "role_missing"]);
    await remove("bob", adminKey);
    await expect.poll(() => me(bob), { timeout: 10_000 }).toBe("role_missing");
    // It may also be more than the token claims.
    await put("carol", { role: "admin" }, adminKey);
    expect(await me(await bearer("carol", "viewer"))).toBe("admin");
    // Nobody else's.
    expect(await me(await bearer("dora", "analyst"))).toBe("analyst");
  });

  test("who was removed and erased stays without a role, until listed anew", async () => {
    const bob = await bearer("bob", "admin");
    await put("bob", { role: "admin" }, adminKey);
    await remove("bob", adminKey);
    expect((await erase("bob", adminKey)).body.state).toBe("requested");
    await erasePerson(api.client, { orgId: org, userId: "bob" });
    expect(await api.rows(`SELECT user_id FROM members WHERE org_id = '${org}'`)).toEqual([]);
    expect(await me(bob)).toBe("role_missing");
    await put("bob", { role: "viewer" }, adminKey);
    forget();
    expect(await me(bob)).toBe("viewer");
    // The erasure that may still be running leaves the row that was put after it.
    await erasePerson(api.client, { orgId: org, userId: "bob" });
    forget();
    expect(await me(bob)).toBe("viewer");
    // Asked for again while the first one is running, it takes that row as well.
    await erase("bob", adminKey);
    forget();
    expect(await me(bob)).toBe("role_missing");
    await erasePerson(api.client, { orgId: org, userId: "bob" });
    expect(await api.rows(`SELECT user_id FROM members WHERE org_id = '${org}'`)).toEqual([]);
  });

  test("a person whom only the provider names has no role after an erasure either", async () => {
    const erin = await bearer("erin", "analyst");
    expect(await me(erin)).toBe("analyst");
    await erase("erin", adminKey);
    forget();
    expect(await me(erin)).toBe("role_missing");
  });

  test("the store is asked once in three seconds, not with every request", async () => {
    let asked = 0;
    const counting = new Proxy(api.client, {
      get: (target, name) => {
        if (name === "query") asked += 1;
        return Reflect.get(target, name).bind?.(target);
      },
    });
    members = new MemberRoles(counting);
    const bob = await bearer("bob", "viewer");
    await Promise.all(Array.from({ length: 10 }, () => me(bob)));
    for (let index = 0; index < 10; index += 1) await me(bob);
    expect(asked).toBeLessThanOrEqual(2);
  });

  test("while the store is away what was known holds; of whom nothing is known, nothing is said", async () => {
    const away = createStoreClient({ url: "http://127.0.0.1:9", username: "x", password: "", application: "x" });
    let store: ClickHouseClient = api.client;
    let askedAway = 0;
    members = new MemberRoles(
      new Proxy(api.client, {
        get: (_, name) => {
          if (store === away && name === "query") askedAway += 1;
          return Reflect.get(store, name).bind?.(store);
        },
      }) as ClickHouseClient,
    );
    await put("bob", { role: "viewer" }, adminKey);
    const [bob, zoe] = [await bearer("bob", "admin"), await bearer("zoe", "admin")];
    expect(await me(bob)).toBe("viewer");
    store = away;
    const askedFor = async () => {
      expect(await me(bob)).toBe("viewer");
      return askedAway;
    };
    await expect.poll(askedFor, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(await me(bob)).toBe("viewer");
    expect(await me(zoe)).toBe("identity_unavailable");
    await away.close();
  });
});

describe("owners", () => {
  test("the first one is given by an administrative key; from then on owners alone give and take the role", async () => {
    const admin = await bearer("ada", "admin");
    expect(codeOf(await put("ada", { role: "owner" }, admin))).toEqual([403, "role_missing"]);
    expect((await put("olga", { role: "owner" }, adminKey)).status).toBe(200);
    for (const headers of [admin, adminKey]) {
      expect(codeOf(await put("ada", { role: "owner" }, headers))).toEqual([403, "role_missing"]);
      expect(codeOf(await put("olga", { role: "admin" }, headers))).toEqual([403, "role_missing"]);
      expect(codeOf(await remove("olga", headers))).toEqual([403, "role_missing"]);
      expect(codeOf(await erase("olga", headers))).toEqual([403, "role_missing"]);
      // What is not about the role they may: her team, and everybody else.
      expect((await put("olga", { role: "owner", team: "board" }, headers)).status).toBe(200);
      expect((await put("vera", { role: "viewer" }, headers)).status).toBe(200);
    }
    expect((await put("otto", { role: "owner" }, owner)).status).toBe(200);
    expect((await remove("otto", owner)).status).toBe(200);
    expect(await listed()).toEqual({ olga: "owner", otto: "-", vera: "viewer" });
    const { body } = await api.call("/v1/audit?limit=20", { headers: adminKey });
    expect(
      body.entries.filter(({ outcome }: { outcome: string }) => outcome === "refused").length,
    ).toBeGreaterThanOrEqual(9);
  });

  test("the last one stays", async () => {
    await put("olga", { role: "owner" }, adminKey);
    for (const act of [put("olga", { role: "admin" }, owner), remove("olga", owner), erase("olga", owner)])
      expect(codeOf(await act)).toEqual([409, "last_owner"]);
    await put("otto", { role: "owner" }, owner);
    // Who is to be erased is none any more.
    expect((await erase("otto", owner)).status).toBe(200);
    expect(codeOf(await remove("olga", owner))).toEqual([409, "last_owner"]);
    await put("otto", { role: "owner" }, owner);
    expect((await remove("olga", owner)).status).toBe(200);
    expect(await listed()).toEqual({ olga: "-", otto: "owner" });
  });

  test("two that take each other's role at once do not leave the organisation without one", async () => {
    await put("olga", { role: "owner" }, adminKey);
    await put("otto", { role: "owner" }, owner);
    const otto = await bearer("otto", "owner");
    await Promise.all([remove("otto", owner), remove("olga", otto), put("olga", { role: "viewer" }, otto)]);
    expect(Object.values(await listed())).toContain("owner");
  });
});

describe("owners whom the identity provider names", () => {
  test("are recorded, and nobody but an owner becomes one, takes the role or overrules the claim", async () => {
    expect(await me(owner)).toBe("owner");
    expect((await api.call("/v1/members", { headers: adminKey })).body).toEqual({
      members: [],
      claimed_owners: ["olga"],
    });
    const admin = await bearer("ada", "admin");
    for (const headers of [admin, adminKey]) {
      for (const act of [
        put("ada", { role: "owner" }, headers),
        put("olga", { role: "viewer" }, headers),
        remove("olga", headers),
        erase("olga", headers),
      ])
        expect(codeOf(await act)).toEqual([403, "role_missing"]);
    }
    expect(await me(owner)).toBe("owner");
    // The only one cannot end themself, and can list others.
    expect(codeOf(await put("olga", { role: "viewer" }, owner))).toEqual([409, "last_owner"]);
    expect((await put("otto", { role: "owner" }, owner)).status).toBe(200);
    expect((await put("olga", { role: "viewer" }, owner)).status).toBe(200);
    expect((await api.call("/v1/members", { headers: adminKey })).body.claimed_owners).toEqual([]);
  });

  test("an erasure takes the record, and with it what it stood for", async () => {
    await me(owner);
    await put("otto", { role: "owner" }, owner);
    await erase("olga", owner);
    await erasePerson(api.client, { orgId: org, userId: "olga" });
    expect(await api.rows(`SELECT user_id FROM claimed_owners WHERE org_id = '${org}'`)).toEqual([]);
    forget();
    expect(await me(owner)).toBe("role_missing");
  });

  test("the store is written to once, and a store that is away keeps nobody out", async () => {
    let away = true;
    let inserts = 0;
    const store = new Proxy(api.client, {
      get: (target, name) => {
        if (name !== "insert") return Reflect.get(target, name).bind?.(target);
        inserts += 1;
        return away ? () => Promise.reject(new Error("away")) : target.insert.bind(target);
      },
    });
    const logger = createLogger({ service: "query", level: "silent" });
    const owners = new ClaimedOwners(store, logger);
    await owners.record({ orgId: org, id: "olga" });
    away = false;
    for (let index = 0; index < 5; index += 1) await owners.record({ orgId: org, id: "olga" });
    expect(inserts).toBe(2);
    expect(await api.rows(`SELECT user_id FROM claimed_owners WHERE org_id = '${org}'`)).toEqual([{ user_id: "olga" }]);
  });
});

describe("the first owner", () => {
  const newKey = async (headers: Record<string, string>, body: object = { name: "made", scopes: ["admin"] }) => {
    const made = await api.call("/v1/keys", { method: "POST", headers, body });
    return { "x-api-key": made.body.key as string };
  };

  test("is given by a key that a command made, and by no key that was made with it or in its place", async () => {
    const admin = await bearer("ada", "admin");
    const ofAdmin = await newKey(admin);
    const ofKey = await newKey(adminKey);
    const keyId = adminKey["x-api-key"]?.split("_")[1] as string;
    const rotated = await api.call(`/v1/keys/${keyId}/rotate`, { method: "POST", headers: admin });
    for (const headers of [admin, ofAdmin, ofKey, { "x-api-key": rotated.body.key }])
      expect(codeOf(await put("ada", { role: "owner" }, headers))).toEqual([403, "role_missing"]);
    // A key that rotates itself stays in the hands that it was in.
    const itself = await api.call(`/v1/keys/${keyId}/rotate`, { method: "POST", headers: adminKey });
    expect(itself.body).toMatchObject({ created_by: "the tests", created_by_kind: "command" });
    expect((await put("olga", { role: "owner" }, { "x-api-key": itself.body.key })).status).toBe(200);
  });

  test("keys show who made them, and end with the person who did where that is asked for", async () => {
    const ada = await bearer("ada", "admin");
    const first = await newKey(ada);
    const firstId = first["x-api-key"]?.split("_")[1] as string;
    const second = await newKey(first, { name: "second", scopes: ["ingest"] });
    const account = await api.call("/v1/sql/accounts", { method: "POST", headers: ada, body: { name: "tool" } });
    expect(account.body).toMatchObject({ created_by: "ada", created_by_kind: "jwt" });
    const ofBob = await newKey(await bearer("bob", "admin"));
    const { keys } = (await api.call("/v1/keys", { headers: adminKey })).body;
    const makers = keys.map((one: Record<string, string>) => [one.name, one.created_by, one.created_by_kind]);
    expect(makers.sort()).toEqual([
      ["made", "ada", "jwt"],
      ["made", "bob", "jwt"],
      ["second", firstId, "api-key"],
      ["test", "the tests", "command"],
    ]);
    await put("ada", { role: "admin" }, adminKey);
    const listed = (await api.call("/v1/members", { headers: adminKey })).body.members;
    expect(listed).toMatchObject([{ user_id: "ada", keys: 3 }]);
    const left = (await remove("ada", adminKey)).body.keys;
    expect(left.map((key: { name: string; revoked: boolean }) => [key.name, key.revoked])).toEqual([
      ["made", false],
      ["second", false],
      ["tool", false],
    ]);
    expect(await me(first)).toBe("admin");
    const ended = (await remove("ada?end_keys=true", adminKey)).body.keys;
    expect(ended.every(({ revoked }: { revoked: boolean }) => revoked)).toBe(true);
    expect(await Promise.all([first, second, ofBob].map(me))).toEqual([
      "credential_revoked",
      "credential_revoked",
      "admin",
    ]);
    expect((await api.call("/v1/sql/accounts", { headers: adminKey })).body.accounts[0].revoked_at).not.toBeNull();
    // Nothing is left to end.
    expect((await remove("ada", adminKey)).body.keys).toEqual([]);
  });

  test("an erasure ends keys as well, and takes the person's name from them", async () => {
    const ada = await bearer("ada", "admin");
    const made = await newKey(ada);
    expect((await erase("ada?end_keys=true", adminKey)).body.keys).toMatchObject([{ revoked: true }]);
    await erasePerson(api.client, { orgId: org, userId: "ada" });
    expect(await me(made)).toBe("credential_revoked");
    const { keys } = (await api.call("/v1/keys", { headers: adminKey })).body;
    expect(keys.map((key: { created_by: string }) => key.created_by).sort()).toEqual(["", "the tests"]);
  });
});

test("a role is given without a team: the former one stays", async () => {
  await put("ada", { role: "analyst", team: "research" }, adminKey);
  expect((await put("ada", { role: "admin" }, adminKey)).body).toMatchObject({ role: "admin", team: "research" });
  expect((await put("ada", { role: "admin", team: "" }, adminKey)).body.team).toBe("");
});
