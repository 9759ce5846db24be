import { describe, expect, test } from "vitest";
import { RuleBook, shippedRulePacks } from "../../src/index.js";
import { scenariosOf } from "./scenarios.js";
import { sites } from "./sites.js";
import { turnsOf } from "./traffic.js";

const rules = new RuleBook(shippedRulePacks);

test("every provider whose prompts can be counted has fixtures, at least 30", () => {
  const countable = shippedRulePacks.packs.filter(({ prompts }) => prompts.length > 0).map(({ id }) => id);
  expect(sites.map(({ pack }) => pack).sort()).toEqual(countable.sort());
  expect(countable.length).toBeGreaterThanOrEqual(14);
  for (const site of sites) expect(scenariosOf(site).length, site.pack).toBeGreaterThanOrEqual(30);
});

describe.each(sites.map((site) => [site.pack, site] as const))("%s: one prompt is one turn", (_, site) => {
  test("in every scenario", () => {
    const scenarios = scenariosOf(site);
    const counted = scenarios.map(({ name, traffic }) => [name, turnsOf(traffic, rules)]);
    expect(counted).toEqual(scenarios.map(({ name, expected }) => [name, expected]));
  });
});
