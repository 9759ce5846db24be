import { idKey } from "@ecomind/contract";
import { expect, test } from "vitest";
import { syntheticCompany } from "../src/synthetic-company.js";

const nowMs = Date.parse("2026-06-17T15:20:00Z");
const all = (options: Partial<Parameters<typeof syntheticCompany>[0]> = {}) => [
  ...syntheticCompany({ idKey: idKey("a key"), days: 29, nowMs, ...options }),
];

test("a month of 200 people: every event is synthetic, in the past, and its own", () => {
  const events = all();
  expect(new Set(events.map(({ user_id }) => user_id)).size).toBe(200);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(new Set(events.map(({ ts }) => ts?.slice(0, 10))).size).toBe(30);
  for (const { ts, labels, tokens_in = 0, tokens_cached = 0 } of events) {
    expect(labels?.synthetic).toBe("true");
    expect(Date.parse(ts as string)).toBeLessThanOrEqual(nowMs);
    expect(tokens_cached).toBeLessThanOrEqual(tokens_in);
  }
  expect(events.length).toBeGreaterThan(40_000);
});

test("another run on the same date repeats the events that were sent before", () => {
  const earlier = new Set(all().map((event) => JSON.stringify(event)));
  const later = new Set(all({ nowMs: nowMs + 3_600_000 }).map((event) => JSON.stringify(event)));
  const missing = [...earlier].filter((event) => !later.has(event) && JSON.parse(event).ts > "2026-05-19T17");
  expect(missing).toEqual([]);
  expect(later.size).not.toBe(earlier.size);
});

test("another seed is another company, and under another key no id is the same", () => {
  const ids = new Set(all({ days: 1 }).map(({ id }) => id));
  expect(all({ days: 1, idKey: idKey("another key") }).some(({ id }) => ids.has(id))).toBe(false);
  expect(all({ days: 1, seed: "other" }).some(({ id }) => ids.has(id))).toBe(false);
});
