import { loadFactorTables } from "@ecomind/clickhouse";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { endedMonths } from "../../src/privacy/person-list.js";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
let admin: Readonly<Record<string, string>>;
/** Persons `p0` to `p11`: `p0` uses most, and each less than the one before. */
const persons = 12;
const tokensOf = (person: number): number => 10_000 - 777 * person;

beforeAll(async () => {
  api = await startQuery();
  admin = { authorization: `Bearer ${await api.issuer.token({ sub: "boss", org_id: "crew", roles: ["admin"] })}` };
  const use = (month: string, first: number, last: number) =>
    Array.from({ length: last - first }, (_, n) =>
      eventRow(`${month}-10T12:00:00Z`, {
        org_id: "crew",
        user_id: `p${first + n}`,
        tokens_in: 3 * tokensOf(first + n),
        tokens_out: tokensOf(first + n),
      }),
    );
  await api.insert("events", [
    ...use("2026-03", 0, persons),
    ...use("2026-04", 2, persons),
    ...use("2026-05", 0, 3),
    eventRow(Date.now() - 60_000, { org_id: "crew", user_id: "new" }),
  ]);
});
afterAll(() => api?.stop());

interface Row {
  readonly start: string;
  readonly group: readonly [string];
  readonly requests: number;
  readonly tokens_out: number;
}
async function list(query: string) {
  const { status, body } = await api.call(`/v1/usage?group_by=user&${query}`, { headers: admin });
  expect(status, JSON.stringify(body)).toBe(200);
  const rows = body.rows as Row[];
  return { body, rows, tokens: Object.fromEntries(rows.map(({ group, tokens_out }) => [group[0], tokens_out])) };
}
const settle = (minimum_group_size: number) =>
  api.call("/v1/settings", {
    method: "PUT",
    headers: admin,
    body: { raw_retention_days: null, rollup_retention_days: null, minimum_group_size },
  });
const march = "from=2026-03-01&to=2026-03-31";
const mean = (first: number, last: number): number =>
  Array.from({ length: last - first }, (_, n) => tokensOf(first + n)).reduce((one, two) => one + two) / (last - first);
const twoDigits = (value: number): number => Number(value.toPrecision(2));

describe("a list of persons", () => {
  beforeEach(() => settle(5));

  test("tells each the rounded mean of a class of enough persons, and the exact total", async () => {
    const { body, tokens } = await list(march);
    const [most, least] = [twoDigits(mean(0, 5)), twoDigits(mean(5, persons))];
    for (let person = 0; person < persons; person += 1)
      expect(tokens[`p${person}`], `p${person}`).toBe(person < 5 ? most : least);
    expect(body.averaged).toEqual({ minimum_group_size: 5, significant_digits: 2 });
    expect(body.total.tokens_out).toBe(persons * mean(0, persons));
    // Rows are in order of names: their order tells nothing of who used more.
    expect(body.rows.map(({ group }: Row) => group[0])).toEqual([...Object.keys(tokens)].sort());
    for (const { footprint, kwh_it_by_tier: tiers } of body.rows) {
      const figures = [
        ...Object.values<Record<string, number> | null>(footprint).flatMap((band) => Object.values(band ?? {})),
        ...Object.values(tiers),
      ];
      for (const figure of figures as number[]) expect(figure).toBe(twoDigits(figure));
    }
  });

  test("names whole classes, however many are asked for, and the rest together only where it is enough", async () => {
    for (const [top, named] of [
      [1, 5],
      [5, 5],
      [9, 5],
      [10, 12],
      [11, 12],
      [1000, 12],
    ]) {
      const { rows } = await list(`${march}&top=${top}`);
      expect(rows.filter(({ group }) => group[0] !== "__other__").length, `${top}`).toBe(named);
    }
    const { tokens } = await list(`${march}&top=5`);
    expect(tokens.__other__).toBe(twoDigits(7 * mean(5, persons)));
  });

  test("puts the same persons together, whatever else a question asks for", async () => {
    const { factors } = api;
    const version = "person-list-test";
    await loadFactorTables(api.client, [{ ...factors, version }]);
    const { tokens } = await list(march);
    for (const query of ["metrics=tokens_out", "tz=Asia/Tokyo", "from=2026-03-07", "to=2026-03-08"])
      expect(
        (
          await list(
            `${query.startsWith("from") ? "" : "from=2026-03-01&"}${query.startsWith("to") ? "" : "to=2026-03-31&"}${query}`,
          )
        ).tokens,
        query,
      ).toEqual(tokens);
    const file = await api.call(`/v1/usage/export?group_by=user&${march}&format=ndjson`, { headers: admin });
    const lines = file.body
      .trim()
      .split("\n")
      .map((line: string) => JSON.parse(line));
    expect(
      Object.fromEntries(lines.map((line: { user: string; tokens_out: number }) => [line.user, line.tokens_out])),
    ).toEqual(tokens);
  });

  test("is of whole months in the zone of nobody, and by month has the same classes in each", async () => {
    const { body, rows } = await list("from=2026-03-09&to=2026-04-02&interval=month&tz=America/New_York");
    expect([body.from, body.to]).toEqual(["2026-03-01T00:00:00.000Z", "2026-05-01T00:00:00.000Z"]);
    const months = new Map<string, Row[]>();
    for (const row of rows) months.set(row.start, [...(months.get(row.start) ?? []), row]);
    const values = (some: readonly Row[]) =>
      Object.fromEntries(some.map(({ group, tokens_out }) => [group[0], tokens_out]));
    const [first = {}, second = {}] = [...months.values()].map(values);
    expect(Object.keys(first)).toHaveLength(persons);
    // Who used nothing in April is not told from the others of their class.
    expect(Object.keys(second)).toHaveLength(persons);
    const pairs = Object.keys(first).map((person) => `${first[person]} ${second[person]}`);
    for (const pair of new Set(pairs)) expect(pairs.filter((one) => one === pair).length).toBeGreaterThanOrEqual(5);
  });

  test("of too few persons is refused, and of nobody is empty", async () => {
    const { status, body } = await api.call("/v1/usage?group_by=user&from=2026-05-01&to=2026-05-31", {
      headers: admin,
    });
    expect([status, body.code]).toEqual([403, "group_too_small"]);
    expect((await list("from=2025-12-01&to=2025-12-31")).rows).toEqual([]);
  });

  test("does not tell of the running month, nor of the earlier range by other rules", async () => {
    const now = await list("");
    expect(Date.parse(now.body.to)).toBeLessThanOrEqual(Date.now());
    expect(JSON.stringify(now.body)).not.toContain('"new"');
    const { body } = await list("from=2026-04-01&to=2026-04-30&compare=previous");
    expect([body.compared.from, body.compared.to]).toEqual(["2026-03-01T00:00:00.000Z", "2026-04-01T00:00:00.000Z"]);
    const told = body.compared.rows.map(({ tokens_out }: Row) => tokens_out);
    for (const value of told) expect(told.filter((one: number) => one === value).length).toBeGreaterThanOrEqual(5);
  });
});

test("without a minimum, persons come one by one, by anything and at any time", async () => {
  await settle(1);
  const { body, tokens } = await list(`${march}&interval=day&tz=Asia/Tokyo&model=gpt-4o`);
  expect(tokens.p3).toBe(tokensOf(3));
  expect(body.averaged).toBeUndefined();
  expect(body.from).toBe("2026-02-28T15:00:00.000Z");
});

test.each([
  ["2026-03-10", "2026-03-20", "2026-05-02", "2026-03-01", "2026-04-01"],
  ["2026-03-01", "2026-04-01", "2026-05-02", "2026-03-01", "2026-04-01"],
  ["2025-12-31", "2026-02-02", "2026-05-02", "2025-12-01", "2026-03-01"],
  ["2026-04-20", "2026-05-02", "2026-05-02", "2026-04-01", "2026-05-01"],
  ["2026-05-01", "2026-05-02", "2026-05-02", "2026-04-01", "2026-05-01"],
  ["2026-01-01", "2026-01-02", "2026-01-02", "2025-12-01", "2026-01-01"],
])("of %s to %s, on %s, %s to %s is told", (from, to, now, begin, end) => {
  const nowMs = Date.parse(now);
  for (const [zone, hours] of [
    ["UTC", 0],
    ["Asia/Tokyo", -9],
    ["America/Bogota", 5],
  ] as const) {
    const [fromMs = 0, toMs = 0] = [from, to].map((day) => Date.parse(day) + hours * 3_600_000);
    const months = endedMonths({ fromMs, toMs, zone, partial: true }, { nowMs });
    expect(months, zone).toEqual({ fromMs: Date.parse(begin), toMs: Date.parse(end), zone: "UTC", partial: false });
  }
});
