import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
let admin: Readonly<Record<string, string>>;
const persons = 1_200;
const models = ["gpt-4o", "gpt-4o-mini", "unsupported:dall-e-3"];
const regions = ["aws/eu-north-1", "aws/us-east-1", ""];

beforeAll(async () => {
  api = await startQuery();
  admin = { authorization: `Bearer ${await api.issuer.token({ sub: "boss", org_id: "crew", roles: ["admin"] })}` };
  await api.insert(
    "events",
    Array.from({ length: persons }, (_, n) =>
      // Each figure has an order of its own, and some persons have equal ones.
      eventRow("2026-03-10T12:00:00Z", {
        org_id: "crew",
        user_id: `${n % 2 === 0 ? "Ana" : "bo"}.${(n * 7919) % persons}`,
        team: `team-${n % 3}`,
        model: models[n % 3] ?? "",
        region: regions[n % 3] ?? "",
        provider: "openai",
        tokens_in: (n * 31) % 700,
        tokens_out: n % 500,
      }),
    ),
  );
  await api.insert("events", [
    ...[0, 1].map((n) => eventRow("2026-04-10T12:00:00Z", { org_id: "crew", user_id: `bo.${n}`, team: "tiny" })),
    ...Array.from({ length: 12 }, (_, n) =>
      eventRow("2026-04-10T12:00:00Z", {
        org_id: "crew",
        user_id: `p${n}`,
        team: n < 6 ? "red" : "tinted",
        tokens_out: 100 - n,
      }),
    ),
  ]);
});
afterAll(() => api?.stop());

interface Row {
  readonly group: string[];
  readonly requests: number;
  readonly tokens_in: number;
  readonly tokens_out: number;
  readonly footprint: Readonly<Record<string, { readonly central: number } | null>>;
}

async function ask(query: string) {
  const { status, body } = await api.call(`/v1/usage?${query}`, { headers: admin });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

/** All pages of a list. */
async function pages(query: string) {
  const rows: Row[] = [];
  let cursor = "";
  for (let page = 0; page < 20; page += 1) {
    const body = await ask(`${query}${cursor === "" ? "" : `&cursor=${cursor}`}`);
    const listed = (body.rows as Row[]).filter(({ group }) => !group.every((name) => name === "__other__"));
    const sum = (body.rows as Row[]).reduce((all, { requests }) => all + requests, 0);
    if (body.averaged === undefined) expect(sum).toBe(body.total.requests);
    rows.push(...listed);
    cursor = body.list.next_cursor ?? "";
    if (cursor === "") return { rows, list: body.list };
  }
  throw new Error("the list does not end");
}

const march = "from=2026-03-01&to=2026-03-31&group_by=user";
const figures: Readonly<Record<string, (row: Row) => number>> = {
  energy: ({ footprint }) => footprint.kwh_facility?.central ?? -1,
  co2e: ({ footprint }) => footprint.kgco2e_lb?.central ?? -1,
  water: ({ footprint }) =>
    footprint.water_onsite_l ? footprint.water_onsite_l.central + (footprint.water_offsite_l?.central ?? 0) : -1,
  requests: ({ requests }) => requests,
  tokens: ({ tokens_in, tokens_out }) => tokens_in + tokens_out,
  tokens_in: ({ tokens_in }) => tokens_in,
  tokens_out: ({ tokens_out }) => tokens_out,
};

const settle = (minimum_group_size: number) =>
  api.call("/v1/settings", {
    method: "PUT",
    headers: admin,
    body: { raw_retention_days: null, rollup_retention_days: null, minimum_group_size },
  });

describe("a list of more groups than one answer tells apart", () => {
  beforeAll(() => settle(1));

  test.each(Object.keys(figures))("is whole and in order of %s, page by page", async (sort) => {
    const [order, sign] = sort.startsWith("tokens") ? ["asc", 1] : ["desc", -1];
    const { rows, list } = await pages(`${march}&top=700&sort=${sort}&order=${order}`);
    expect(list).toEqual({ groups: persons, matching: persons });
    expect(new Set(rows.map(({ group }) => group[0])).size).toBe(persons);
    const values = rows.map((row) => figures[sort]?.(row) ?? Number.NaN);
    for (const [at, value] of values.entries())
      if (at > 0) expect(sign * (value - (values[at - 1] as number))).toBeGreaterThanOrEqual(-1e-12);
  });

  test("is sorted by name whatever the case, and searched by words in any of its names", async () => {
    const { rows } = await pages(`${march}&group_by=team&top=1000&sort=name`);
    const names = rows.map(({ group }) => group.join("\n"));
    expect(names).toEqual([...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    const found = await pages(`${march}&group_by=team&search=ANA.1%20Team-2&sort=name&top=7`);
    const expected = names.filter((name) => name.toLowerCase().includes("ana.1") && name.endsWith("team-2"));
    expect(expected.length).toBeGreaterThan(20);
    expect(found.rows.map(({ group }) => group.join("\n"))).toEqual(expected);
    expect(found.list).toEqual({ groups: persons, matching: expected.length });
    const nobody = await ask(`${march}&search=nobody`);
    expect([nobody.list, nobody.rows.length]).toEqual([{ groups: persons, matching: 0 }, 1]);
  });

  test("is the same of groups that the service sorts itself", async () => {
    const { rows, list } = await pages(
      "from=2026-03-01&to=2026-03-31&group_by=model&group_by=tier&top=1&sort=tokens_in",
    );
    expect(list).toEqual({ groups: 3, matching: 3 });
    expect(rows.map(({ tokens_in }) => tokens_in)).toEqual(
      rows.map(({ tokens_in }) => tokens_in).sort((a, b) => b - a),
    );
    const found = await ask("from=2026-03-01&to=2026-03-31&group_by=model&search=MINI");
    expect(found.rows.map(({ group }: Row) => group[0])).toEqual(["gpt-4o-mini", "__other__"]);
  });

  test("compares the page's groups and no others", async () => {
    const body = await ask(`from=2026-04-01&to=2026-04-30&group_by=user&sort=name&top=2&search=bo&compare=previous`);
    expect(body.rows.map(({ group }: Row) => group[0])).toEqual(["bo.0", "bo.1", "__other__"]);
    expect(body.compared.rows.map(({ group }: Row) => group[0])).toEqual(["bo.1", "__other__"]);
  });

  test("refuses a cursor of another list, and what is no list", async () => {
    const { list } = await ask(`${march}&top=10&sort=energy`);
    for (const [query, parameter] of [
      [`${march}&top=10&sort=water&cursor=${list.next_cursor}`, "cursor"],
      [`${march}&top=10&sort=energy&cursor=abc`, "cursor"],
      [`${march}&cursor=${list.next_cursor}`, "cursor"],
      [`${march}&order=asc`, "order"],
      [`${march}&interval=month&sort=energy`, "sort"],
      ["from=2026-03-01&search=x", "search"],
      [`${march}&search=${"a%20".repeat(9)}`, "search"],
    ]) {
      const { status, body } = await api.call(`/v1/usage?${query}`, { headers: admin });
      expect([status, body.parameter], query).toEqual([400, parameter]);
    }
  });
});

describe("with a minimum group size", () => {
  beforeAll(() => settle(5));
  const april = "from=2026-04-01&to=2026-04-30";

  test("a search finds no team of too few persons, and finds one of enough", async () => {
    const body = await ask(`${april}&group_by=team&search=tin`);
    expect(body.list).toEqual({ groups: 1, matching: 1 });
    const names = body.rows.map(({ group }: Row) => group[0]);
    expect(names).toContain("__withheld__");
    expect(JSON.stringify(body)).not.toContain("tiny");
  });

  test("a person who is found has the figures of the whole list, and all others are whole classes", async () => {
    const whole = await ask(`${april}&group_by=user`);
    const of = (body: { rows: Row[] }, name: string) => body.rows.find(({ group }) => group[0] === name);
    for (const { group } of (whole.rows as Row[]).slice(4, 8)) {
      const found = await ask(`${april}&group_by=user&search=${group[0]}`);
      expect(of(found, group[0] as string)).toEqual(of(whole, group[0] as string));
      const shown = (found.rows as Row[]).filter(({ group: [name] }) => name !== "__other__");
      const means = new Set(shown.map(({ tokens_out }) => tokens_out));
      const rest = (whole.rows as Row[]).filter(({ tokens_out }) => !means.has(tokens_out));
      expect(of(found, "__other__")?.requests ?? 0).toBe(rest.length);
      expect([0, ...Array.from({ length: 10 }, (_, n) => n + 5)]).toContain(rest.length);
    }
  });

  test("pages tell every person once, in order of the classes' means", async () => {
    const { rows, list } = await pages(`${march}&top=700&sort=tokens_out`);
    expect(list).toEqual({ groups: persons, matching: persons });
    expect(new Set(rows.map(({ group }) => group[0])).size).toBe(persons);
    const values = rows.map(({ tokens_out }) => tokens_out);
    expect(values).toEqual([...values].sort((a, b) => b - a));
  });
});
