import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type QueryFixture, startQuery } from "../../fixture.js";
import { companyPlans } from "./company.js";
import { linkageOf } from "./linkage.js";

/** A new organisation's minimum. */
const minimum = 5;
/** The slow suite asks by every interval. */
const intervals = ["hour", "month", "total"] as const;

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
});
afterAll(() => api?.stop());

test("no two answers, joined on all that they share, tell of fewer persons than the minimum group size", {
  timeout: 900_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(companyPlans({ min: 6, max: 30 }), async (plan) => {
      const { narrow, names, groupsOfEvents } = await linkageOf(api, plan, { minimum, settled: minimum, intervals });
      expect(narrow.slice(0, 3)).toEqual([]);
      expect(groupsOfEvents).toBe(0);
      expect(names.length).toBeGreaterThan(20);
    }),
    { numRuns: 3, endOnFailure: true },
  );
});

test("without a minimum the same questions are answered, and the joins find whose most events are", {
  timeout: 900_000,
}, async () => {
  const plan = { teams: [3, 2, 1], seed: 77, sameTokens: false, seldom: 9 };
  const { names, events, groupsOfEvents, eventsLinked, persons, personsLinked } = await linkageOf(api, plan, {
    minimum,
    settled: 1,
    intervals,
  });
  // Of the questions of SQL, those that name persons are refused to everybody.
  for (const name of [
    "SQL events with team",
    "SQL events_footprint with labels",
    "SQL usage_15m",
    "SQL footprint_15m_of",
  ])
    expect(names).toContain(name);
  expect(names.filter((name) => /persons|usage_user/.test(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(90);
  expect(groupsOfEvents).toBe(events);
  expect(eventsLinked).toBeGreaterThan(0.9 * events);
  expect(personsLinked).toBe(persons);
});
