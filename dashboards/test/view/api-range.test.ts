import { expect, test } from "vitest";
import { addressedRange } from "../../src/view/api-range.js";
import { viewFromSearch } from "../../src/view/view-state.js";

const nowMs = Date.parse("2026-10-26T09:30:00Z");
const read = (address: string, zone = "Europe/Berlin") => addressedRange(new URLSearchParams(address), zone, nowMs);

test.each([
  ["from=2026-10-01&to=2026-10-31", { range: { from: "2026-10-01", to: "2026-10-31" } }],
  ["from=2026-10-20", { range: { from: "2026-10-20", to: "2026-10-26" } }],
  // What the API answers for October in Berlin, across the change of clocks.
  ["from=2026-09-30T22:00:00Z&to=2026-10-31T23:00:00.000Z", { range: { from: "2026-10-01", to: "2026-10-31" } }],
  ["from=2026-10-01T00:00%2B02:00&to=2026-10-02T00:00%2B02:00", { range: { from: "2026-10-01", to: "2026-10-01" } }],
  [
    "from=2026-10-01T10:00:00Z&to=2026-10-03T10:00:00Z",
    { range: { from: "2026-10-01", to: "2026-10-03" }, notice: "wholeDays" },
  ],
  ["from=2020-01-01&to=2026-10-01", { range: { from: "2024-07-24", to: "2026-10-01" }, notice: "shortened" }],
  ["to=2026-10-01", { notice: "unread" }],
  ["from=yesterday&to=today", { notice: "unread" }],
  ["from=2026-10-05&to=2026-10-01", { notice: "unread" }],
  ["range=7d&from=2026-10-01", { range: "7d", notice: "unread" }],
  ["range=7d", { range: "7d" }],
  ["range=nonsense", {}],
  ["", {}],
])("%s", (address, expected) => {
  expect(read(address)).toEqual(expected);
});

test("a view has the range of the API's parameters, in the zone beside them", () => {
  const search = new URLSearchParams("from=2026-09-30T22:00:00Z&to=2026-10-31T23:00:00Z&tz=Europe/Berlin");
  expect(viewFromSearch(search, "UTC", nowMs)).toMatchObject({
    zone: "Europe/Berlin",
    range: { from: "2026-10-01", to: "2026-10-31" },
  });
  expect(viewFromSearch(new URLSearchParams("from=x"), "UTC", nowMs).range).toBe("14d");
});
