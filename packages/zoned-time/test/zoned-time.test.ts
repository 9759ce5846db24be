import { expect, test } from "vitest";
import { dayOf, hasWholeHours, isZone, shiftDays, shiftMonths, standardZone, startOfDay } from "../src/index.js";
import { dayAfter, daysBefore, midnight, monthsBefore } from "./naive-time.js";

/** Clocks change at midnight, at half hours, off the hour, in both hemispheres. */
const zones = [
  "Europe/Berlin",
  "Africa/Cairo",
  "America/Havana",
  "Asia/Beirut",
  "America/Santiago",
  "America/St_Johns",
  "Australia/Lord_Howe",
];

test("days begin where the calendar turns, over a year's changes of clocks", () => {
  for (const zone of zones)
    for (let date = "2025-03-01"; date < "2025-11-10"; date = dayAfter(date)) {
      if (!/-(0[1-9]|2[4-9]|3\d)$/.test(date)) continue;
      const start = startOfDay(date, zone);
      if (start !== midnight(date, zone)) throw new Error(`${zone} ${date}: ${new Date(start).toISOString()}`);
      expect(dayOf(start, zone)).toBe(date);
    }
});

test("a wall time that is skipped is the first one after it, one that comes twice is the first", () => {
  const skipped = Date.parse("2025-03-31T02:30:00+02:00");
  expect(new Date(shiftDays(skipped, -1, "Europe/Berlin")).toISOString()).toBe("2025-03-30T01:00:00.000Z");
  const twice = Date.parse("2025-10-27T02:30:00+01:00");
  expect(new Date(shiftDays(twice, -1, "Europe/Berlin")).toISOString()).toBe("2025-10-26T00:30:00.000Z");
  for (const zone of ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Pacific/Apia"])
    for (let ms = Date.UTC(2025, 0, 1); ms < Date.UTC(2026, 0, 1); ms += 11 * 3_600_000) {
      expect(shiftDays(ms, -1, zone)).toBe(daysBefore(ms, 1, zone));
      if (ms % 33 === 0) expect(shiftMonths(ms, -1, zone)).toBe(monthsBefore(ms, 1, zone));
    }
});

test("months are shifted by the calendar; a day that a month lacks is the next one's first", () => {
  const shifted = (text: string, months: number) =>
    new Date(shiftMonths(Date.parse(text), months, "UTC")).toISOString();
  expect(shifted("2024-02-29T10:00:00Z", -12)).toBe("2023-03-01T00:00:00.000Z");
  expect(shifted("2025-03-31T10:00:00Z", -1)).toBe("2025-03-01T00:00:00.000Z");
  expect(shifted("2025-01-15T10:00:00Z", -1)).toBe("2024-12-15T10:00:00.000Z");
});

test("zones: names only, whole hours or not", () => {
  expect(["UTC", "Europe/Berlin", "Asia/Kathmandu"].every(isZone)).toBe(true);
  expect(["", "+05:45", "Mars/Olympus", "Europe/Berlin ", "../etc/passwd"].some(isZone)).toBe(false);
  expect(["UTC", "Europe/Berlin", "America/New_York"].every(hasWholeHours)).toBe(true);
  expect(["Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata"].some(hasWholeHours)).toBe(false);
});

test("a zone's standard name does not depend on how it is written", () => {
  expect(["utc", "europe/berlin", "AMERICA/ST_JOHNS"].map(standardZone)).toEqual([
    "UTC",
    "Europe/Berlin",
    "America/St_Johns",
  ]);
  expect(standardZone("asia/kolkata")).toBe(standardZone("Asia/Kolkata"));
});
