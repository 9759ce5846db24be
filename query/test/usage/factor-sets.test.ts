import { loadFactorTables } from "@ecomind/clickhouse";
import type { FactorSet } from "@ecomind/footprint";
import { afterAll, beforeAll, expect, test } from "vitest";
import { factorUses } from "../../src/usage/factor-choice.js";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
/** Of each installation: the store has its coefficients from an earlier build, and not its names and sources. */
const coefficientsOnly = "2024-01.1";
const older = "2025-01.1";
/** As the older one, with gpt-4o in another tier. */
const retiered = "2025-06.1";
const range = "from=2026-03-01&to=2026-03-31";

beforeAll(async () => {
  api = await startQuery();
  // The same models at twice the energy.
  const twice = <T extends readonly [number, number, number]>([low, central, high]: T) =>
    [2 * low, 2 * central, 2 * high] as const;
  const set: FactorSet = {
    ...api.factors,
    version: older,
    hash: "0".repeat(64),
    models: api.factors.models.map((model) => ({ ...model, out: twice(model.out), in: twice(model.in) })),
  };
  await loadFactorTables(api.client, [set]);
  await loadFactorTables(api.client, [{ ...set, version: coefficientsOnly }]);
  const models = set.models.map((model) => (model.id === "gpt-4o" ? { ...model, tier: "B" as const } : model));
  await loadFactorTables(api.client, [{ ...set, version: retiered, models }]);
  await api.client.command({ query: `DELETE FROM factor_set_contents WHERE factor_set = '${coefficientsOnly}'` });
  // Until the noon of 15 March the older set was in use.
  await api.client.command({ query: "TRUNCATE TABLE factor_set_choice" });
  await api.insert("factor_set_choice", [
    { factor_set: older, chosen_at: "2025-01-01 00:00:00.000" },
    { factor_set: api.factors.version, chosen_at: "2026-03-15 11:52:10.000" },
  ]);
  await api.insert(
    "events",
    Array.from({ length: 31 * 24 }, (_, hour) => eventRow(Date.parse("2026-03-01T00:30:00Z") + hour * 3_600_000)),
  );
});
afterAll(() => api.stop());

const usage = async (query: string) => {
  const { status, body } = await api.call(`/v1/usage?${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const kwh = (of: { footprint: { kwh_it: { central: number } } }): number => of.footprint.kwh_it.central;

test("history is restated by naming a set, and only the footprint changes", async () => {
  const [now, before] = [await usage(range), await usage(`${range}&factor_set=${older}`)];
  expect(now).toMatchObject({ factor_set: api.factors.version, mixed_factor_sets: false });
  expect(before).toMatchObject({ factor_set: older, mixed_factor_sets: false });
  expect(before.total.requests).toBe(now.total.requests);
  expect(kwh(before.total) / kwh(now.total)).toBeCloseTo(2, 9);
});

test("both figures side by side", async () => {
  const { rows, total, restated } = await usage(`${range}&interval=week&group_by=model&restate_with=${older}`);
  expect(restated.factor_set).toBe(older);
  expect(restated.rows.map(({ start, group }: { start: string; group: string[] }) => [start, group])).toEqual(
    rows.map(({ start, group }: { start: string; group: string[] }) => [start, group]),
  );
  expect(kwh(restated.total) / kwh(total)).toBeCloseTo(2, 9);
});

type Told = { start: string; group: string[]; requests: number; kwh_it_by_tier: Record<string, number> };
const told = (rows: Told[]) => rows.map(({ start, group, requests }) => [start, group, requests]);

test.each([
  "tier=C",
  "not_tier=B",
  "group_by=tier",
  "group_by=tier&group_by=model&not_tier=D",
])("a set that puts a model into another tier restates the same rows: %s", async (question) => {
  const asked = `${range}&interval=week&${question}&restate_with=${retiered}`;
  const { rows, total, restated } = await usage(asked);
  expect(total.requests).toBe(744);
  expect(told(restated.rows)).toEqual(told(rows));
  expect(kwh(restated.total) / kwh(total)).toBeCloseTo(2, 9);
  // What each set says of its figures stays its own.
  expect([Object.keys(total.kwh_it_by_tier), Object.keys(restated.total.kwh_it_by_tier)]).toEqual([["C"], ["B"]]);
});

test("an earlier range is restated as well", async () => {
  const days = "from=2026-03-11&to=2026-03-20&compare=previous&interval=day&group_by=model";
  const { compared, total, restated } = await usage(`${days}&restate_with=${older}`);
  expect(compared.restated.factor_set).toBe(older);
  expect(compared.total.requests).toBe(240);
  expect(told(compared.restated.rows)).toEqual(told(compared.rows));
  for (const [of, once] of [
    [restated.total, total],
    [compared.restated.total, compared.total],
  ])
    expect(kwh(of) / kwh(once)).toBeCloseTo(2, 9);
  expect((await usage(days)).compared).not.toHaveProperty("restated");
});

test("the first clients' answers take a set, and name theirs in headers", async () => {
  const ask = async (path: string) => {
    const { status, body, headers } = await api.call(path);
    expect(status, JSON.stringify(body)).toBe(200);
    return { body, sets: headers.get("x-factor-set"), mixed: headers.get("x-mixed-factor-sets") };
  };
  const daily = (more: string) => ask(`/v1/aggregate/daily?${range}${more}`);
  const [now, before, chosen] = [
    await daily(""),
    await daily(`&factor_set=${older}`),
    await daily("&factor_set=chosen"),
  ];
  expect([now.sets, now.mixed]).toEqual([api.factors.version, "false"]);
  expect([before.sets, before.mixed]).toEqual([older, "false"]);
  expect([chosen.sets, chosen.mixed]).toEqual([`${older}, ${api.factors.version}`, "true"]);
  const relative = (of: typeof now) =>
    of.body.data.map(({ kwh: value }: { kwh: number }, day: number) => {
      return Math.round((value / now.body.data[day].kwh) * 1e6) / 1e6;
    });
  expect(relative(before)).toEqual(Array(31).fill(2));
  expect(relative(chosen)).toEqual([...Array(14).fill(2), 1.5, ...Array(16).fill(1)]);
  expect(chosen.body.data.map(({ call_count }: { call_count: number }) => call_count)).toEqual(Array(31).fill(24));
  expect(await ask(`/v1/today?factor_set=${older}`)).toMatchObject({ sets: older, mixed: "false" });
  expect(await ask("/v1/today")).toMatchObject({ sets: api.factors.version, mixed: "false" });
  for (const path of ["/v1/today?", `/v1/aggregate/daily?${range}&`]) {
    const { status, body } = await api.call(`${path}factor_set=2019-01.1`);
    expect([status, body.code, body.parameter]).toEqual([400, "invalid_parameter", "factor_set"]);
  }
  const documented = JSON.parse(JSON.stringify(api.document.paths["/v1/today"]?.get?.responses[200]));
  expect(Object.keys(documented.headers)).toEqual(["x-factor-set", "x-mixed-factor-sets"]);
});

test("as reported: each time with the set of then, told where it changes", async () => {
  const asked = await usage(`${range}&interval=day&factor_set=chosen`);
  expect(asked.mixed_factor_sets).toBe(true);
  // From the next quarter hour on.
  expect(asked.factor_sets).toEqual([
    { factor_set: older, from: "2026-03-01T00:00:00.000Z", to: "2026-03-15T12:00:00.000Z" },
    { factor_set: api.factors.version, from: "2026-03-15T12:00:00.000Z", to: "2026-04-01T00:00:00.000Z" },
  ]);
  const [plain] = (await usage(`from=2026-03-20&to=2026-03-20`)).rows;
  const relative = asked.rows.map((row: typeof plain) => Math.round((kwh(row) / kwh(plain)) * 1e6) / 1e6);
  expect(relative).toEqual([...Array(14).fill(2), 1.5, ...Array(16).fill(1)]);
  expect(asked.rows.map(({ requests }: { requests: number }) => requests)).toEqual(Array(31).fill(24));
  const { rows } = await usage(`${range}&factor_set=chosen`);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ start: "2026-03-01T00:00:00.000Z", requests: 744 });
});

test("a comparison across a change of sets says so; within one it does not", async () => {
  const across = await usage("from=2026-03-20&to=2026-03-29&compare=previous&factor_set=chosen");
  expect(across).toMatchObject({ mixed_factor_sets: true, factor_sets: [{ factor_set: api.factors.version }] });
  expect(across.compared.factor_sets).toHaveLength(2);
  expect(await usage("from=2026-03-20&to=2026-03-22&compare=previous&factor_set=chosen")).toMatchObject({
    mixed_factor_sets: false,
  });
  expect(await usage("from=2026-03-20&to=2026-03-29&compare=previous")).toMatchObject({ mixed_factor_sets: false });
});

test("a set that the store does not have is refused by name", async () => {
  for (const parameter of ["factor_set", "restate_with"]) {
    const { status, body } = await api.call(`/v1/usage?${range}&${parameter}=2019-01.1`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: "invalid_parameter", parameter });
  }
});

const event = () => api.rows<{ id: string }>("SELECT toString(id) AS id FROM events LIMIT 1").then(([row]) => row?.id);
const estimateBody = { provider: "openai", model: "gpt-4o", tokens_in: 1000, tokens_out: 500 };

test("an event, an estimate and the list of factors are answered by any set that is whole", async () => {
  const path = `/v1/footprint/${await event()}`;
  const [now, before] = [await api.call(path), await api.call(`${path}?factor_set=${older}`)];
  expect([now.body.factor_set, before.body.factor_set]).toEqual([api.factors.version, older]);
  expect(before.body.kwh_it.central / now.body.kwh_it.central).toBeCloseTo(2, 9);
  expect(before.body.factors.map(({ source }: { source: string }) => source)).toEqual(
    now.body.factors.map(({ source }: { source: string }) => source),
  );
  const estimate = async (more: object) =>
    (await api.call("/v1/estimate", { method: "POST", body: { ...estimateBody, ...more } })).body;
  const estimated = await estimate({ factor_set: older });
  expect(estimated.factor_set).toBe(older);
  expect(estimated.kwh_it.high / (await estimate({})).kwh_it.high).toBeCloseTo(2, 9);
  const listed = (await api.call(`/v1/factors?factor_set=${older}`)).body;
  const newest = (await api.call("/v1/factors")).body;
  expect([listed.factor_set, listed.hash]).toEqual([older, "0".repeat(64)]);
  for (const [index, { model, wh_it_per_1k_output }] of newest.models.entries())
    expect([listed.models[index].model, listed.models[index].wh_it_per_1k_output.low]).toEqual([
      model,
      2 * wh_it_per_1k_output.low,
    ]);
});

test("it is told which sets those are, and others are refused by name", async () => {
  const { body } = await api.call("/v1/factor-sets");
  expect(
    body.factor_sets.map(({ factor_set, whole }: { factor_set: string; whole: boolean }) => [factor_set, whole]),
  ).toEqual([
    [coefficientsOnly, false],
    [older, true],
    [retiered, true],
    [api.factors.version, true],
  ]);
  expect(body).toMatchObject({ chosen: api.factors.version, choices: [] });
  for (const name of [coefficientsOnly, "2019-01.1"]) {
    for (const path of [`/v1/footprint/${await event()}`, "/v1/factors"])
      expect((await api.call(`${path}?factor_set=${name}`)).body).toMatchObject({
        code: "invalid_parameter",
        parameter: "factor_set",
      });
    const refused = await api.call("/v1/estimate", { method: "POST", body: { ...estimateBody, factor_set: name } });
    expect(refused.body).toMatchObject({ code: "invalid_body", pointer: "/factor_set" });
    const chosen = await api.call(`/v1/factor-sets/chosen/${name}`, { method: "PUT" });
    expect(chosen.body.code).toBe(name === coefficientsOnly ? "invalid_parameter" : "not_found");
  }
});

test("an organisation chooses its set: every answer follows, SQL too, and no other organisation's does", async () => {
  const key = { "x-api-key": await api.key(["read", "admin"], { org_id: "choosy" }) };
  const now = Date.now();
  // With a larger minimum its analysts have views without teams instead.
  await api.insert("org_settings", [{ org_id: "choosy", minimum_group_size: 1, updated_at: "2020-01-01 00:00:00" }]);
  await api.insert("events", [
    eventRow(now - 60_000, { org_id: "choosy" }),
    eventRow(now - 60_000, { org_id: "other" }),
  ]);
  const ask = async (path: string, options: object = {}) => {
    const { status, body } = await api.call(path, { headers: key, ...options });
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  };
  const day = new Date(now - 60_000).toISOString().slice(0, 10);
  const figures = async () => ({
    usage: kwh((await ask(`/v1/usage?from=${day}&to=${day}`)).total),
    daily: (await ask(`/v1/aggregate/daily?from=${day}&to=${day}`)).data[0].kwh,
    estimate: (await ask("/v1/estimate", { method: "POST", body: estimateBody })).kwh_it.central,
    sql: Number(
      (
        await ask("/v1/sql", {
          method: "POST",
          body: { query: "SELECT sum(kwh_it_central), any(factor_set) FROM footprint_15m" },
        })
      ).rows[0][0],
    ),
    events: Number(
      (await ask("/v1/sql", { method: "POST", body: { query: "SELECT sum(kwh_it_central) FROM events_footprint" } }))
        .rows[0][0],
    ),
  });
  const before = await figures();
  const chosen = await ask(`/v1/factor-sets/chosen/${older}`, { method: "PUT" });
  expect(chosen).toMatchObject({ chosen: older, choices: [{ factor_set: older }] });
  const after = await figures();
  for (const name of Object.keys(before) as (keyof typeof before)[])
    expect(after[name] / before[name], name).toBeCloseTo(2, 9);
  const answer = await ask(`/v1/usage?from=${day}&to=${day}`);
  expect(answer).toMatchObject({ factor_set: older, mixed_factor_sets: false, factor_sets: [{ factor_set: older }] });
  // What was used before the choice is still told.
  const asChosen = await ask(`/v1/usage?from=${day}&to=${day}&factor_set=chosen`);
  expect(asChosen.factor_sets[0].factor_set).toBe(api.factors.version);
  const others = { "x-api-key": await api.key(["read", "admin"], { org_id: "other" }) };
  expect((await ask("/v1/factor-sets", { headers: others })).chosen).toBe(api.factors.version);
  const foreign = await ask("/v1/sql", {
    headers: others,
    method: "POST",
    body: { query: "SELECT DISTINCT factor_set FROM footprint_15m UNION ALL SELECT factor_set FROM org_factor_sets" },
  });
  expect(foreign.rows).toEqual([[api.factors.version]]);
  const followed = await ask("/v1/factor-sets/chosen", { method: "DELETE" });
  expect(followed).toMatchObject({
    chosen: api.factors.version,
    choices: [{ factor_set: null }, { factor_set: older }],
  });
  expect(await figures()).toEqual(before);
  expect(
    await api.rows(
      "SELECT action, target, outcome FROM audit_log WHERE org_id = 'choosy' AND action != 'askSql' ORDER BY at",
    ),
  ).toEqual([
    { action: "chooseFactorSet", target: older, outcome: "done" },
    { action: "followFactorSets", target: "", outcome: "done" },
  ]);
});

test("a file of use, asked for again as its manifest says, has the same figures after another set is chosen", async () => {
  const headers = { "x-api-key": await api.key(["read", "admin"], { org_id: "settled" }) };
  await api.insert(
    "events",
    Array.from({ length: 31 }, (_, day) =>
      eventRow(Date.parse("2026-03-01T12:30:00Z") + day * 86_400_000, { org_id: "settled" }),
    ),
  );
  const manifestOf = async (query: string) => {
    const { headers: told } = await api.call(`/v1/usage/export?${query}`, { headers });
    return (await api.call(`/v1/exports/${told.get("x-export-id")}`, { headers })).body;
  };
  const before = [];
  for (const query of [range, `${range}&interval=day&factor_set=chosen`, `${range}&factor_set=${older}`])
    before.push(await manifestOf(query));
  const named = before.map(({ query }) => query.parameters.factor_set);
  expect(named).toEqual([api.factors.version, "chosen", older]);
  expect(before[1].factor_set).toBe(`${older}, ${api.factors.version}`);
  await api.call(`/v1/factor-sets/chosen/${older}`, { method: "PUT", headers });
  expect((await api.call(`/v1/usage?${range}`, { headers })).body.factor_set).toBe(older);
  for (const { query, sha256, factor_set } of before)
    expect(await manifestOf(String(new URLSearchParams(query.parameters)))).toMatchObject({ sha256, factor_set });
});

test("what an organisation has used when: its own choice where it has one, else the installation's", () => {
  const choice = (org_id: string, factor_set: string, chosen_ms: number) => ({ org_id, factor_set, chosen_ms });
  const uses = (...choices: ReturnType<typeof choice>[]) =>
    factorUses(choices).map(({ factorSet, fromMs }) => [factorSet, fromMs]);
  expect(uses()).toEqual([]);
  expect(uses(choice("", "b", 20), choice("", "a", 10))).toEqual([
    ["a", Number.NEGATIVE_INFINITY],
    ["b", 20],
  ]);
  expect(
    uses(choice("", "a", 10), choice("o", "x", 15), choice("", "b", 20), choice("o", "", 30), choice("o", "b", 40)),
  ).toEqual([
    ["a", Number.NEGATIVE_INFINITY],
    ["x", 15],
    ["b", 30],
  ]);
  expect(uses(choice("o", "", 5), choice("", "a", 10))).toEqual([["a", Number.NEGATIVE_INFINITY]]);
});
