import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCsv, writeCsv } from "./csv.js";
import { technologies } from "./data-columns.js";

/**
 * Writes the water factors of grids from the mix of their generation (generation_mix.csv) and what each technology consumes
 * (method_constants.csv). Run `npm run factors:rebuild` after a change of either; a test holds the files to their sources.
 */
const here = dirname(fileURLToPath(import.meta.url));
const pathOf = (name) => join(here, "../data", name);
const read = (name) => parseCsv(readFileSync(pathOf(name), "utf8"));

/** How method_constants.csv begins the row of each; geothermal and waste, a part of a percent, have none. */
const waterRow = { gas: "natural gas CC", solar: "solar PV", bioenergy: "biomass steam" };
const constants = read("method_constants.csv");

/** L consumed per kWh of a technology. */
function waterOf(technology) {
  const start = `water consumption, ${waterRow[technology] ?? technology}`;
  const row = constants.find(({ constant }) => constant.startsWith(start));
  if (row === undefined && technology !== "other_renewable") throw new Error(`no ${start}`);
  return Number(row?.central ?? 0);
}

const mixes = new Map(read("generation_mix.csv").map((row) => [row.iso3, row]));
const sumOf = (mix, valueOfTechnology) =>
  technologies.reduce((sum, name) => sum + Number(mix[name]) * valueOfTechnology(name), 0);

const water = new Map(technologies.map((name) => [name, waterOf(name)]));
/** L per kWh of a country, and without reservoirs, whose evaporation serves other ends too. */
const waterOfCountry = (iso3) => {
  const mix = mixes.get(iso3);
  if (mix === undefined) throw new Error(`generation_mix.csv has no ${iso3}`);
  const all = sumOf(mix, (name) => water.get(name));
  const noHydro = sumOf(mix, (name) => (name === "hydro" ? 0 : water.get(name)));
  return { all: Number(all.toFixed(4)), noHydro: Number(noHydro.toFixed(4)), year: mix.year };
};

const carbon = new Map(read("generation_technologies.csv").map((row) => [row.technology, row]));
const direct = (name) => Number(carbon.get(name).direct_gco2e_per_kwh);
const upstream = (name) => Number(carbon.get(name).lifecycle_gco2e_per_kwh) - direct(name);
const burns = (name) => direct(name) > 0;

/**
 * What makes a grid's direct carbon its life-cycle carbon: `direct * (1 + perDirect) + fixed`. Mining and leaks grow with what is
 * burnt; dams, turbines, panels and fuel rods are there whatever is burnt beside them.
 */
export function lifeCycleOf(iso3) {
  const mix = mixes.get(iso3);
  if (mix === undefined) throw new Error(`generation_mix.csv has no ${iso3}`);
  const burnt = sumOf(mix, direct);
  return {
    perDirect: burnt === 0 ? 0 : sumOf(mix, (name) => (burns(name) ? upstream(name) : 0)) / burnt,
    fixed: sumOf(mix, (name) => (burns(name) ? 0 : upstream(name))),
  };
}

const ownSource =
  "own: generation mix (OWID/Ember, generation_mix.csv) x medians of Macknick et al., NREL/TP-6A20-50900";
const ownKeys = "owid-mix;nrel;own";
const isOwn = (source) => /^WRI|^US average, WRI|^derived: OWID|^own: generation mix/.test(source);

/** The files whose water factors come from mixes, as they should be. */
export function gridFiles() {
  const countries = read("grid_countries.csv").map((row) => {
    if (!mixes.has(row.iso3)) return row;
    const { all, noHydro, year } = waterOfCountry(row.iso3);
    return {
      ...row,
      ewif_l_per_kwh: all,
      ewif_source: ownSource,
      ewif_source_keys: ownKeys,
      ewif_licence: "own derivation from CC BY 4.0 + public-domain inputs",
      ewif_licence_key: "own",
      ewif_nohydro_l_per_kwh: noHydro,
      mix_year: year,
    };
  });
  const isState = new Set(countries.map(({ iso3 }) => iso3));
  const subregions = read("grid_us_egrid.csv").map((row) => {
    if (!isOwn(row.ewif_source)) return row;
    const { all, noHydro } = waterOfCountry("USA");
    return {
      ...row,
      ...{ ewif_l_per_kwh: all, ewif_nohydro_l_per_kwh: noHydro, ewif_kind: "fallback national" },
      ...{ ewif_source: ownSource, ewif_source_keys: ownKeys, ewif_licence_key: "own" },
    };
  });
  const regions = read("grid_cloud_regions.csv").map((row) => {
    if (!isOwn(row.ewif_source)) return row;
    const { all } = waterOfCountry(isState.has(row.grid_key) ? row.grid_key : countryOfGrid(row.grid_key));
    return {
      ...row,
      ...{ ewif_l_per_kwh: all, ewif_source: ownSource, ewif_source_keys: ownKeys, ewif_licence_key: "own" },
    };
  });
  return {
    "grid_countries.csv": writeCsv(countries),
    "grid_us_egrid.csv": writeCsv(subregions),
    "grid_cloud_regions.csv": writeCsv(regions),
  };
}

/** Country of a subregion or a province: eGRID's have four letters. */
export const countryOfGrid = (key) => (/^(?:US-)?[A-Z]{4}$/.test(key) ? "USA" : /^CN\b/.test(key) ? "CHN" : key);

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [name, content] of Object.entries(gridFiles())) writeFileSync(pathOf(name), content);
