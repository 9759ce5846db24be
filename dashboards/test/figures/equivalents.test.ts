import { expect, test } from "vitest";
import { equivalentsOf } from "../../src/figures/equivalents.js";
import { median } from "../../src/figures/median.js";
import { measures } from "../usage-fixture.js";

test("a median, and things that people know", () => {
  expect([median([3]), median([1, 4]), median([5, 1, 3])]).toEqual([3, 2.5, 3]);
  expect(median([])).toBeNaN();
  expect(equivalentsOf(measures(11.6)).map(({ count }) => Math.round(count))).toEqual([100, 25, 4]);
});
