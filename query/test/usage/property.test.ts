import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  dayAfter,
  daysBefore,
  type Interval,
  midnight,
  monthsBefore,
  wall,
} from "../../../packages/zoned-time/test/naive-time.js";
import { type EventRow, eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";
import {
  asked,
  countNames,
  measureFields,
  measuresOf,
  type NaiveMeasures,
  type NaiveRow,
  naiveUsage,
  sumOf,
  timeOf,
} from "../naive-usage.js";

/** More in a long run: `USAGE_PROPERTY_RUNS=2000 npx vitest run query/test/usage-property.test.ts`. */
const runs = Number(process.env.USAGE_PROPERTY_RUNS ?? 15);
/** A run takes a tenth of a second, and ten times as long on a machine that does other things as well. */
const timeout = 600_000 + runs * 5_000;

/** Changes of clocks at midnight, of half an hour, zones off the hour, both hemispheres, both sides of the date line. */
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kathmandu",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Africa/Cairo",
  "America/Havana",
  "Asia/Beirut",
  "America/Santiago",
  "Africa/Casablanca",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
];
const intervals: readonly Interval[] = ["15m", "hour", "day", "week", "month", "total"];
const dimensions = [
  "provider",
  "model",
  "user",
  "team",
  "region",
  "source",
  "basis",
  "tier",
  "label:project",
  "label:app",
];

const beginMs = Date.UTC(2024, 8, 1);
const endMs = Date.UTC(2026, 4, 1);
/** Around changes of clocks: Europe, America, Lebanon, Chile, Egypt, Cuba, Lord Howe. */
const changes = [
  "2025-03-30T01:00Z",
  "2025-10-26T01:00Z",
  "2025-03-09T07:00Z",
  "2025-11-02T06:00Z",
  "2025-03-29T22:00Z",
  "2025-10-25T21:00Z",
  "2025-09-07T04:00Z",
  "2025-04-24T22:00Z",
  "2025-10-30T21:00Z",
  "2025-11-02T05:00Z",
  "2025-04-05T15:00Z",
  "2025-10-04T15:30Z",
].map((text) => Date.parse(text));

const provider = fc.constantFrom("openai", "anthropic", "google", "house", "aws");
const model = fc.constantFrom(
  "gpt-4o",
  "gpt-4o-mini",
  "claude-sonnet-4",
  "deepseek-r1",
  "house-model",
  "unsupported:dall-e-3",
  "embedding:x",
);
const moment = fc.oneof(
  fc.integer({ min: beginMs, max: endMs - 1 }),
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * 3_600_000, max: 3 * 3_600_000 }))
    .map(([at, by]) => at + by),
  fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -16, max: 16 })).map(([at, by]) => at + by * 900_000),
);
const tokens = fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 10_000_000 }), fc.constant(0));
const optional = (...texts: string[]) => fc.constantFrom("", ...texts);
const event = fc
  .record({
    at: moment,
    provider,
    model,
    user_id: fc.constantFrom("ada", "bob", "cy", ""),
    team: optional("research", "sales", "o'neill\\"),
    region: optional("USA", "DEU", "aws/us-east-1", "gcp/europe-west1", "atlantis"),
    source: fc.constantFrom("sdk", "ext-chrome"),
    tokens_basis: fc.constantFrom("reported" as const, "estimated" as const),
    tokens_in: tokens,
    cachedShare: fc.constantFrom(0, 0, 0.5, 1),
    tokens_out: tokens,
    project: optional("atlas", "zephyr"),
    app: fc.option(fc.constantFrom("x", "__other__"), { nil: undefined }),
  })
  .map(({ at, cachedShare, project, app, ...fields }) =>
    eventRow(at, {
      ...fields,
      tokens_cached: Math.floor(fields.tokens_in * cachedShare),
      labels: { project, ...(app === undefined ? {} : { app }) },
    }),
  );

const filterValues: Readonly<Record<string, readonly string[]>> = {
  provider: ["openai", "google", "nobody"],
  model: ["gpt-4o", "house-model"],
  user: ["ada", ""],
  team: ["sales", "o'neill\\", ""],
  region: ["USA", "", "atlantis"],
  source: ["sdk"],
  basis: ["estimated"],
  tier: ["B", "C", "D", ""],
  "label:project": ["atlas", ""],
  "label:app": ["x", "__other__"],
};
const filter = fc.constantFrom(...dimensions).chain((name) =>
  fc.record({
    name: fc.constant(name),
    exclude: fc.boolean(),
    values: fc.subarray([...(filterValues[name] ?? [])], { minLength: 1 }),
  }),
);
const date = fc.integer({ min: beginMs, max: endMs - 86_400_000 }).map((ms) => new Date(ms).toISOString().slice(0, 10));
const edge = fc.oneof(
  date,
  moment.map((ms) => new Date(ms).toISOString()),
);
const question = fc.record({
  zone: fc.constantFrom(...zones),
  edges: fc.tuple(edge, edge).map((both) => both.sort()),
  interval: fc.constantFrom(...intervals),
  groupBy: fc.uniqueArray(fc.constantFrom(...dimensions), { maxLength: 2 }),
  filters: fc.uniqueArray(filter, { maxLength: 2, selector: ({ name, exclude }) => `${name} ${exclude}` }),
  top: fc.constantFrom(...([1, 2, 3, 1000, 1000] as number[])),
});
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;

let api: QueryFixture;
let events: readonly EventRow[];
let key: string;

beforeAll(async () => {
  api = await startQuery();
  events = fc.sample(event, { numRuns: 3000, seed: 20_261 });
  // In several inserts, so that the engine has parts to put together.
  for (let from = 0; from < events.length; from += 750) await api.insert("events", events.slice(from, from + 750));
  await api.insert(
    "events",
    fc.sample(event, { numRuns: 300, seed: 7 }).map((row) => ({ ...row, org_id: "other" })),
  );
  key = await api.key(["read"]);
});
afterAll(() => api?.stop());

function edgesOf({ zone, edges: [from = "", to = ""] }: Pick<Question, "zone" | "edges">): [number, number] {
  const cut = (text: string) => Math.floor(Date.parse(text) / 900_000) * 900_000;
  return [
    from.length === 10 ? midnight(from, zone) : cut(from),
    to.length === 10 ? midnight(dayAfter(to), zone) : cut(to),
  ];
}

function pathOf({ zone, edges: [from = "", to = ""], interval, groupBy, filters, top }: Question, more = ""): string {
  const search = new URLSearchParams({ tz: zone, from, to, interval, top: String(top) });
  for (const name of groupBy) search.append("group_by", name);
  for (const { name, exclude, values } of filters) {
    const label = name.startsWith("label:") ? name.slice(6) : undefined;
    for (const value of values)
      search.append(
        `${exclude ? "not_" : ""}${label === undefined ? name : "label"}`,
        label === undefined ? value : `${label}=${value}`,
      );
  }
  return `/v1/usage?${search}${more}`;
}

interface Shown extends Record<(typeof countNames)[number], number> {
  readonly footprint: Record<string, { low: number; central: number; high: number } | null>;
  readonly kwh_it_by_tier: Record<string, number>;
}

function near(got: number, wanted: number, relative: number, what: string): void {
  if (Math.abs(got - wanted) > relative * Math.abs(wanted)) throw new Error(`${what}: ${got}, wanted ${wanted}`);
}

/** Integers equal, central values to 1e-9 of the sum of events, bands to `bands` of those of the sums. */
function same(got: Shown, wanted: NaiveMeasures, bands: number, what: string): void {
  for (const name of countNames) expect(got[name], `${what} ${name}`).toBe(wanted[name]);
  for (const measure of Object.keys(measureFields)) {
    const [band, naive] = [got.footprint[measure], wanted.footprint[measure]];
    if (naive === null || naive === undefined) expect(band, `${what} ${measure}`).toBeNull();
    else if (band === null || band === undefined) throw new Error(`${what} ${measure}: null`);
    else {
      near(band.central, wanted.eventByEvent[measure] ?? 0, 1e-9, `${what} ${measure}`);
      near(band.central, naive[1], 1e-9, `${what} ${measure}`);
      near(band.low, naive[0], bands, `${what} ${measure} low`);
      near(band.high, naive[2], bands, `${what} ${measure} high`);
    }
  }
  const energies = (tiers: Record<string, number>) =>
    Object.entries(tiers)
      .filter(([, kwh]) => kwh > 0)
      .sort();
  expect(energies(got.kwh_it_by_tier).map(([tier]) => tier)).toEqual(
    energies(wanted.kwh_it_by_tier).map(([tier]) => tier),
  );
  for (const [tier, kwh] of energies(got.kwh_it_by_tier))
    near(kwh, wanted.kwh_it_by_tier[tier] ?? 0, 1e-9, `${what} ${tier}`);
}

async function answerOf(asking: Question, more = "") {
  const path = pathOf(asking, more);
  const { status, body } = await api.call(path, { headers: { "x-api-key": key } });
  if (status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`);
  return body;
}

const isCutOf = (naive: readonly NaiveRow[], { top }: Question): boolean =>
  new Set(naive.map(({ group }) => JSON.stringify(group))).size > top;

/**
 * Rows and their total against naive ones; beyond the top ones, their sum.
 * @param compared whether the range that it is compared with has more groups than the top ones, which are its largest then;
 *   absent: the top ones are the range's own largest
 */
function sameRows(
  { rows, total }: { rows: readonly (Shown & { start: string; group: string[] })[]; total: Shown },
  [fromMs, toMs]: [number, number],
  asking: Question,
  compared?: { readonly isCut: boolean },
) {
  const naive = naiveUsage({ ...asking, fromMs, toMs }, events, api.factors);
  // Bands of finer sums differ a little: up to 0.02 % for usual events, more where millions of tokens meet few.
  same(total, sumOf(naive, api.factors), 1e-2, "total");
  for (const measure of Object.keys(measureFields))
    for (const bound of ["low", "central", "high"] as const) {
      const known = rows.map(({ footprint }) => footprint[measure]?.[bound]).filter((value) => value !== undefined);
      near(
        total.footprint[measure]?.[bound] ?? 0,
        known.reduce((sum, value) => sum + value, 0),
        1e-9,
        `sum of ${measure}`,
      );
    }
  const wanted = new Map(naive.map((row) => [JSON.stringify([row.startMs, row.group]), row]));
  const isCut = compared?.isCut === true || isCutOf(naive, asking);
  const isOther = ({ group }: { group: readonly string[] }) =>
    isCut && group.length > 0 && group.every((name) => name === "__other__");
  const ordered = rows.map(({ start }) => start);
  expect(ordered).toEqual([...ordered].sort());
  const seen = new Set<string>();
  for (const row of rows) {
    const name = JSON.stringify([Date.parse(row.start), row.group]);
    expect(seen.has(name), `${name} twice`).toBe(false);
    seen.add(name);
    if (isOther(row)) continue;
    const found = wanted.get(name);
    if (found === undefined) throw new Error(`${name} is not there`);
    same(row, found.measures, 1e-9, name);
  }
  const shown = new Set(rows.filter((row) => !isOther(row)).map(({ group }) => JSON.stringify(group)));
  if (isCut) expect(shown.size).toBeLessThanOrEqual(asking.top);
  const rest = naive.filter(({ group }) => !shown.has(JSON.stringify(group)));
  const others = rows.filter(isOther);
  expect(others.map(({ start }) => Date.parse(start))).toEqual(
    [...new Set(rest.map(({ startMs }) => startMs))].sort((a, b) => a - b),
  );
  for (const row of others) {
    const atStart = rest.filter(({ startMs }) => startMs === Date.parse(row.start));
    // A group as any other: its bands are those of its sums.
    const members = atStart.flatMap(({ events: own }) => own);
    same(row, measuresOf(members, api.factors), 1e-9, `other ${row.start}`);
  }
  const weights = new Map<string, number>();
  for (const { group, measures } of naive) {
    const name = JSON.stringify(group);
    const weight = (measures.footprint.kwh_it?.[1] ?? 0) + measures.requests * 1e-12;
    weights.set(name, (weights.get(name) ?? 0) + weight);
  }
  // The store's own group of that name is one of the others; what is as large as a first one may be either.
  weights.delete(JSON.stringify(asking.groupBy.map(() => "__other__")));
  if (isCut && compared === undefined) {
    const least = Math.min(...[...shown].map((name) => weights.get(name) ?? 0));
    for (const [name, weight] of weights) if (!shown.has(name)) expect(weight).toBeLessThanOrEqual(least * (1 + 1e-9));
  }
  expect(rows.filter((row) => !isOther(row))).toHaveLength(naive.length - rest.length);
}

test("rows and totals are those of a naive computation over the events", { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(question, async (asking) => {
      const range = edgesOf(asking);
      if (range[0] >= range[1]) return;
      const answer = await answerOf(asking);
      expect([answer.from, answer.to]).toEqual(range.map((ms) => new Date(ms).toISOString()));
      sameRows(answer, range, asking);
    }),
    {
      numRuns: runs,
      seed: Number(process.env.USAGE_PROPERTY_SEED ?? 42),
      endOnFailure: true,
      // The largest persons of a tier, which the store does not know.
      examples: [
        [
          {
            zone: "UTC",
            edges: ["2025-04-05T14:30:00.000Z", "2026-04-29"],
            interval: "month",
            groupBy: ["user"],
            filters: [{ name: "tier", exclude: true, values: ["C", "D", ""] }],
            top: 2,
          },
        ],
      ],
    },
  );
});

test("all groupings and intervals of a question add up to the same total", { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(question, fc.constantFrom(...dimensions), async (asking, other) => {
      const [fromMs, toMs] = edgesOf(asking);
      if (fromMs >= toMs) return;
      const naive = measuresOf(asked({ ...asking, fromMs, toMs }, events, api.factors), api.factors);
      // Bands of finer sums differ a little: up to 0.02 % for usual events, more where millions of tokens meet few.
      for (const variant of [
        { ...asking, groupBy: [], interval: "total" as const },
        { ...asking, groupBy: [other], interval: "day" as const },
        { ...asking, groupBy: [other], interval: "month" as const, top: 1 },
      ])
        same((await answerOf(variant)).total, naive, 1e-2, JSON.stringify(variant));
    }),
    { numRuns: Math.ceil(runs / 3), seed: 43, endOnFailure: true },
  );
});

test("compared ranges: the one before, a year before, whole weeks before, one's own", {
  timeout,
}, async () => {
  const comparison = fc.constantFrom(
    "previous",
    "year",
    "previous&match_weekday=true",
    "year&match_weekday=true",
    "custom",
  );
  await fc.assert(
    fc.asyncProperty(question, comparison, fc.tuple(date, date), async (asking, compare, dates) => {
      const [fromMs, toMs] = edgesOf(asking);
      if (fromMs >= toMs) return;
      const { zone } = asking;
      const [first = "", last = ""] = [...dates].sort();
      const own = compare === "custom" ? `&compare_from=${first}&compare_to=${last}` : "";
      const answer = await answerOf(asking, `&compare=${compare}${own}`);
      const range = earlier(compare, [fromMs, toMs], zone, [first, last]);
      expect([answer.compared.from, answer.compared.to]).toEqual(range.map((ms) => new Date(ms).toISOString()));
      const isCut = isCutOf(naiveUsage({ ...asking, fromMs, toMs }, events, api.factors), asking);
      sameRows(answer.compared, range, asking, { isCut });
      // The range has ended: all of it is compared.
      expect([answer.comparable.to, answer.comparable.total.requests]).toEqual([answer.to, answer.total.requests]);
      besideSameWallTime(answer.compared, asking);
    }),
    { numRuns: runs, seed: 44, endOnFailure: true },
  );
});

/** Rows of hours and quarter hours stand beside intervals of the same wall time, turned back. */
function besideSameWallTime(
  {
    rows,
    shift,
  }: { rows: readonly { start: string; beside: string | null }[]; shift: { months?: number; minutes?: number } },
  { interval, zone }: Question,
): void {
  if (interval !== "15m" && interval !== "hour") return;
  for (const { start, beside } of rows) {
    if (beside === null) continue;
    const [row, other] = [wall(Date.parse(start), zone), wall(Date.parse(beside), zone)];
    expect(other.slice(11)).toBe(row.slice(11));
    if (shift.minutes !== undefined)
      expect(Date.parse(`${other}Z`) - Date.parse(`${row}Z`)).toBe(shift.minutes * 60_000);
    else expect(other.slice(8)).toBe(row.slice(8));
  }
}

test("the quarter hour that is going on is in the total, and not in what is compared", async () => {
  const headers = { "x-api-key": await api.key(["read"], { org_id: "running" }) };
  const quarter = Math.floor(Date.now() / 900_000) * 900_000;
  const dayMs = 86_400_000;
  const times = [-1_800_000, 1, -dayMs - 1_800_000, -dayMs + 60_000].map((ms) => quarter + ms);
  await api.insert(
    "events",
    fc.sample(event, { numRuns: 4, seed: 5 }).map((row, index) => ({
      ...row,
      ts: new Date(times[index] ?? 0).toISOString().replace("T", " ").replace("Z", ""),
      org_id: "running",
    })),
  );
  const from = new Date(quarter - 3_600_000).toISOString();
  for (const interval of ["total", "15m"]) {
    const { body } = await api.call(`/v1/usage?from=${from}&compare=previous&interval=${interval}`, { headers });
    // It may have ended since.
    const settledMs = Date.parse(body.comparable.to);
    const before = (ms: number) => times.filter((time) => time >= ms - dayMs / 2 && time < ms).length;
    expect([body.total.requests, body.comparable.total.requests, body.compared.total.requests]).toEqual([
      2,
      before(settledMs),
      before(settledMs - dayMs),
    ]);
    expect(Date.parse(body.compared.to)).toBe(settledMs - dayMs);
  }
});

/** The compared range by plain counting of days and months on the wall's calendar. */
function earlier(
  compare: string,
  [fromMs, toMs]: [number, number],
  zone: string,
  own: [string, string],
): [number, number] {
  if (compare === "custom") return [midnight(own[0], zone), midnight(dayAfter(own[1]), zone)];
  const back = (shift: (ms: number) => number): [number, number] => [shift(fromMs), shift(toMs)];
  if (compare === "year") {
    const isLeapDay = wallDate(fromMs, zone).endsWith("-02-29");
    return [monthsBefore(isLeapDay ? daysBefore(fromMs, 1, zone) : fromMs, 12, zone), monthsBefore(toMs, 12, zone)];
  }
  if (compare.startsWith("year")) return back((ms) => daysBefore(ms, 364, zone));
  if (compare === "previous")
    for (let months = 1; months < 30; months += 1) {
      const isMonth = (ms: number) =>
        monthsBefore(ms, 0, zone) === ms && midnight(`${wallDate(ms, zone).slice(0, 7)}-01`, zone) === ms;
      if (isMonth(fromMs) && isMonth(toMs) && monthsBefore(toMs, months, zone) === fromMs)
        return back((ms) => monthsBefore(ms, months, zone));
    }
  let days = 1;
  while (daysBefore(toMs, days, zone) > fromMs) days += 1;
  if (compare !== "previous") while (days % 7 !== 0) days += 1;
  return back((ms) => daysBefore(ms, days, zone));
}

const wallDate = (ms: number, zone: string): string => new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(ms);

test("the events of the test lie in every zone's changes", () => {
  for (const change of changes)
    expect(events.filter((row) => Math.abs(timeOf(row) - change) <= 4 * 3_600_000).length).toBeGreaterThan(20);
});
