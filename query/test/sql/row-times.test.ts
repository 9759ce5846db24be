import { expect, test } from "vitest";
import { rowTime } from "./row-times.js";

const day = 86_400_000;
const times = (now: string) =>
  Array.from({ length: 200 }, (_, index) => Date.parse(`${rowTime(index, Date.parse(now)).replace(" ", "T")}Z`));

test.each([
  ["the month's first moment", "2026-12-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"],
  ["the month's first day", "2026-12-01T13:14:15.016Z", "2026-12-01T00:00:00.000Z"],
  ["the month's last moment", "2028-02-29T23:59:59.999Z", "2028-02-01T00:00:00.000Z"],
  ["the year's first day", "2027-01-01T00:00:00.001Z", "2027-01-01T00:00:00.000Z"],
])("on %s some events are of this month, some of closed days, and none is ahead", (_, now, monthStart) => {
  const all = times(now);
  const today = Date.parse(`${now.slice(0, 10)}T00:00:00Z`);
  expect(all.filter((at) => at >= Date.parse(monthStart)).length).toBeGreaterThanOrEqual(10);
  expect(all.filter((at) => at < today).length).toBeGreaterThanOrEqual(150);
  expect(Math.max(...all)).toBeLessThanOrEqual(Date.parse(now));
  expect(Math.min(...all)).toBeGreaterThan(Date.parse(now) - 20 * day);
});
