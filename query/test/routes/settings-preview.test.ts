import { afterAll, beforeAll, expect, test } from "vitest";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

const dayMs = 86_400_000;
let api: QueryFixture;
let headers: Readonly<Record<string, string>>;

beforeAll(async () => {
  api = await startQuery();
  headers = { authorization: `Bearer ${await api.issuer.token({ sub: "boss", org_id: "crew", roles: ["admin"] })}` };
  const use = (daysAgo: number, user_id: string, team: string) =>
    eventRow(Date.now() - daysAgo * dayMs, { org_id: "crew", user_id, team });
  await api.insert("events", [
    ...[50, 45, 41].map((daysAgo) => use(daysAgo, "old", "gone")),
    ...[39, 35].map((daysAgo) => use(daysAgo, "old", "gone")),
    ...["a", "b", "c", "d", "e", "f"].map((name) => use(2, name, "large")),
    ...["g", "h"].map((name) => use(2, name, "small")),
    ...["i", "j", "k"].map((name) => use(2, name, "middle")),
    eventRow(Date.now() - 100 * dayMs, { org_id: "other" }),
  ]);
});
afterAll(() => api?.stop());

const preview = async (query: string) => {
  const { status, body } = await api.call(`/v1/settings/preview?${query}`, { headers });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};

test("settings that keep everything take nothing away", async () => {
  expect(await preview("")).toEqual({
    events: 0,
    history_requests: 0,
    people: 11,
    teams: 3,
    teams_combined: 0,
    answers_suppressed: false,
  });
});

test("a retention counts the events that it would delete, of this organisation alone", async () => {
  expect((await preview("raw_retention_days=40")).events).toBe(3);
  expect((await preview("raw_retention_days=32")).events).toBe(5);
});

test("a minimum group size counts the teams that would be one row, and says when nothing would be left", async () => {
  expect(await preview("minimum_group_size=3")).toMatchObject({ teams_combined: 2, answers_suppressed: false });
  expect(await preview("minimum_group_size=12")).toMatchObject({ answers_suppressed: true });
});

test("a retention shorter than events may be late is refused", async () => {
  const { status, body } = await api.call("/v1/settings/preview?raw_retention_days=31", { headers });
  expect([status, body.parameter]).toEqual([400, "raw_retention_days"]);
});
