import fc from "fast-check";
import { expect, test } from "vitest";
import { comparedKey } from "../../src/api/usage.js";
import { type Dimension, dimensions, normalFilters } from "../../src/view/filters.js";
import { intervals } from "../../src/view/interval.js";
import { metricNames } from "../../src/view/metric-name.js";
import { presets } from "../../src/view/range.js";
import { chartKinds, defaultView, type ViewState, viewFromSearch, viewToSearch } from "../../src/view/view-state.js";

const day = fc.date({ min: new Date("2000-01-01"), max: new Date("2090-01-01"), noInvalidDate: true });
const text = (date: Date) => date.toISOString().slice(0, 10);
const dayRange = fc.tuple(day, fc.integer({ min: 0, max: 700 })).map(([from, days]) => ({
  from: text(from),
  to: text(new Date(from.getTime() + days * 86_400_000)),
}));
const dimension = fc.oneof(
  fc.constantFrom<Dimension>(...dimensions),
  fc.stringMatching(/^[a-z0-9_]{1,32}$/).map((name): Dimension => `label:${name}`),
);
const filter = fc.record({
  dimension,
  exclude: fc.boolean(),
  values: fc.array(fc.string({ maxLength: 20, unit: "grapheme" }), { minLength: 1, maxLength: 4 }),
});
const view: fc.Arbitrary<ViewState> = fc
  .record(
    {
      range: fc.oneof(fc.constantFrom(...presets), dayRange),
      zone: fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/Argentina/Buenos_Aires", "Etc/GMT+5"),
      interval: fc.constantFrom(...intervals),
      metric: fc.constantFrom(...metricNames),
      compare: fc.oneof(
        fc.constantFrom("none" as const, "previous" as const, "year" as const, "weekday" as const),
        day.map((date) => ({ from: text(date) })),
      ),
      group: fc.uniqueArray(dimension, { minLength: 1, maxLength: 2 }),
      chart: fc.constantFrom(...chartKinds),
      band: fc.boolean(),
      filters: fc.array(filter, { maxLength: 4 }).map(normalFilters),
      factorSet: fc.stringMatching(/^[\w.-]{1,20}$/),
      sort: fc.record({ column: fc.stringMatching(/^[a-z][a-z0-9_]{0,31}$/), descending: fc.boolean() }),
      search: fc.string({ maxLength: 60, unit: "grapheme" }),
    },
    { requiredKeys: ["range", "zone", "metric", "compare", "group", "chart", "band", "filters", "search"] },
  )
  .map((state) => state as ViewState);

test("1,000 random views come back from their addresses as they were, whatever the reader's zone", () => {
  fc.assert(
    fc.property(view, fc.constantFrom("UTC", "Asia/Tokyo"), (state, readerZone) => {
      const search = new URLSearchParams(viewToSearch(state).toString());
      expect(viewFromSearch(search, readerZone)).toEqual(state);
      expect(viewToSearch(viewFromSearch(search, readerZone)).toString()).toBe(search.toString());
    }),
    { numRuns: 1_000 },
  );
});

test("any text is an address: what does not fit is ignored", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (anything) => {
      const state = viewFromSearch(new URLSearchParams(anything), "UTC");
      expect(viewFromSearch(viewToSearch(state), "UTC")).toEqual(state);
    }),
    { numRuns: 500 },
  );
  const state = viewFromSearch(
    new URLSearchParams(
      "range=tomorrow&tz=Mars/Base&metric=money&group=shoe,team,team,model,user&sort=DROP&unknown=1&chart=pie",
    ),
    "Europe/Paris",
  );
  expect(state).toEqual({ ...defaultView("Europe/Paris"), group: ["team", "model"] });
});

test("the default view tells its zone alone", () => {
  expect(viewToSearch(defaultView("Europe/Berlin")).toString()).toBe("tz=Europe%2FBerlin");
});

test("a question is the same one for a day, another comparison or filter is another one", () => {
  const view = defaultView("Asia/Kolkata");
  const at = (time: string, changes = {}) => comparedKey({ ...view, ...changes }, Date.parse(time), {});
  const key = at("2026-11-23T09:00:00Z");
  expect(at("2026-11-23T09:20:00Z")).toBe(key);
  expect(at("2026-11-23T18:31:00Z")).not.toBe(key);
  expect(at("2026-11-23T09:00:00Z", { compare: "weekday" })).not.toBe(key);
  expect(at("2026-11-23T09:00:00Z", { range: "7d" })).not.toBe(key);
});
