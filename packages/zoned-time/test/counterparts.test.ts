import { Temporal } from "@js-temporal/polyfill";
import { describe, expect, test } from "vitest";
import {
  counterpartOf,
  dayOf,
  endOfInterval,
  type Interval,
  intervalStarts,
  type Shift,
  shiftDays,
  shiftMonths,
  startOfDay,
  startOfInterval,
} from "../src/index.js";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const fromMs = Date.UTC(2024, 0, 1);
const toMs = Date.UTC(2028, 0, 1);

/** Every change of clocks of a zone from 2024 to 2027, as the polyfill of Temporal has it: milliseconds since 1970. */
function changesOf(zone: string): number[] {
  const changes: number[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone);
  for (;;) {
    const next = at.getTimeZoneTransition("next");
    if (next === null || next.epochMilliseconds >= toMs) return changes;
    changes.push(next.epochMilliseconds);
    at = next;
  }
}

/** The zones whose clocks change, one of those that change alike. */
function changingZones(): Map<string, number[]> {
  const zones = new Map<string, { zone: string; changes: number[] }>();
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    const changes = changesOf(zone);
    const offset = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone).offset;
    if (changes.length > 0) zones.set(`${offset} ${changes}`, { zone, changes });
  }
  return new Map([...zones.values()].map(({ zone, changes }) => [zone, changes]));
}
const zones = changingZones();

/** Whether an hour begins at an instant: the clocks show a whole hour, or were just changed. */
const beginsHour = (at: Temporal.ZonedDateTime): boolean =>
  at.minute === 0 ||
  at.add({ nanoseconds: 1 }).getTimeZoneTransition("previous")?.epochMilliseconds === at.epochMilliseconds;

/** The instant of the same wall time, turned back; undefined where there is none. */
function oracle(ms: number, interval: "15m" | "hour", zone: string, shift: Shift): number | undefined {
  const now = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  const wall = now.toPlainDateTime();
  const both = (of: Temporal.PlainDateTime) =>
    (["earlier", "later"] as const).map((disambiguation) => of.toZonedDateTime(zone, { disambiguation }));
  const isSecond = both(wall)[0]?.epochMilliseconds !== ms;
  let back: Temporal.PlainDateTime;
  try {
    back =
      "months" in shift
        ? wall.with({ day: 1 }).subtract({ months: shift.months }).with({ day: wall.day }, { overflow: "reject" })
        : wall.subtract({ milliseconds: shift.wallMs });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const [first, second] = both(back) as [Temporal.ZonedDateTime, Temporal.ZonedDateTime];
  if (!first.toPlainDateTime().equals(back)) return undefined;
  const isTwice = first.epochMilliseconds !== second.epochMilliseconds;
  if (isSecond && !isTwice) return undefined;
  const found = isSecond ? second : first;
  return interval === "15m" || beginsHour(found) ? found.epochMilliseconds : undefined;
}

const shifts: readonly Shift[] = [{ wallMs: dayMs }, { wallMs: 7 * dayMs }, { months: 1 }, { months: 12 }];
const back = (ms: number, shift: Shift, zone: string): number =>
  "months" in shift ? shiftMonths(ms, -shift.months, zone) : shiftDays(ms, -shift.wallMs / dayMs, zone);

/** Time around a change, and around the same wall time later, which is compared with it. */
const windowsAround = (changeMs: number, shift: Shift, zone: string) => {
  const later =
    "months" in shift ? shiftMonths(changeMs, shift.months, zone) : shiftDays(changeMs, shift.wallMs / dayMs, zone);
  return [changeMs, later]
    .map((ms) => Math.floor(ms / hourMs) * hourMs)
    .map((middle) => ({ fromMs: middle - 1.5 * hourMs, toMs: middle + 2 * hourMs, zone }));
};

test("zones that change their clocks are found, half hours among them", () => {
  expect(zones.size).toBeGreaterThan(20);
  expect(zones.get("Australia/Lord_Howe")).toHaveLength(8);
});

test("points of hours and quarter hours meet the same wall time, in every zone at every change", () => {
  let compared = 0;
  // Each shift takes its turn: every zone has several changes.
  for (const [zone, changes] of zones)
    for (const [index, change] of changes.entries())
      for (const shift of [shifts[index % shifts.length] as Shift])
        for (const period of windowsAround(change, shift, zone)) {
          const earlier = { fromMs: back(period.fromMs, shift, zone), toMs: back(period.toMs, shift, zone), shift };
          for (const interval of ["hour", "15m"] as const)
            for (const start of intervalStarts(period, interval)) {
              const wanted = oracle(start, interval, zone, shift);
              const first = startOfInterval(earlier.fromMs, interval, zone);
              const isWithin = wanted !== undefined && wanted >= first && wanted < earlier.toMs;
              const got = counterpartOf(start, interval, { period, earlier });
              compared += Number(isWithin);
              if (got === (isWithin ? wanted : undefined)) continue;
              const text = (ms: number | undefined) => ms && new Date(ms).toISOString();
              throw new Error(
                `${zone} ${interval} ${JSON.stringify(shift)} ${text(start)}: ${text(got)}, wanted ${text(wanted)}`,
              );
            }
        }
  expect(compared).toBeGreaterThan(3_000);
}, 300_000);

test("intervals tile the days around every change, and each hour of it begins where Temporal has one", () => {
  for (const [zone, changes] of zones)
    for (const change of changes) {
      const range = { fromMs: shiftDays(change, -1, zone), toMs: shiftDays(change, 2, zone), zone };
      for (const interval of ["hour", "day", "week", "month"] as const) {
        const starts = intervalStarts(range, interval);
        for (const [index, start] of starts.entries()) {
          const end = endOfInterval(start, interval, zone);
          if ((starts[index + 1] ?? end) !== end || startOfInterval(end - 1, interval, zone) !== start)
            throw new Error(`${zone} ${interval} ${new Date(start).toISOString()}`);
          const isNear = interval === "hour" && Math.abs(start - change) <= hourMs;
          if (isNear && !beginsHour(Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone)))
            throw new Error(`${zone}: no hour begins at ${new Date(start).toISOString()}`);
        }
      }
    }
}, 300_000);

describe("days, weeks and months", () => {
  const zone = "Europe/Berlin";
  const at = (text: string) => startOfDay(text, zone);
  const beside = (
    start: string,
    interval: Interval,
    shift: Shift,
    [from, to]: [string, string],
    [earlierFrom, earlierTo]: [string, string],
  ) => {
    const found = counterpartOf(at(start), interval, {
      period: { fromMs: at(from), toMs: at(to), zone },
      earlier: { fromMs: at(earlierFrom), toMs: at(earlierTo), shift },
    });
    return found === undefined ? undefined : dayOf(found, zone);
  };
  const month = (start: string) =>
    beside(start, "day", { months: 1 }, ["2026-10-01", "2026-11-01"], ["2026-09-01", "2026-10-01"]);

  test("a day meets the day of the same number, and none where the month lacks it", () => {
    expect(month("2026-10-01")).toBe("2026-09-01");
    expect(month("2026-10-30")).toBe("2026-09-30");
    expect(month("2026-10-31")).toBeUndefined();
  });

  test("days of weeks meet days of the same weekday", () => {
    expect(
      beside("2026-10-25", "day", { wallMs: 7 * dayMs }, ["2026-10-20", "2026-10-27"], ["2026-10-13", "2026-10-20"]),
    ).toBe("2026-10-18");
  });

  test("weeks and months meet one another in order", () => {
    const quarters: [[string, string], [string, string]] = [
      ["2026-07-01", "2026-10-01"],
      ["2026-04-01", "2026-07-01"],
    ];
    expect(beside("2026-06-29", "week", { months: 3 }, ...quarters)).toBe("2026-03-30");
    expect(beside("2026-07-06", "week", { months: 3 }, ...quarters)).toBe("2026-04-06");
    expect(beside("2026-08-01", "month", { months: 3 }, ...quarters)).toBe("2026-05-01");
    expect(beside("2026-09-28", "week", { months: 3 }, ...quarters)).toBe("2026-06-29");
  });
});

describe("an hour that clocks show twice, in Berlin on 25 October 2026", () => {
  const zone = "Europe/Berlin";
  const shift = { wallMs: dayMs };
  const day = (text: string) => ({
    fromMs: startOfDay(text, zone),
    toMs: startOfDay(
      text.replace(/\d\d$/, (d) => String(Number(d) + 1)),
      zone,
    ),
  });
  const first = Date.parse("2026-10-25T02:00:00+02:00");
  const second = Date.parse("2026-10-25T02:00:00+01:00");

  test("its first meets the day before, its second nothing, and what follows is not off by one", () => {
    const comparison = { period: { ...day("2026-10-25"), zone }, earlier: { ...day("2026-10-24"), shift } };
    expect(counterpartOf(first, "hour", comparison)).toBe(Date.parse("2026-10-24T02:00:00+02:00"));
    expect(counterpartOf(second, "hour", comparison)).toBeUndefined();
    expect(counterpartOf(second + hourMs, "hour", comparison)).toBe(Date.parse("2026-10-24T03:00:00+02:00"));
  });

  test("on the day after, 02:00 meets its first", () => {
    const comparison = { period: { ...day("2026-10-26"), zone }, earlier: { ...day("2026-10-25"), shift } };
    expect(counterpartOf(Date.parse("2026-10-26T02:00:00+01:00"), "hour", comparison)).toBe(first);
    expect(counterpartOf(Date.parse("2026-10-26T03:00:00+01:00"), "hour", comparison)).toBe(second + hourMs);
  });
});
