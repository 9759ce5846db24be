import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { checkData } from "../scripts/check-data.js";
import { parseCsv } from "../scripts/csv.js";
import { technologies } from "../scripts/data-columns.js";
import { factorSetModule, target } from "../scripts/generate.js";
import { gridFiles } from "../scripts/rebuild-grids.js";
import { modelEnergy, modelEnergyText, openPrice } from "../scripts/rebuild-models.js";
import {
  estimate,
  type GridFactors,
  hostOfCloud,
  loadDefaultFactorSet,
  rampLength,
  rampStart,
  rampWeight,
} from "../src/index.js";

const data = join(import.meta.dirname, "../data");
const read = (name: string) => parseCsv(readFileSync(join(data, name), "utf8")) as Record<string, string>[];

test("every row holds: units, ranges, bands, sources, licences, keys and dates", () => {
  expect(checkData(data)).toEqual([]);
});

test("the factor set that is shipped is the one that the data makes", () => {
  expect(readFileSync(target, "utf8")).toBe(factorSetModule());
});

test("a factor set never changes under its name: a new value needs a new version and a line in factor-sets.csv", () => {
  const { version, hash } = loadDefaultFactorSet();
  const ledger = read("factor-sets.csv");
  expect(ledger.at(-1)).toMatchObject({ factor_set: version, sha256: hash });
  expect(new Set(ledger.map(({ sha256 }) => sha256)).size).toBe(ledger.length);
});

describe("data that is broken is told of, with file, row and column", () => {
  const scratch = mkdtempSync(join(tmpdir(), "ecomind-data-"));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  const countries = "grid_countries.csv";
  test.each<[string, string, RegExp, string, string]>([
    ["a value out of range", countries, /^(DEU,Germany,)[\d.]+/m, "$133500", "DEU: gco2e_per_kwh outside 1 … 1200"],
    ["no value", countries, /^(DEU,Germany,)[\d.]+/m, "$1", "DEU: gco2e_per_kwh is empty"],
    ["no number", countries, /^(DEU,Germany,)[\d.]+/m, "$1335g", "DEU: gco2e_per_kwh is not a number"],
    ["a row twice", countries, /^(DEU,.*\n)/m, "$1$1", "DEU: stands twice"],
    ["a year to come", countries, /^(DEU,Germany,[\d.]+,)\d+/m, "$12031", "DEU: year is not a year up to 2026"],
    [
      "a source not listed",
      countries,
      /^(DEU,.*?),ember-2026-10,/m,
      "$1,embers,",
      "source embers is not in sources.csv",
    ],
    ["a licence not listed", "grid_us_egrid.csv", /,epa,/, ",epo,", "licence epo is not in licences.csv"],
    [
      "a licence that forbids",
      "grid_us_egrid.csv",
      /,epa,/,
      ",boavizta,",
      "licence boavizta does not allow to ship it here",
    ],
    [
      "MPL data elsewhere",
      "model_energy.csv",
      /,own,/,
      ",ecologits,",
      "licence ecologits does not allow to ship it here",
    ],
    ["another unit's name", countries, /gco2e_per_kwh/, "kgco2e_per_kwh", "its columns are not"],
    ["an unknown unit", "method_constants.csv", /,gCO2e per kWh IT,/, ",kg per kWh IT,", "unit is not one of"],
    [
      "low above central",
      "providers.csv",
      /^(openai,azure),1\.12,/m,
      "$1,1.18,",
      "openai: pue is not low <= central <= high",
    ],
    [
      "a constant's band",
      "method_constants.csv",
      /^w_cache_write,1\.0/m,
      "w_cache_write,1.1",
      "w_cache_write: is not low",
    ],
    ["no such day", "model_energy.csv", /,2026-02-16,/, ",2026-02-30,", "source_date is not a date"],
    ["an alias of two models", "model_energy.csv", /,gpt-5-mini,/, ",gpt-5-mini,gpt-4o;", "gpt-4o also names gpt-4o"],
    ["no parameters", "mpl-2.0/model_parameters.csv", /^openai,gpt-4o,.*\n/m, "", "gpt-4o: no parameters"],
    ["units that disagree", "grid_us_egrid.csv", /^(CAMX,[\d.]+,)[\d.]+/m, "$1195", "g/kWh is not 195 lb/MWh"],
    ["no such grid", "grid_cloud_regions.csv", /^(aws,us-east-1,[^,]*,)\w+/m, "$1XXXX", "no grid XXXX"],
    [
      "a grid's value copied wrongly",
      "providers.csv",
      /,USA,384\.4,/,
      ",USA,348.4,",
      "348.4 is not the carbon of grid USA",
    ],
    ["a value without its source", "grid_cloud_regions.csv", /,gsf-rtc,/, ",,", "without pue_wue_source_keys"],
    ["a tier that is none", "model_energy.csv", /,measured,A,/, ",measured,E,", "quality_tier is not one of"],
  ])("%s", (_what, file, pattern, replacement, problem) => {
    const folder = mkdtempSync(join(scratch, "case-"));
    cpSync(data, folder, { recursive: true });
    const before = readFileSync(join(folder, file), "utf8");
    const after = before.replace(pattern, replacement);
    expect(after).not.toBe(before);
    writeFileSync(join(folder, file), after);
    const problems = checkData(folder);
    expect(problems.join("\n")).toContain(problem);
    for (const line of problems) expect(line).toMatch(/^[\w./-]+\.csv[,:] /);
  });

  test("a file that nothing checks, and one that is gone", () => {
    const folder = mkdtempSync(join(scratch, "case-"));
    cpSync(data, folder, { recursive: true });
    writeFileSync(join(folder, "grid_moon.csv"), "area\nmoon\n");
    expect(checkData(folder)).toEqual(["grid_moon.csv: no rule says what stands in it"]);
    rmSync(join(folder, "providers.csv"));
    expect(checkData(folder)).toEqual(["providers.csv: is missing"]);
  });
});

/** The two ends of a value that may be a range. */
const ends = (text: string): [number, number] => {
  const [low = "", high = low] = text.split("-");
  return [Number(low), Number(high)];
};
const geometricMean = (low: number, high: number) => Math.sqrt(low * high);

test("every energy factor is what its sources make (else: npm run factors:rebuild)", () => {
  expect(readFileSync(modelEnergy, "utf8")).toBe(modelEnergyText());
});

test("every water factor is what its mix of generation makes (else: npm run factors:rebuild)", () => {
  for (const [name, content] of Object.entries(gridFiles()))
    expect(readFileSync(join(data, name), "utf8"), name).toBe(content);
  expect(read("grid_countries.csv").filter(({ ewif_source }) => /WRI|Reig/.test(ewif_source as string))).toEqual([]);
  for (const mix of read("generation_mix.csv"))
    expect(
      technologies.reduce((sum, name) => sum + Number(mix[name]), 0),
      mix.iso3,
    ).toBeCloseTo(1, 2);
});

test("two clouds in one city are on one basis: a region's own carbon is near its country's where all of it is one grid", () => {
  const { grids } = loadDefaultFactorSet();
  const of = (key: string) => (grids[key] as GridFactors).ci;
  // 2.7 and 103 g of generation alone.
  for (const [own, country] of [
    ["gcp/europe-north2", "azure/swedencentral"],
    ["gcp/europe-west1", "BEL"],
    ["gcp/asia-south1", "IND"],
  ] as const) {
    expect(grids[own]?.direct, own).toBeLessThan(of(own));
    expect(Math.abs(Math.log(of(own) / of(country))), own).toBeLessThan(Math.log(1.25));
  }
  const { explanation = [] } = estimate(
    { provider: "google", model: "gemini-2.5-flash", tokensIn: 1, tokensOut: 1, region: "europe-north2" },
    loadDefaultFactorSet(),
    { explain: true },
  );
  expect(explanation.find(({ id }) => id === "grid/gcp/europe-north2")?.basis).toContain("2.73 g of generation alone");
});

test("the regression gives the factors of published architectures, from the parameters", () => {
  const parameters = new Map(read("mpl-2.0/model_parameters.csv").map((row) => [row.model, row]));
  const rows = read("model_energy.csv").filter(({ basis }) => basis === "regression_known_arch");
  expect(rows.length).toBeGreaterThan(90);
  for (const { model, wh_it_per_1k_output_central: wanted } of rows) {
    const row = parameters.get(model) as Record<string, string>;
    const active = geometricMean(Number(row.params_active_min_b), Number(row.params_active_max_b));
    const total = geometricMean(...ends(row.params_total_b as string));
    const joule = Math.exp(
      -1.3711 + 0.8448 * Math.log(active) + 0.6553 * Math.log(total / active) - 0.5431 * Math.log(64) - 0.1055 * 0.5,
    );
    expect(Math.abs((joule * 1.571) / 3.6 / Number(wanted) - 1), model as string).toBeLessThan(1e-3);
  }
});

test("input tokens cost their share of output tokens", () => {
  for (const row of read("model_energy.csv"))
    expect(
      Math.abs(Number(row.wh_it_per_1k_input_central) / Number(row.wh_it_per_1k_output_central) / 0.12 - 1),
      row.model,
    ).toBeLessThan(2e-3);
});

test("no output costs more in electricity than its list price", () => {
  const energy = new Map(read("model_energy.csv").map((row) => [row.model, Number(row.wh_it_per_1k_output_central)]));
  const prices = read("model_prices.csv");
  expect(prices.length).toBeGreaterThan(200);
  // Wh per 1,000 tokens are kWh per million; industrial electricity at 0.08 USD, and a PUE of 1.2.
  const dear = prices
    .map(({ model, usd_per_million_output: usd }) => [
      model,
      ((energy.get(model) as number) * 1.2 * 0.08) / Number(usd),
    ])
    .filter(([, share]) => (share as number) > 0.5);
  expect(dear).toEqual([]);
});

test("list prices of open models say their energy within about a factor of two", () => {
  const { count, rms } = openPrice;
  expect(count).toBeGreaterThan(50);
  expect(rms).toBeLessThan(2.3);
});

test("an explanation has a source, a licence and a year for every factor at every place", () => {
  const factors = loadDefaultFactorSet();
  const lacking: string[] = [];
  for (const provider of Object.keys(factors.hosts))
    for (const region of ["", ...Object.keys(factors.grids)]) {
      const event = { provider, model: "gpt-4o", tokensIn: 1, tokensOut: 1, region };
      const { explanation = [] } = estimate(event, factors, { explain: true });
      for (const { id, unit, year, basis, source, licence } of explanation)
        if ([unit, year, basis, source, licence].includes("")) lacking.push(`${provider} ${region} ${id}`);
    }
  expect(lacking).toEqual([]);
});

test("a cloud region's own PUE and WUE are under the licence of its host, where it is told from", () => {
  const hosts = new Map(read("providers.csv").map((row) => [row.provider, row.licence_key]));
  const own = read("grid_cloud_regions.csv").filter((row) => row.pue_wue_used === "yes");
  expect(own.length).toBeGreaterThan(50);
  for (const { cloud = "", region, pue_wue_licence_key } of own)
    expect(pue_wue_licence_key, `${cloud}/${region}`).toBe(hosts.get(hostOfCloud[cloud] as string));
});

test("the ramp of long answers is the one of the data", () => {
  const [row] = read("method_constants.csv").filter(({ constant }) =>
    constant?.startsWith("long-generation multiplier"),
  );
  expect(row?.central).toBe(`1 + ${rampWeight}*min(1,max(0,(T_out-${rampStart})/${rampLength}))`);
  expect(row?.low).toBe("1.0");
});

test("figures of a site that its source doubts are not used", () => {
  const { grids } = loadDefaultFactorSet();
  expect(grids["azure/westus"]).not.toHaveProperty("pue");
  expect(grids["azure/swedencentral"]).toMatchObject({ pue: 1.16, wue: 0.16 });
});
