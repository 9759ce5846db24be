import { erasePerson, remainsOf } from "@ecomind/clickhouse";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventRow } from "../event-row.js";
import { type Answer, type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
const range = "from=2026-03-01&to=2026-03-31";
/** Persons of each team; one uses a model that nobody else does. */
const teams: Readonly<Record<string, readonly string[]>> = {
  large: ["l1", "l2", "l3", "l4", "l5", "l6", "l7", "l8"],
  middle: ["m1", "m2", "m3", "m4", "m5"],
  small: ["s1", "s2"],
  tiny: ["t1"],
};
let admin: Readonly<Record<string, string>>;
let viewer: Readonly<Record<string, string>>;

beforeAll(async () => {
  api = await startQuery();
  const token = (sub: string, role: string) => api.issuer.token({ sub, org_id: "crew", roles: [role] });
  admin = { authorization: `Bearer ${await token("boss", "admin")}` };
  viewer = { authorization: `Bearer ${await token("s1", "viewer")}` };
  const start = Date.parse("2026-03-02T08:00:00Z");
  await api.insert(
    "events",
    Object.entries(teams).flatMap(([team, persons], row) =>
      persons.flatMap((user_id, index) =>
        Array.from({ length: 6 }, (_, n) =>
          eventRow(start + n * 4 * 86_400_000 + index * 60_000 + row * 3_600_000, {
            org_id: "crew",
            team,
            user_id,
            model: user_id === "l1" && n === 0 ? "claude-opus-4" : "gpt-4o",
            tokens_in: 1000 + 100 * row + index,
            labels: { project: team === "large" ? "atlas" : "hermes" },
          }),
        ),
      ),
    ),
  );
});
afterAll(() => api.stop());

const ask = (path: string, headers = admin): Promise<Answer> => api.call(path, { headers });
const settle = async (minimum: number, days: object = {}): Promise<Answer> =>
  await api.call("/v1/settings", {
    method: "PUT",
    headers: admin,
    body: { raw_retention_days: null, rollup_retention_days: null, minimum_group_size: minimum, ...days },
  });

describe("settings", () => {
  test("have safe defaults, are put whole, and belong to their organisation", async () => {
    expect((await ask("/v1/settings")).body).toEqual({
      raw_retention_days: null,
      rollup_retention_days: null,
      minimum_group_size: 5,
    });
    const put = await settle(3, { raw_retention_days: 90, rollup_retention_days: 800 });
    expect(put).toMatchObject({
      status: 200,
      body: { raw_retention_days: 90, rollup_retention_days: 800, minimum_group_size: 3 },
    });
    expect((await ask("/v1/settings")).body).toEqual(put.body);
    expect((await api.call("/v1/settings")).body).toMatchObject({ minimum_group_size: 1 });
    const { body } = await ask("/v1/audit?limit=5");
    expect(body.entries[0]).toMatchObject({ action: "putSettings", actor: "boss", outcome: "done" });
  });

  test.each([
    [{ minimum_group_size: 0, raw_retention_days: null, rollup_retention_days: null }, "/minimum_group_size"],
    [{ minimum_group_size: 5, raw_retention_days: 0, rollup_retention_days: null }, "/raw_retention_days"],
    [{ minimum_group_size: 5, raw_retention_days: null }, "/rollup_retention_days"],
    [{ minimum_group_size: 5, raw_retention_days: 31, rollup_retention_days: null }, "/raw_retention_days"],
    [{ minimum_group_size: 5, raw_retention_days: 90, rollup_retention_days: 60 }, "/rollup_retention_days"],
    [{ minimum_group_size: 5, raw_retention_days: null, rollup_retention_days: 60 }, "/rollup_retention_days"],
    [{ minimum_group_size: 5, raw_retention_days: null, rollup_retention_days: null, more: 1 }, "/more"],
  ])("%j is refused at %j", async (body, pointer) => {
    const answer = await api.call("/v1/settings", { method: "PUT", headers: admin, body });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_body", pointer } });
  });

  test("are not a viewer's to see or change", async () => {
    expect((await ask("/v1/settings", viewer)).status).toBe(403);
    expect((await api.call("/v1/settings", { method: "PUT", headers: viewer, body: {} })).status).toBe(403);
  });
});

describe("minimum group size", () => {
  beforeEach(() => settle(5));
  const rows = async (query: string): Promise<Record<string, number>> => {
    const { status, body } = await ask(`/v1/usage?${range}&${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return Object.fromEntries(
      body.rows.map(({ group, requests }: { group: string[]; requests: number }) => [group.join(), requests]),
    );
  };
  const refused = async (query: string): Promise<void> => {
    const { status, body } = await ask(`/v1/usage?${range}&${query}`);
    expect({ status, code: body.code }, query).toEqual({ status: 403, code: "group_too_small" });
    expect(body).toMatchObject({ minimum_group_size: 5 });
  };

  test("groups of too few persons are one row, together with the next where they are too few; sums stay", async () => {
    const { body } = await ask(`/v1/usage?${range}&group_by=team`);
    expect(await rows("group_by=team")).toEqual({ large: 48, __withheld__: 48 });
    expect(body.withheld).toEqual({ minimum_group_size: 5, groups: 3 });
    expect(body.total.requests).toBe(96);
    expect(await rows("group_by=label:project")).toEqual({ atlas: 48, hermes: 48 });
    await settle(3);
    expect(await rows("group_by=team")).toEqual({ large: 48, middle: 30, __withheld__: 18 });
    await settle(1);
    expect(await rows("group_by=team")).toEqual({ large: 48, middle: 30, small: 12, tiny: 6 });
  });

  test("a few persons cannot be asked for, nor left out", async () => {
    for (const query of [
      "user=l1",
      "not_user=l1",
      "user=l1&user=l2&user=l3&user=l4",
      `${Object.values(teams)
        .flat()
        .slice(1)
        .map((user) => `user=${user}`)
        .join("&")}`,
      "team=small",
      "not_team=small",
      "not_team=tiny&group_by=model",
      "team=large&model=claude-opus-4",
      "team=large&not_model=claude-opus-4",
      "group_by=team&not_model=claude-opus-4",
      "user=nobody",
      "user=l1&user=l2&user=l3&user=l4&user=l5",
      "not_user=l1&not_user=l2&not_user=l3&not_user=l4&not_user=l5&group_by=model",
      "group_by=user&group_by=model",
      "group_by=user&group_by=tier&interval=month",
      "group_by=user&model=gpt-4o",
      "group_by=user&tier=B",
      "group_by=user&interval=week",
      "group_by=user&interval=day",
      "group_by=user&interval=15m",
      "group_by=user&model=claude-opus-4",
      "group_by=user&not_model=claude-opus-4",
      "group_by=user&team=small",
      "group_by=team&group_by=label:project",
    ])
      await refused(query);
    expect(await rows("team=large")).toEqual({ "": 48 });
    expect(Object.keys(await rows("group_by=user"))).toHaveLength(16);
  });

  test("nor by the difference between a list and a filter: what is withheld together is not told apart", async () => {
    // middle has five persons, and would tell what small and tiny have together.
    await refused("team=middle");
    await refused("team=middle&team=large");
    await refused("team=middle&team=middle&team=middle");
    await refused("not_team=middle");
    expect(await rows("team=middle&team=small&team=tiny")).toEqual({ "": 48 });
  });

  test("of no two answers that are given is the difference about too few persons", async () => {
    const names = Object.keys(teams);
    const answered: Set<string>[] = [];
    for (let mask = 0; mask < 1 << names.length; mask += 1)
      for (const prefix of ["team", "not_team"]) {
        const chosen = names.filter((_, bit) => (mask >> bit) & 1);
        const { status } = await ask(`/v1/usage?${range}&${chosen.map((name) => `${prefix}=${name}`).join("&")}`);
        if (status !== 200) continue;
        const within =
          chosen.length === 0 ? names : prefix === "team" ? chosen : names.filter((name) => !chosen.includes(name));
        answered.push(new Set(within.flatMap((name) => teams[name] ?? [])));
      }
    for (const one of answered)
      for (const other of answered) {
        const difference = [...one].filter((person) => !other.has(person)).length;
        expect(difference === 0 || difference >= 5, `${[...one]} - ${[...other]}`).toBe(true);
      }
    expect(new Set(answered.map((one) => [...one].sort().join())).size).toBeGreaterThanOrEqual(3);
  });

  test("a moment is too short for persons, not for the company", async () => {
    const moment = "from=2026-03-02T08:00:00Z&to=2026-03-02T09:00:00Z";
    expect((await ask(`/v1/usage?${moment}&group_by=team`)).body.code).toBe("group_too_small");
    expect((await ask(`/v1/usage?${moment}&group_by=model`)).status).toBe(200);
  });

  test("a calendar day is long enough, with 23 hours or 25 or with 24 of 25, and as an earlier range", async () => {
    for (const day of [
      "from=2026-03-29&to=2026-03-29",
      "from=2026-03-30&to=2026-03-30&compare=previous",
      "from=2025-10-26&to=2025-10-26",
      "from=2025-10-26&to=2025-10-26T22:00:00Z",
    ])
      expect((await ask(`/v1/usage?tz=Europe/Berlin&${day}&group_by=team`)).status, day).toBe(200);
    const less = "from=2026-03-29&to=2026-03-29T21:45:00Z";
    expect((await ask(`/v1/usage?tz=Europe/Berlin&${less}&group_by=team`)).status).toBe(403);
  });

  test("what is withheld of the earlier range is told there", async () => {
    const { body } = await ask("/v1/usage?from=2026-04-01&to=2026-04-30&group_by=team&compare=previous");
    expect([body.withheld, body.rows]).toEqual([undefined, []]);
    expect(body.compared.withheld).toEqual({ minimum_group_size: 5, groups: 3 });
  });

  test("events take no filter on persons, teams and labels: two lists would be joined by their ids", async () => {
    const filters = [
      ...["team=large", "not_team=tiny", "team=large&model=gpt-4o", "label=project=atlas", "not_label=project=atlas"],
      ...["user=l1&user=l2&user=l3&user=l4&user=s1", "not_user=l1"],
    ];
    for (const path of ["/v1/events", "/v1/events/export"]) {
      for (const filter of filters)
        expect((await ask(`${path}?${range}&${filter}`)).body, `${path} ${filter}`).toMatchObject({
          code: "group_too_small",
          minimum_group_size: 5,
        });
      expect((await ask(`${path}?${range}&model=gpt-4o`)).status, path).toBe(200);
    }
  });

  test("holds for the first clients' shapes, exports, events and their footprints", async () => {
    expect((await ask("/v1/today?user_id=l1")).body.code).toBe("group_too_small");
    expect((await ask("/v1/aggregate/daily?user_id=l1")).body.code).toBe("group_too_small");
    for (const groups of ["user", "user,model"])
      expect((await ask(`/v1/aggregate/daily?group_by=${groups}`)).body.code, groups).toBe("group_too_small");
    expect((await ask(`/v1/usage/export?${range}&user=l1`)).body.code).toBe("group_too_small");
    const { body } = await ask(`/v1/events?${range}`);
    expect(body.events).toHaveLength(96);
    const anonymous = { user_id: "", team: "", labels: {} };
    for (const event of body.events) expect(event).toMatchObject(anonymous);
    const { body: footprint } = await ask(`/v1/footprint/${body.events[0].id}`);
    expect(footprint.event).toMatchObject(anonymous);
    const file = (await ask(`/v1/events/export?${range}`)).body;
    expect(file).not.toMatch(/,[lmst][1-8],|large|middle|small|tiny|atlas|hermes/);
    expect(file.trim().split("\r\n")).toHaveLength(97);
    await settle(1);
    expect((await ask(`/v1/events?${range}&team=large`)).body.events).toHaveLength(48);
    const [event] = (await ask(`/v1/events?${range}&limit=1`)).body.events;
    expect([event.user_id, event.team, event.labels.project]).not.toContain("");
  });
});

describe("a viewer", () => {
  test("sees themself, whatever is asked", async () => {
    await settle(5);
    expect((await ask(`/v1/usage?${range}`, viewer)).body.total.requests).toBe(6);
    const { body: byUser } = await ask(`/v1/usage?${range}&group_by=user&not_user=l1`, viewer);
    expect(byUser.rows.map(({ group }: { group: string[] }) => group)).toEqual([["s1"]]);
    expect((await ask(`/v1/usage?${range}&group_by=team`, viewer)).body.rows).toMatchObject([
      { group: ["small"], requests: 6 },
    ]);
    expect((await ask(`/v1/usage?${range}&compare=previous`, viewer)).status).toBe(200);
    expect((await ask(`/v1/events?${range}&user=l1`, viewer)).body.code).toBe("role_missing");
    expect((await ask(`/v1/events?${range}&user=s1&team=small`, viewer)).body.events).toHaveLength(6);
    expect((await ask(`/v1/events?${range}&not_user=l1`, viewer)).body.events).toHaveLength(6);
    expect((await ask(`/v1/events?${range}&team=large`, viewer)).body.events).toEqual([]);
    const { body } = await ask(`/v1/events?${range}`, viewer);
    expect(body.events.map(({ user_id }: { user_id: string }) => user_id)).toEqual(Array(6).fill("s1"));
    expect((await ask(`/v1/aggregate/daily?${range}`, viewer)).body.data).toHaveLength(6);
    expect((await ask(`/v1/footprint/${body.events[0].id}`, viewer)).status).toBe(200);
    expect((await ask(`/v1/users/s1/export`, viewer)).body.trim().split("\r\n")).toHaveLength(7);
    const { body: csv } = await ask(`/v1/events/export?${range}`, viewer);
    expect(csv.trim().split("\r\n")).toHaveLength(7);
  });

  test("is refused another", async () => {
    const { body } = await ask(`/v1/events?${range}&limit=1`);
    for (const path of [
      `/v1/usage?${range}&user=s2`,
      `/v1/usage?${range}&user=s1&user=s2`,
      "/v1/today?user_id=s2",
      "/v1/aggregate/daily?user_id=s2",
      "/v1/users/s2/erasure",
      "/v1/members",
      "/v1/dimensions",
    ])
      expect((await ask(path, viewer)).status, path).toBe(403);
    expect((await ask("/v1/users/s2/export", viewer)).status).toBe(404);
    const others = body.events[0].id;
    expect((await ask(`/v1/footprint/${others}`, viewer)).status).toBe(404);
    expect((await api.call("/v1/users/s1", { method: "DELETE", headers: viewer })).status).toBe(403);
  });
});

describe("erasure", () => {
  const person = { orgId: "crew", userId: "m2" };

  test("a person's events come as a file; asking to erase them is a job with a state", async () => {
    const { body: csv } = await ask("/v1/users/m2/export");
    expect(csv.trim().split("\r\n")).toHaveLength(7);
    expect((await ask("/v1/users/m2/erasure")).status).toBe(404);
    const asked = await api.call("/v1/users/m2", { method: "DELETE", headers: admin });
    expect(asked).toMatchObject({ status: 200, body: { user_id: "m2", state: "requested" } });
    const again = await api.call("/v1/users/m2", { method: "DELETE", headers: admin });
    expect(again.body).toEqual(asked.body);
    const { keys: _, other_spellings: __, ...erasure } = asked.body;
    expect((await ask("/v1/users/m2/erasure")).body).toEqual(erasure);
    expect(
      await api.rows(
        "SELECT action, target FROM audit_log WHERE org_id = 'crew' AND action = 'eraseUser' AND outcome = 'done'",
      ),
    ).toEqual([
      { action: "eraseUser", target: "m2" },
      { action: "eraseUser", target: "m2" },
    ]);
  });

  test("takes the name out of everything, and leaves every sum and other persons' rows", async () => {
    await settle(1);
    // Listed anew after the request, and used; then asked for once more.
    await api.call("/v1/members/m2", { method: "PUT", headers: admin, body: { role: "analyst", team: "middle" } });
    await api.call("/v1/members/m22", { method: "PUT", headers: admin, body: { role: "viewer", team: "middle" } });
    await ask(`/v1/usage/export?${range}&user=m2`);
    const own = {
      authorization: `Bearer ${await api.issuer.token({ sub: "m2", org_id: "crew", roles: ["analyst"] })}`,
    };
    expect((await ask(`/v1/events/export?${range}`, own)).status).toBe(200);
    const query = { query: "SELECT 1" };
    expect((await api.call("/v1/sql/queries/mine", { method: "PUT", headers: own, body: query })).status).toBe(200);
    await api.call("/v1/users/m2", { method: "DELETE", headers: admin });
    const letter = {
      epoch: 1,
      topic: "t",
      partition: 0,
      record_at: "2026-03-02 00:00:00",
      dead_at: "2026-03-02 00:00:00",
      reason: "x",
      stage: "publish",
    };
    await api.insert("dead_letters", [
      { ...letter, offset: 1, org_id: "crew", value: '{"user_id":"m2","model":"?"}' },
      { ...letter, offset: 2, org_id: "crew", value: '{"user_id":"m22"}' },
      { ...letter, offset: 3, org_id: "other", value: '{"user_id":"m2"}' },
    ]);
    const before = (await ask(`/v1/usage?${range}&group_by=team`)).body;
    expect(await remainsOf(api.client, person)).toMatchObject({
      events: 6,
      usage_user_1h: 6,
      members: 1,
      dead_letters: 1,
      exports: 3,
      saved_queries: 1,
    });
    await erasePerson(api.client, person);
    expect(Object.values(await remainsOf(api.client, person)).filter((rows) => rows > 0)).toEqual([]);
    await erasePerson(api.client, person);
    expect((await ask(`/v1/usage?${range}&group_by=team`)).body).toEqual(before);
    expect((await ask(`/v1/usage?${range}&user=m2`)).body.total.requests).toBe(0);
    expect((await ask(`/v1/usage?${range}&user=m3`)).body.total.requests).toBe(6);
    const letters = await api.rows("SELECT value FROM dead_letters ORDER BY offset");
    expect(letters).toEqual([
      { value: '{"user_id":"","model":"?"}' },
      { value: '{"user_id":"m22"}' },
      { value: '{"user_id":"m2"}' },
    ]);
    expect(await api.rows("SELECT user_id FROM members FINAL WHERE org_id = 'crew'")).toEqual([{ user_id: "m22" }]);
  });
});
