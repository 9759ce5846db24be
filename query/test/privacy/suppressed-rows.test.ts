import { erasePerson } from "@ecomind/clickhouse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EventRow, eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

/** A new organisation's minimum. */
const minimum = 5;
const dayMs = 86_400_000;
const startMs = Date.parse("2026-03-02T09:00:00Z");
const week = "from=2026-03-02&to=2026-03-08";

/** The same numbers each time, from 0 to below `below`. */
function numbers(): (below: number) => number {
  let state = 20261125;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

/** A week of teams of several sizes, whose persons do not work each day, few on Monday, nor with every model. */
function use(): EventRow[] {
  const next = numbers();
  const models = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4", "claude-opus-4", "gemini-2.5-pro"];
  return [12, 9, 7, 5, 2].flatMap((persons, team) =>
    Array.from({ length: persons * 30 }, (_, n) =>
      eventRow(startMs + (n < 2 ? 0 : 1 + next(6)) * dayMs + n * 1000, {
        org_id: "crew",
        team: `team-${team}`,
        user_id: `${team}-${next(persons)}`,
        model: models[Math.min(next(5), next(5), next(5))] ?? "",
      }),
    ),
  );
}
const events = use();

let api: QueryFixture;
let admin: Readonly<Record<string, string>>;
beforeAll(async () => {
  api = await startQuery();
  admin = { authorization: `Bearer ${await api.issuer.token({ sub: "boss", org_id: "crew", roles: ["admin"] })}` };
  await api.insert("events", events);
});
afterAll(() => api?.stop());

interface Row {
  readonly start: string;
  readonly group: string[];
  readonly requests: number;
}
async function ask(query: string) {
  const { status, body } = await api.call(`/v1/usage?${week}&${query}`, { headers: admin });
  return { status, body, rows: (body.rows ?? []) as Row[] };
}

const isWithheld = ({ group }: Row): boolean => group.includes("__withheld__");
const dayOf = ({ ts }: EventRow): string => ts.slice(0, 10);
const persons = (some: readonly EventRow[]): number => new Set(some.map(({ user_id }) => user_id)).size;
const requests = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + row.requests, 0);

test.each([
  "total",
  "day",
  "week",
])("every row of teams and models is about enough persons, by %s", async (interval) => {
  const { status, body, rows } = await ask(`group_by=team&group_by=model&interval=${interval}`);
  expect(status).toBe(200);
  expect(requests(rows)).toBe(events.length);
  expect(body.withheld).toMatchObject({ minimum_group_size: minimum });
  const isOf = (row: Row, event: EventRow): boolean => interval !== "day" || row.start.startsWith(dayOf(event));
  const told = rows.filter((row) => !isWithheld(row));
  expect(told.length).toBeGreaterThan(3);
  for (const row of told) {
    const [team, model] = row.group;
    const behind = events.filter((event) => isOf(row, event) && event.team === team && event.model === model);
    expect([row.requests, persons(behind) >= minimum], JSON.stringify(row)).toEqual([behind.length, true]);
    // A model that one team shows is withheld of no other: the sum of all less the rest would tell.
    const others = events.filter((event) => isOf(row, event) && event.model === model).map((event) => event.team);
    const shown = told.filter((one) => one.start === row.start && one.group[1] === model).map(({ group }) => group[0]);
    const teams = new Set(rows.filter((one) => one.start === row.start).map(({ group }) => group[0]));
    for (const other of others) if (teams.has(other)) expect(shown).toContain(other);
  }
  for (const row of rows.filter(isWithheld)) {
    const [team = ""] = row.group;
    const same = rows.filter(
      ({ start, group }) => start === row.start && (team === "__withheld__" || group[0] === team),
    );
    const shown = new Set(same.filter((one) => !isWithheld(one)).map(({ group }) => group.join()));
    const hidden = events.filter(
      (event) =>
        isOf(row, event) &&
        (team === "__withheld__"
          ? !rows.some(({ start, group }) => start === row.start && group[0] === event.team)
          : event.team === team && !shown.has([event.team, event.model].join())),
    );
    const all = persons(events.filter((event) => isOf(row, event)));
    expect(persons(hidden) >= Math.min(minimum, all), `${JSON.stringify(row)} ${persons(hidden)}`).toBe(true);
  }
});

test("a team of enough persons in the week is withheld on a day of too few, with the next larger one", async () => {
  const { rows } = await ask("group_by=team&interval=day");
  expect(requests(rows)).toBe(events.length);
  const days = new Map<string, number>();
  for (const row of rows) {
    const [team] = row.group;
    const behind = events.filter((event) => row.start.startsWith(dayOf(event)) && event.team === team);
    if (isWithheld(row)) days.set(row.start, row.requests);
    else expect([row.requests, persons(behind) >= minimum], JSON.stringify(row)).toEqual([behind.length, true]);
  }
  // On Monday all of them, on the other days those that the whole week withholds.
  expect(days.size).toBe(7);
  expect(rows.filter(({ start }) => start.startsWith("2026-03-02"))).toHaveLength(1);
});

test("a team's filter is held against each row as well", async () => {
  const models = await ask("team=team-0&group_by=model");
  const own = events.filter(({ team }) => team === "team-0");
  expect([models.status, requests(models.rows)]).toEqual([200, own.length]);
  for (const { group, requests: count } of models.rows) {
    const behind = own.filter(({ model }) => model === group[0]);
    if (group[0] !== "__withheld__") expect([count, persons(behind) >= minimum]).toEqual([behind.length, true]);
  }
  const monday = own.filter((event) => dayOf(event) === "2026-03-02");
  expect([persons(monday) > 0, persons(monday) < minimum]).toEqual([true, true]);
  const byDay = await ask("team=team-0&interval=day");
  expect([byDay.status, byDay.body.code]).toEqual([403, "group_too_small"]);
  expect(byDay.body.detail).toContain("Longer intervals");
  expect((await ask("team=team-0&interval=week")).status).toBe(200);
});

test("teams go with one other dimension at a time", async () => {
  for (const query of [
    "team=team-0&group_by=model&group_by=region",
    "group_by=team&group_by=model&region=eu",
    "group_by=team&model=gpt-4o&not_source=sdk",
    "not_team=team-4&provider=openai&model=gpt-4o",
  ]) {
    const { status, body } = await ask(query);
    expect([status, body.code], query).toEqual([403, "group_too_small"]);
    expect(body.detail, query).toContain("one other dimension at a time");
  }
  for (const query of ["team=team-0&group_by=region", "group_by=team&model=nobody", "group_by=model&group_by=region"])
    expect((await ask(query)).status, query).toBe(200);
});

test("filters take what a table of teams and models tells as one whole, or not at all", async () => {
  const { rows } = await ask("group_by=team&group_by=model");
  const models = [...new Set(events.map(({ model }) => model))];
  const told = models.filter((model) => rows.some(({ group }) => group[1] === model));
  const withheld = models.filter((model) => !told.includes(model));
  expect(
    [told.length, withheld.length].every((many) => many > 1),
    `${told} | ${withheld}`,
  ).toBe(true);
  const filter = (prefix: string, some: readonly string[]) => some.map((model) => `${prefix}=${model}`).join("&");
  for (const rest of ["team=team-0", "not_team=team-0", "group_by=team", "team=team-0&group_by=model"]) {
    for (const prefix of ["model", "not_model"]) {
      for (const some of [told, told.slice(1), withheld, models])
        expect((await ask(`${rest}&${filter(prefix, some)}`)).status, `${rest} ${prefix} ${some}`).toBe(200);
      for (const some of [
        withheld.slice(1),
        [...told, ...withheld.slice(1)],
        [...withheld.slice(1), ...withheld.slice(1)],
      ])
        expect((await ask(`${rest}&${filter(prefix, some)}`)).status, `${rest} ${prefix} ${some}`).toBe(403);
    }
  }
});

test("teams go with neither persons nor tiers, and nothing is withheld where no team is named", async () => {
  const five = Array.from({ length: 7 }, (_, person) => `user=0-${person}`).join("&");
  for (const query of [
    "group_by=team&group_by=user",
    "group_by=user&team=team-0",
    `${five}&group_by=team`,
    `${five}&team=team-0`,
    "group_by=team&group_by=tier",
    "team=team-0&tier=B",
    "group_by=team&not_tier=B",
  ]) {
    const { status, body } = await ask(query);
    expect([status, body.code], query).toEqual([403, "group_too_small"]);
  }
  for (const query of ["group_by=model&interval=day", "group_by=model&group_by=source", "group_by=tier"]) {
    const { status, body } = await ask(query);
    expect([status, body.withheld], query).toEqual([200, undefined]);
  }
});

test("a team whose persons were erased is not told by that", async () => {
  const before = await ask("group_by=team");
  expect(before.rows.map(({ group }) => group.join())).not.toContain("team-4");
  for (const person of ["4-0", "4-1"]) await erasePerson(api.client, { orgId: "crew", userId: person });
  const after = await ask("group_by=team");
  expect(after.rows).toEqual(before.rows);
  for (const query of ["team=team-4", "not_team=team-4"]) expect((await ask(query)).status, query).toBe(403);
});
