import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCsv } from "./csv.js";
import { coefficients } from "./energy-law.js";
import { countryOfGrid, lifeCycleOf } from "./rebuild-grids.js";

const here = dirname(fileURLToPath(import.meta.url));
const read = (name) => parseCsv(readFileSync(join(here, "../data", name), "utf8"));

/** The version of the factor set: year and month of its data, and a number that grows with each change of a value. */
const version = "2026-11.7";

const number = (text) => {
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) throw new Error(`not a number: ${JSON.stringify(text)}`);
  return value;
};
const optional = (text) => (text === "" ? undefined : number(text));
const band = (row, prefix, unit = "") =>
  ["low", "central", "high"].map((bound) => number(row[`${prefix}_${bound}${unit}`]));

/** Long texts stand once and are named by their place. */
const texts = [];
const text = (value) => {
  const place = texts.indexOf(value);
  return place >= 0 ? place : texts.push(value) - 1;
};

const licences = new Map(read("licences.csv").map((row) => [row.key, row.licence]));
/** The licence that a key of licences.csv stands for. */
const licenceText = (key) => {
  const licence = licences.get(key);
  if (licence === undefined) throw new Error(`licence ${key} is not in licences.csv`);
  return text(licence);
};

/** Year behind a water factor: of the generation mix where it was derived, else of its publication. */
const ewifYear = (source, mixYear) => {
  if (source.includes("WRI")) return "2020";
  if (source.includes("Li et al.")) return "2025";
  if (source.includes("eGRID2023")) return "2023";
  if (source.includes("OWID")) return mixYear || "2023";
  throw new Error(`no year known of ${source}`);
};

/** Models whose factor already comes from long generations: g does not apply. */
const longGenerations = /^(deepseek-r1|gpt-oss-)/;

const models = read("model_energy.csv").map((row) => ({
  id: row.model,
  provider: row.provider,
  aliases: row.provider === "*" ? [] : row.aliases.split(";").filter((alias) => alias !== ""),
  out: band(row, "wh_it_per_1k_output"),
  in: band(row, "wh_it_per_1k_input"),
  tier: row.quality_tier,
  rung: row.rung,
  ramp: !longGenerations.test(row.model),
  ...(number(row.conservative_high_wh_it_per_1k_output) > number(row.wh_it_per_1k_output_high)
    ? { conservativeHigh: number(row.conservative_high_wh_it_per_1k_output) }
    : {}),
  basis: text(row.basis),
  date: row.source_date,
  source: text(row.source),
  derivation: text(row.derivation),
  licence: text(row.licence),
}));

/** The columns of a row about water at power plants. */
const water = (row, mixYear) => ({
  ewif: number(row.ewif_l_per_kwh),
  ewifYear: ewifYear(row.ewif_source, mixYear),
  ewifSource: text(row.ewif_source),
  ewifLicence: licenceText(row.ewif_licence_key),
});
const waterOf = ({ ewif, ewifYear, ewifSource, ewifLicence }) => ({ ewif, ewifYear, ewifSource, ewifLicence });

const rounded = (value) => Number(value.toPrecision(5));
const lifeCycleBasis = (published) =>
  `life-cycle: published as ${published}, and what the country's mix adds before plants`;
/** Carbon of what is published for generation alone, made comparable with life-cycle factors; `direct` is the published value. */
const lifeCycle = (direct, country, published) => {
  const { perDirect, fixed } = lifeCycleOf(country);
  return { ci: rounded(direct * (1 + perDirect) + fixed), direct, basis: text(lifeCycleBasis(published)) };
};

const grids = {};
const addGrid = (key, grid) => {
  if (grids[key] !== undefined) throw new Error(`grid ${key} twice`);
  grids[key] = grid;
};
const countries = read("grid_countries.csv");
for (const row of countries)
  addGrid(row.iso3, {
    ci: number(row.gco2e_per_kwh),
    year: number(row.year),
    basis: text(row.basis),
    source: text(row.carbon_source),
    licence: text(row.carbon_licence),
    name: row.country,
    ...(row.gco2e_per_kwh_2024 === "" ? {} : { older: [[2024, number(row.gco2e_per_kwh_2024)]] }),
    ...(row.ewif_l_per_kwh === "" ? {} : water(row, row.mix_year)),
  });
const mixYears = new Map(countries.map((row) => [row.iso3, row.mix_year]));
for (const row of read("grid_us_egrid.csv"))
  addGrid(`US-${row.subregion}`, {
    ...lifeCycle(number(row.gco2e_per_kwh), "USA", row.basis),
    year: number(row.year),
    source: text(row.carbon_source),
    licence: text(row.carbon_licence),
    ...water(row, ""),
    name: `US eGRID subregion ${row.subregion}`,
  });
for (const row of read("grid_china.csv"))
  addGrid(
    row.area.startsWith("CN-") ? row.area : row.area === "CN" ? "CN-national" : `CN-${row.area.replaceAll(" ", "-")}`,
    {
      ...lifeCycle(number(row.gco2_per_kwh), "CHN", row.basis),
      year: number(row.year),
      source: text(row.source),
      licence: text(row.licence),
      ...waterOf(grids.CHN),
      name: `China, ${row.area}`,
    },
  );
/** Of eGRID's subregions the USA. */
const countryKey = (key) => (grids[key] ? key : "USA");
const siteFigures = (row) => ({
  pue: optional(row.pue),
  pueYear: row.pue_year,
  wue: optional(row.wue_l_per_kwh_it),
  wueYear: row.wue_year,
  siteSource: text(row.pue_wue_source),
});
/** A cloud region has its own carbon where somebody publishes it, else its country's, of the country's year. */
const carbonOf = (row) =>
  row.carbon_source_keys === "ember" && grids[row.grid_key] !== undefined
    ? (({ ci, older, year, basis, source, licence }) => ({
        ci,
        ...(older && { older }),
        year,
        basis,
        source,
        licence,
      }))(grids[row.grid_key])
    : {
        ...lifeCycle(number(row.gco2e_per_kwh), countryOfGrid(row.grid_key), row.basis),
        year: number(row.year),
        source: text(row.carbon_source),
        licence: text(row.carbon_licence),
      };
for (const row of read("grid_cloud_regions.csv"))
  addGrid(`${row.cloud}/${row.region}`, {
    ...carbonOf(row),
    ...water(row, mixYears.get(row.grid_key)),
    name: row.location,
    country: countryKey(row.grid_key),
    ...(row.pue_wue_used === "yes" ? siteFigures(row) : {}),
  });

// Regions of which nothing but the country is known.
for (const { cloud, region, location, grid_key: key } of read("cloud_region_countries.csv"))
  addGrid(`${cloud}/${region}`, {
    ...grids[grids[key] ? key : `US-${key}`],
    name: location,
    country: countryKey(key),
  });

const constantRows = read("method_constants.csv");
const [gridLow, gridHigh] = ["low", "high"].map((bound) =>
  number(constantRows.find(({ constant: name }) => name.startsWith("grid CI relative band"))[bound]),
);
/** Carbon that a grid may have where nobody says which part of it; g per kWh. */
const spreads = { EU: [20, 650], WORLD: [20, 700] };
for (const [key, spread] of Object.entries(spreads)) grids[key] = { ...grids[key], spread };

const mean = (values) => rounded(values.reduce((sum, value) => sum + value, 0) / values.length);
/** Carbon of a grid in a year: of its own older one, where there is one. */
const carbonIn = ({ ci, older = [] }, year) => older.findLast(([of]) => of <= year)?.[1] ?? ci;
/** Areas in which a supplier chooses: the middle of the regions that it may be, and their spread. */
for (const { area, name, members } of read("areas.csv")) {
  const patterns = members.split(";").map((member) => new RegExp(`^${member.replaceAll("*", "[^/]*")}$`));
  const regions = Object.entries(grids)
    .filter(([key, grid]) => grid.spread === undefined && patterns.some((pattern) => pattern.test(key)))
    .map(([, grid]) => grid);
  if (regions.length === 0) throw new Error(`area ${area} has no regions`);
  const carbon = regions.map(({ ci }) => ci);
  addGrid(area, {
    ci: mean(carbon),
    ...(regions.some(({ older }) => older !== undefined)
      ? { older: [[2024, mean(regions.map((grid) => carbonIn(grid, 2024)))]] }
      : {}),
    // The cleanest and the dirtiest, each as unsure as any grid.
    spread: [Math.min(...carbon) * gridLow, Math.max(...carbon) * gridHigh].map((value) =>
      Number(value.toPrecision(5)),
    ),
    year: Math.max(...regions.map(({ year }) => year)),
    basis: text("mean of the regions that it may be; bounds are the lowest and the highest"),
    source: text("own; the regions' own sources"),
    licence: licenceText("own"),
    ewif: mean(regions.map(({ ewif }) => ewif)),
    ewifYear: "2023",
    ewifSource: text("own; the regions' own sources"),
    ewifLicence: licenceText("own"),
    name,
  });
}

const gridKey = (key) => (grids[key] ? key : `US-${key}`);
const providers = new Map(read("providers.csv").map((row) => [row.provider, row]));
/** Who runs the machines, and what the grid may be where the region is not known. */
const hosts = Object.fromEntries(
  read("provider_places.csv").map(({ provider, like, grid, low, high, why }) => {
    const row = providers.get(like);
    const own = providers.has(provider);
    const key = gridKey(grid);
    return [
      provider,
      {
        pue: band(row, "pue"),
        pueYear: row.pue_year,
        wue: band(row, "wue"),
        wueYear: row.wue_year,
        wueBasis: text(row.wue_basis),
        grid: key,
        guess: low === "" ? grids[key].spread : [number(low), number(high)],
        marketBased: own ? optional(row.market_based_gco2e_per_kwh) : undefined,
        source: text(own ? row.source : `as ${like}; ${why}`),
        licence: text(row.licence),
      },
    ];
  }),
);

const constant = (start) => {
  const row = constantRows.find(({ constant: name }) => name.startsWith(start));
  return {
    band: [number(row.low), number(row.central), number(row.high)],
    year: row.year,
    source: text(row.source === "derived" ? row.derivation : row.source),
    licence: text(
      row.licence_keys
        .split(";")
        .map((key) => licences.get(key))
        .join("; "),
    ),
  };
};
/** How much more or less energy a token takes in other ways of serving: see method_constants.csv. */
const serving = Object.fromEntries(
  ["batch", "flex", "priority", "fast", "self-hosted"].map((name) => [name, constant(`serving, ${name}`)]),
);
const constants = {
  cached: constant("w_cache_read"),
  serving,
  embodied: constant("m_emb"),
  gridBand: constant("grid CI relative band"),
  gridUnknownUsa: constant("grid CI, USA with unknown region"),
  ewifBand: constant("EWIF relative band"),
};

/** Names that mean one model after the other, each with its models in order of time. */
function rollingNames() {
  const names = new Map();
  for (const { name, from, model } of read("rolling_names.csv"))
    names.set(name, [...(names.get(name) ?? []), [from, model]]);
  return [...names].map(([name, since]) => [name, since.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

const naming = {
  aliases: read("model_aliases.csv").map(({ name, model }) => [name, model]),
  rolling: rollingNames(),
  sizeExponents: { active: coefficients.active, sparsity: coefficients.sparsity },
};

const set = { version, naming, models, grids, hosts, constants, texts };

/** What stands behind the method's own numbers: the same for every factor set, and no part of one. */
const attribution = ({ year, source, licences: keys }) => ({
  year,
  source,
  licence: keys
    .split(";")
    .map((key) => licences.get(key))
    .join("; "),
});
const rampRow = constantRows.find(({ constant: name }) => name.startsWith("long-generation multiplier"));
const upperSchool = read("model_energy.csv").filter(
  (row) => Number(row.conservative_high_wh_it_per_1k_output) > Number(row.wh_it_per_1k_output_high),
);
const upperKeys = new Set(upperSchool.map((row) => `${row.published_alt_source}\n${row.published_alt_source_keys}`));
if (upperKeys.size !== 1) throw new Error("the conservative highs are of more sources than one");
const [upperSource, upperKey] = [...upperKeys][0].split("\n");
const methodSources = {
  ramp: attribution({ year: rampRow.year, source: rampRow.source, licences: rampRow.licence_keys }),
  conservativeHigh: attribution({
    year: read("sources.csv").find(({ key }) => key === upperKey).date,
    source: upperSource,
    licences: upperKey,
  }),
};

/** The module of the default factor set. */
export function factorSetModule() {
  const json = JSON.stringify(set);
  const hash = createHash("sha256").update(json).digest("hex");
  return `// Generated from data/ by scripts/generate.js; do not edit.
import type { FactorSetData } from "../factor-set-data.js";

export const hash = "${hash}";
export const data: FactorSetData = JSON.parse(${JSON.stringify(json)});

/** Of the method's own numbers, which no set holds. */
export const methodSources = ${JSON.stringify(methodSources)};
`;
}

export const target = join(here, "../src/generated/default-factor-set.ts");

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, factorSetModule());
