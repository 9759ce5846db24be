import { factorSetData } from "@ecomind/footprint";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EventRow, eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
});
afterAll(() => api.stop());

type Bounds = Readonly<Record<"low" | "central" | "high", number>>;
interface Factor {
  readonly id: string;
  readonly value: Bounds;
  readonly unit: string;
  readonly year: string;
  readonly basis: string;
  readonly source: string;
  readonly licence: string;
}
type Tokens = Pick<EventRow, "tokens_in" | "tokens_cached" | "tokens_out">;

const bounds = ["low", "central", "high"] as const;
const each = (of: (bound: (typeof bounds)[number]) => number): Bounds => ({
  low: of("low"),
  central: of("central"),
  high: of("high"),
});

/** A product of quantities whose errors do not depend on one another, by docs/method.md. */
function product(...parts: readonly Bounds[]): Bounds {
  const plain = (bound: (typeof bounds)[number]) => parts.reduce((value, part) => value * part[bound], 1);
  const central = plain("central");
  const spread = (bound: "low" | "high") =>
    Math.sqrt(parts.reduce((sum, part) => sum + Math.log(part[bound] / part.central) ** 2, 0));
  return {
    low: plain("low") === 0 ? 0 : central * Math.exp(-spread("low")),
    central,
    high: central * Math.exp(spread("high")),
  };
}

const scaled = (band: Bounds, by: number): Bounds => each((bound) => band[bound] * by);

/** A footprint by hand, of an event's tokens and the factors that an answer lists, and of nothing else. */
function byHand({ tokens_in, tokens_cached, tokens_out }: Tokens, factors: readonly Factor[]) {
  const listed = (start: string): Factor => {
    const found = factors.find(({ id }) => id.startsWith(start));
    if (found === undefined) throw new Error(`no factor ${start}`);
    return found;
  };
  const energy = factors.filter(({ id }) => id.startsWith("energy/"));
  const ofEnergy = (end: string) => energy.find(({ id }) => id.endsWith(end))?.value ?? each(() => Number.NaN);
  const [output, input, cached] = [ofEnergy("/out"), ofEnergy("/in"), listed("cached-input").value];
  // Of models whose factor comes from long answers the list has no ramp.
  const ramp = factors.some(({ id }) => id === "ramp")
    ? scaled(
        listed("ramp").value,
        Math.round(
          tokens_out *
            Math.min(
              1,
              Math.max(0, (tokens_out - listed("ramp-start").value.central) / listed("ramp-length").value.central),
            ),
        ),
      )
    : each(() => 0);
  const kwh_it = each(
    (bound) =>
      ((tokens_out + ramp[bound]) * output[bound] +
        (tokens_in - tokens_cached + tokens_cached * cached[bound]) * input[bound]) /
      1e6,
  );
  const [pue, wue, ci, ewif] = [listed("pue/"), listed("wue/"), listed("grid/"), listed("ewif/")];
  const market = factors.find(({ id }) => id.startsWith("market-based/"));
  const kwh_facility = product(kwh_it, pue.value);
  return {
    kwh_it,
    kwh_facility,
    kgco2e_lb: scaled(product(kwh_it, pue.value, ci.value), 1e-3),
    kgco2e_mb: market === undefined ? null : each((bound) => (kwh_facility[bound] * market.value[bound]) / 1e3),
    kgco2e_embodied: scaled(product(kwh_it, listed("embodied").value), 1e-3),
    water_onsite_l: product(kwh_it, wue.value),
    water_offsite_l: product(kwh_it, pue.value, ewif.value),
  };
}

/** Where a factor's bounds are another's, that one is listed as well, and makes them. */
function checkBounds(factors: readonly Factor[]): number {
  let checked = 0;
  for (const { id, value, basis } of factors) {
    const [, name] = /bounds of (\S+)$/.exec(basis) ?? [];
    if (name === undefined) continue;
    const of = factors.find((factor) => factor.id === name)?.value as Bounds;
    expect(of, `${id}: ${name}`).toBeDefined();
    const wanted = name.endsWith("-band")
      ? scaled(of, value.central)
      : { low: Math.min(of.low, value.central), central: value.central, high: Math.max(of.high, value.central) };
    for (const bound of bounds) expect(value[bound], `${id} ${bound}`).toBeCloseTo(wanted[bound], 9);
    checked += 1;
  }
  return checked;
}

function expectEqual(answer: Readonly<Record<string, unknown>>, wanted: ReturnType<typeof byHand>): void {
  for (const [measure, band] of Object.entries(wanted)) {
    if (band === null) {
      expect(answer[measure], measure).toBeNull();
      continue;
    }
    const told = answer[measure] as Bounds;
    for (const bound of bounds)
      expect(Math.abs(told[bound] - band[bound]), `${measure} ${bound}`).toBeLessThanOrEqual(1e-9 * told[bound]);
  }
}

const cases: [string, Partial<EventRow>, readonly string[]][] = [
  ["a long answer", { region: "azure/swedencentral", tokens_out: 7035 }, []],
  [
    "cached input, region unknown",
    { provider: "anthropic", model: "claude-sonnet-4-5", tokens_in: 8000, tokens_cached: 6000, tokens_out: 600 },
    ["region_assumed"],
  ],
  [
    "a host with a market-based factor",
    { provider: "google", model: "gemini-2.5-flash", region: "gcp/us-central1", tokens_out: 2000 },
    [],
  ],
  [
    "an embedding",
    { model: "embedding:text-embedding-3-small", region: "DEU", tokens_in: 900, tokens_out: 0 },
    ["unknown_model"],
  ],
  [
    "a provider and a model that nobody knows",
    { provider: "nobody", model: "house-model", tokens_cached: 10 },
    ["unknown_model", "region_assumed"],
  ],
  [
    "long input in a cloud's region",
    { provider: "amazon", region: "aws/us-west-2", tokens_in: 60_000 },
    ["long_context"],
  ],
  ["a long answer of a model measured on long ones", { model: "deepseek-r1", region: "CHN", tokens_out: 9000 }, []],
  [
    "a host whose low bound of water is none",
    { provider: "xai", model: "grok-4", tokens_out: 3000 },
    ["model_by_price", "region_assumed"],
  ],
  ["a size in a name", { model: "house-30b-a3b", region: "DEU", tokens_out: 3000 }, ["model_by_size"]],
  [
    "a family",
    { provider: "anthropic", model: "claude-opus-99", region: "DEU", tokens_cached: 5 },
    ["model_by_family"],
  ],
];

describe("an event's footprint can be computed again from the factors that the answer lists", () => {
  test.each(cases)("%s", async (_what, fields, flags) => {
    const row = eventRow("2026-03-10T10:00:00Z", fields);
    await api.insert("events", [row]);
    const { status, body } = await api.call(`/v1/footprint/${row.id}`);
    expect(status).toBe(200);
    expectEqual(body, byHand(row, body.factors));
    expect(checkBounds(body.factors)).toBeGreaterThanOrEqual(2);
    expect(body.flags).toEqual(flags);
    for (const { id, ...said } of body.factors as Factor[])
      for (const [name, text] of Object.entries(said)) expect(text, `${id} ${name}`).not.toBe("");
    // Each plays its part: without it the rest does not make the footprint. The ramp of a short answer is 0.
    for (const { id } of body.factors as Factor[]) {
      if (id === "ramp" && row.tokens_out_ramp === 0) continue;
      const others = (body.factors as Factor[]).filter((factor) => factor.id !== id);
      expect(() => {
        expectEqual(body, byHand(row, others));
        checkBounds(others);
      }, id).toThrow();
    }
  });

  test("an estimate of the same use is the same, with the same factors and flags", async () => {
    const row = eventRow("2026-03-10T10:00:00Z", { model: "gpt-4o", tokens_in: 60_000, tokens_out: 7035 });
    await api.insert("events", [row]);
    const { event: _, ...stored } = (await api.call(`/v1/footprint/${row.id}`)).body;
    const { provider, model, tokens_in, tokens_cached, tokens_out } = row;
    const body = { provider, model, tokens_in, tokens_cached, tokens_out };
    const estimated = (await api.call("/v1/estimate", { method: "POST", body })).body;
    // What an estimate could not use it says; an event's footprint has nothing left to say about that.
    expect(estimated).toEqual({ ...stored, warnings: [] });
    expect(estimated.flags).toEqual(["long_context", "region_assumed"]);
    expectEqual(estimated, byHand(row, estimated.factors));
  });

  test("what an event lists is what the list of all factors has", async () => {
    const { models, grids, hosts, constants } = (await api.call("/v1/factors")).body;
    const published = new Map<string, Factor>();
    const add = (factor: Factor | undefined) => factor && published.set(factor.id, factor);
    for (const { ewif, pue, wue, spread } of grids) [ewif, pue, wue, spread].forEach(add);
    for (const { pue, wue, market_based, guess } of hosts) [pue, wue, market_based, guess].forEach(add);
    constants.forEach(add);
    for (const [, fields] of cases) {
      const row = eventRow("2026-03-10T11:00:00Z", fields);
      await api.insert("events", [row]);
      for (const { id, value, unit, year, source, licence } of (await api.call(`/v1/footprint/${row.id}`)).body
        .factors as Factor[]) {
        const attribution = { unit, year, source, licence };
        const [kind, name] = [id.slice(0, id.indexOf("/")), id.slice(id.indexOf("/") + 1)];
        if (kind === "energy") {
          const model = models.find(
            (each: { model: string }) => `${each.model}/out` === name || `${each.model}/in` === name,
          );
          // What a size in a name multiplies is listed under that name.
          if (model === undefined) {
            expect(row.model).toBe("house-30b-a3b");
            continue;
          }
          expect(value).toEqual(id.endsWith("/out") ? model.wh_it_per_1k_output : model.wh_it_per_1k_input);
          expect(attribution).toEqual({
            unit: model.unit,
            year: model.date,
            source: `${model.source}; ${model.derivation}`,
            licence: model.licence,
          });
        } else if (kind === "grid") {
          const grid = grids.find((each: { grid: string }) => each.grid === name);
          expect(value.central).toBe(grid.gco2e_per_kwh);
          expect(attribution).toEqual({
            unit: grid.unit,
            year: String(grid.year),
            source: grid.source,
            licence: grid.licence,
          });
        } else {
          expect(published.get(id), id).toMatchObject(attribution);
          expect(published.get(id)?.value.central).toBe(value.central);
        }
      }
    }
  });
});

/** Every number of a part of the factor data; places in its list of texts and years are none. */
function numbersIn(data: unknown, path = ""): [path: string, value: number][] {
  if (typeof data === "number") return [[path, data]];
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data).flatMap(([name, value]) =>
    /^(basis|source|derivation|licence|wueBasis|ewifSource|ewifLicence|siteSource|year)$/.test(name)
      ? []
      : numbersIn(value, `${path}/${name}`),
  );
}

/** Every number that an answer tells of something. */
const told = (answer: unknown): number[] => numbersIn(answer).map(([, value]) => value);

test("every number of the factor data is listed, with unit, year, source and licence", async () => {
  const { body } = await api.call("/v1/factors");
  const { models, grids, hosts, constants } = factorSetData(api.factors);
  const lacking: string[] = [];
  const hold = (what: string, data: unknown, answer: unknown) => {
    const numbers = new Set(told(answer));
    for (const [path, value] of numbersIn(data)) if (!numbers.has(value)) lacking.push(`${what}${path}`);
  };
  for (const [index, model] of models.entries()) {
    expect(body.models[index].model).toBe(model.id);
    hold(model.id, model, body.models[index]);
  }
  expect(body.grids.map(({ grid }: { grid: string }) => grid)).toEqual(Object.keys(grids));
  for (const listed of body.grids) {
    const { older = [], ...grid } = grids[listed.grid] ?? {};
    hold(listed.grid, { ...grid, older: older.map(([year, ci]) => ({ year, ci })) }, listed);
  }
  expect(body.hosts.map(({ host, usual_grid }: { host: string; usual_grid: string }) => [host, usual_grid])).toEqual(
    Object.entries(hosts).map(([host, { grid }]) => [host, grid]),
  );
  for (const listed of body.hosts) hold(listed.host, hosts[listed.host], listed);
  hold("constants", constants, body.constants);
  expect(lacking).toEqual([]);
  // Those of the method itself, which no set holds.
  expect(told(body.constants)).toEqual(expect.arrayContaining([0.493, 627, 6408]));

  const single = (factor: Factor | undefined) => (factor === undefined ? [] : [factor]);
  const all: Factor[] = [
    ...body.constants,
    ...body.hosts.flatMap(({ pue, wue, market_based }: Record<string, Factor>) => [pue, wue, ...single(market_based)]),
    ...body.grids.flatMap(({ ewif, pue, wue }: Record<string, Factor>) => [ewif, ...single(pue), ...single(wue)]),
    ...body.models.flatMap(({ conservative_high }: Record<string, Factor>) => single(conservative_high)),
    ...body.grids.map((row: Factor & { grid: string; year: number }) => ({ ...row, id: row.grid })),
    ...body.models.map((row: Factor & { model: string; date: string }) => ({ ...row, id: row.model, year: row.date })),
  ];
  const without = all.filter(({ unit, year, basis, source, licence }) =>
    [unit, year, basis, source, licence].some((text) => text === "" || text === undefined),
  );
  expect(without.map(({ id }) => id)).toEqual([]);
});

test("water at power plants has a source, year and licence of its own, which are not the carbon's", async () => {
  const { body } = await api.call("/v1/factors");
  const sweden = body.grids.find(({ grid }: { grid: string }) => grid === "SWE");
  expect(sweden.source).toMatch(/Ember/);
  expect(sweden.ewif.source).toMatch(/Macknick/);
  expect([sweden.year, sweden.ewif.year]).toEqual([2025, "2023"]);
  expect(sweden.older).toEqual([{ year: 2024, gco2e_per_kwh: 34.9 }]);
  expect(sweden.ewif.licence).not.toBe(sweden.licence);
});
