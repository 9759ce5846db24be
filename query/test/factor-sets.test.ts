import { loadFactorTables } from "@ecomind/clickhouse";
import type { FactorSet } from "@ecomind/footprint";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventRow } from "./event-row.js";
import { type QueryFixture, startQuery } from "./fixture.js";

let api: QueryFixture;
const older = "2025-01.1";
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
