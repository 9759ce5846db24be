import { afterAll, beforeAll, expect, test } from "vitest";
import { type EventRow, eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
const dayMs = 86_400_000;
const start = Date.parse("2026-03-01T09:00:00Z");

/** A team's persons, each once on each of some days of March. */
const use = (org_id: string, team: string, persons: number, days: readonly number[]): EventRow[] =>
  days.flatMap((day) =>
    Array.from({ length: persons }, (_, person) =>
      eventRow(start + (day - 1) * dayMs + person * 60_000, {
        org_id,
        team,
        user_id: `${team}-${person}`,
        labels: { floor: team },
      }),
    ),
  );
const everyDay = Array.from({ length: 31 }, (_, day) => day + 1);

beforeAll(async () => {
  api = await startQuery();
  await api.insert("events", [
    ...["large", "again", "early", "late", "rare"].flatMap((org) => [
      ...use(org, "a", 6, everyDay),
      ...use(org, "b", 5, everyDay),
    ]),
    ...use("early", "gone", 2, [1]),
    ...use("late", "new", 2, [30]),
    // Five persons, but not on the last days.
    ...use("rare", "monthly", 5, [2]),
    ...use("rare", "monthly", 3, [31]),
  ]);
});
afterAll(() => api?.stop());

/** Of the store, by the last question. */
let rowsRead = 0;

async function teamsOf(org: string, query = "group_by=team"): Promise<Record<string, number>> {
  const token = await api.issuer.token({ sub: "boss", org_id: org, roles: ["admin"] });
  const { status, body, headers } = await api.call(`/v1/usage?from=2026-03-01&to=2026-03-31&${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(status, JSON.stringify(body)).toBe(200);
  rowsRead = Number(/(\d+) rows/.exec(headers.get("server-timing") ?? "")?.[1]);
  const sums = new Map<string, number>();
  for (const { group, requests } of body.rows as { group: string[]; requests: number }[])
    sums.set(group.join(), (sums.get(group.join()) ?? 0) + requests);
  return Object.fromEntries(sums);
}

test("teams that the last days show to be large are told", async () => {
  expect(await teamsOf("large")).toEqual({ a: 186, b: 155 });
  expect(await teamsOf("large", "group_by=label:floor")).toEqual({ a: 186, b: 155 });
  expect(await teamsOf("large", "group_by=team&interval=day")).toEqual({ a: 186, b: 155 });
  expect(Object.keys(await teamsOf("large", "group_by=user"))).toHaveLength(11);
});

test("what the last days showed is not asked for again at once", async () => {
  // What all organisations share is known by then.
  await teamsOf("large");
  await teamsOf("again");
  const first = rowsRead;
  await teamsOf("again");
  expect(rowsRead).toBeLessThan(first);
});

test("a small team is withheld whenever in the range it used something, asked again as well", async () => {
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await teamsOf("early")).toEqual({ a: 186, __withheld__: 157 });
    expect(await teamsOf("late")).toEqual({ a: 186, __withheld__: 157 });
    expect(await teamsOf("early", "group_by=label:floor")).toEqual({ a: 186, __withheld__: 157 });
  }
});

test("a team that is large in the whole range alone is told", async () => {
  expect(await teamsOf("rare")).toEqual({ a: 186, b: 155, monthly: 8 });
});
