import { expect, test } from "vitest";
import { balanceOf } from "../../src/figures/balance.js";

test("records that are not accounted for show", () => {
  const accounting = {
    org_id: "o",
    records_read: 10,
    stored: 6,
    duplicates: 2,
    dead_letters: 1,
    erased: 1,
    in_events: 6,
    dead_letters_kept: 1,
    last_published_at: null,
  };
  expect(balanceOf(accounting).difference).toBe(0);
  expect(balanceOf({ ...accounting, stored: 5 }).difference).toBe(1);
});
