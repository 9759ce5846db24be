import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type QueryFixture, startQuery } from "../../fixture.js";
import { everyInterval } from "./answers.js";
import { companyPlans } from "./company.js";
import { linkageOf } from "./linkage.js";

/** A new organisation's minimum. */
const minimum = 5;

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
});
afterAll(() => api?.stop());

describe("no two answers, joined on all that they share, tell of fewer persons than the minimum group size", () => {
  test.each([
    [20, 6],
    [60, 4],
    [200, 2],
  ])("in companies of %i persons", { timeout: 1_200_000 }, async (persons, companies) => {
    const counted = [
      "events",
      "persons",
      "eventsLinked",
      "personsLinked",
      "oneTeamLeft",
      "groupsOfEvents",
      "apartOverMonths",
    ] as const;
    const sums = Object.fromEntries([...counted, "companies", "answers", "narrow"].map((name) => [name, 0]));
    const add = (name: string, value: number) => {
      sums[name] = (sums[name] ?? 0) + value;
    };
    await fc.assert(
      fc.asyncProperty(companyPlans({ min: persons, max: persons }), async (plan) => {
        const linkage = await linkageOf(api, plan, { minimum, settled: minimum, intervals: everyInterval });
        for (const name of counted) add(name, linkage[name]);
        add("companies", 1);
        add("answers", linkage.names.length);
        add("narrow", linkage.narrow.length);
      }),
      { numRuns: companies, seed: 20261130 },
    );
    console.info(`companies of ${persons}, minimum ${minimum}: ${JSON.stringify(sums)}`);
    expect([sums.narrow, sums.groupsOfEvents]).toEqual([0, 0]);
  });
});
