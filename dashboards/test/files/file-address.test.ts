import { expect, test } from "vitest";
import { fileAddress } from "../../src/pages/explore/file-links.js";
import { resolveRange } from "../../src/view/range.js";
import { defaultView } from "../../src/view/view-state.js";

test("a file has the range, zone, groups and filters of its view", () => {
  const view = {
    ...defaultView("Europe/Berlin"),
    filters: [{ dimension: "team" as const, exclude: true, values: ["a & b", "c"] }],
  };
  const period = resolveRange({ from: "2026-10-01", to: "2026-10-31" }, view.zone, Date.parse("2026-11-30T00:00:00Z"));
  const question = { period, view, interval: "day" as const, group: ["model", "team"], top: 1_000 };
  const address = new URL(fileAddress(question, { format: "csv", csv_dialect: "excel-semicolon" }), "http://x");
  expect(address.pathname).toBe("/v1/usage/export");
  expect([...address.searchParams]).toEqual([
    ["from", "2026-09-30T22:00:00.000Z"],
    ["to", "2026-10-31T23:00:00.000Z"],
    ["tz", "Europe/Berlin"],
    ["interval", "day"],
    ["group_by", "model"],
    ["group_by", "team"],
    ["top", "1000"],
    ["not_team", "a & b"],
    ["not_team", "c"],
    ["format", "csv"],
    ["csv_dialect", "excel-semicolon"],
  ]);
});
