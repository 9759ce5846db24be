import { expect, test } from "vitest";
import { factorChanges } from "../../src/figures/factor-changes.js";
import { row } from "../usage-fixture.js";

const start = "2026-01-01T00:00:00Z";

test("the same use by two sets, the largest change of CO2e first", () => {
  const before = [row(start, ["a", "SWE"], 1), row(start, ["b", "USA"], 5), row(start, ["c", ""], 2)];
  const after = [row(start, ["b", "USA"], 5.5), row(start, ["a", "SWE"], 4), row(start, ["c", ""], 2)];
  const changes = factorChanges(before, after);
  expect(changes.map(({ group }) => group[0])).toEqual(["a", "b", "c"]);
  expect(changes[0]?.kwh).toEqual({ before: 1 / 1.25, after: 4 / 1.25 });
  expect(changes[2]?.kgco2e).toEqual({ before: 0.72, after: 0.72 });
});

test("what the method does not cover has no figure, and what one answer lacks is left out", () => {
  const uncovered = row(start, ["image", ""], 1);
  const none = { ...uncovered, footprint: { ...uncovered.footprint, kwh_it: null, kgco2e_lb: null } };
  const [change, ...more] = factorChanges([none, row(start, ["only-before", ""], 1)], [none]);
  expect(more).toEqual([]);
  expect(change?.kwh).toEqual({ before: undefined, after: undefined });
});
