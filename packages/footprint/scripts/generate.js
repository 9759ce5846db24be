import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCsv } from "./csv.js";

const here = dirname(fileURLToPath(import.meta.url));
const read = (name) => parseCsv(readFileSync(join(here, "../data", name), "utf8"));

/** The version of the factor set: year and month of its data, and a number that grows with each change of a value. */
const version = "2026-11.1";

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

/** Models whose factor already comes from long generations: g does not apply. */
const longGenerations = /^(deepseek-r1|gpt-oss-)/;

const models = read("model_energy.csv").map((row) => ({
  id: row.model,
  provider: row.provider,
  aliases: row.provider === "*" ? [] : row.aliases.split(";").filter((alias) => alias !== ""),
  out: band(row, "wh_it_per_1k_output"),
  in: band(row, "wh_it_per_1k_input"),
  tier: row.quality_tier,
  ramp: !longGenerations.test(row.model),
  conservativeHigh: optional(row.conservative_high_wh_it_per_1k_output),
  basis: text(row.basis),
  date: row.source_date,
  source: text(row.source),
  derivation: text(row.derivation),
  licence: text(row.licence),
}));

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
    ewif: optional(row.ewif_l_per_kwh),
    ewifSource: text(row.ewif_source),
    ewifLicence: text(row.ewif_licence),
    name: row.country,
  });
// The European Union has no water factor of its own: the world's stands in, and its row says so.
grids.EU.ewif ??= grids.WORLD.ewif;
for (const row of read("grid_us_egrid.csv"))
  addGrid(`US-${row.subregion}`, {
    ci: number(row.gco2e_per_kwh),
    year: number(row.year),
    basis: text(row.basis),
    source: text(row.carbon_source),
    licence: text(row.carbon_licence),
    ewif: number(row.ewif_l_per_kwh),
    ewifSource: text(row.ewif_source),
    ewifLicence: text("facts, cited"),
    name: `US eGRID subregion ${row.subregion}`,
  });
for (const row of read("grid_china.csv"))
  addGrid(
    row.area.startsWith("CN-") ? row.area : row.area === "CN" ? "CN-national" : `CN-${row.area.replaceAll(" ", "-")}`,
    {
      ci: number(row.gco2_per_kwh),
      year: number(row.year),
      basis: text(row.basis),
      source: text(row.source),
      licence: text(row.licence),
      ewif: grids.CHN.ewif,
      ewifSource: grids.CHN.ewifSource,
      ewifLicence: grids.CHN.ewifLicence,
      name: `China, ${row.area}`,
    },
  );
for (const row of read("grid_cloud_regions.csv"))
  addGrid(`${row.cloud}/${row.region}`, {
    ci: number(row.gco2e_per_kwh),
    year: number(row.year),
    basis: text(row.basis),
    source: text(row.carbon_source),
    licence: text(row.carbon_licence),
    ewif: number(row.ewif_l_per_kwh),
    ewifSource: text(row.ewif_source),
    ewifLicence: text("facts, cited"),
    name: row.location,
    pue: optional(row.pue),
    pueYear: row.pue_year,
    wue: optional(row.wue_l_per_kwh_it),
    wueYear: row.wue_year,
    siteSource: text(row.pue_wue_source),
  });

const gridKey = (key) => (grids[key] ? key : `US-${key}`);
const hosts = Object.fromEntries(
  read("providers.csv").map((row) => [
    row.provider,
    {
      pue: band(row, "pue"),
      pueYear: row.pue_year,
      wue: band(row, "wue"),
      wueYear: row.wue_year,
      wueBasis: text(row.wue_basis),
      grid: gridKey(row.default_grid_key),
      marketBased: optional(row.market_based_gco2e_per_kwh),
      source: text(row.source),
      licence: text(row.licence),
    },
  ]),
);

const constantRows = read("method_constants.csv");
const constant = (start) => {
  const row = constantRows.find(({ constant: name }) => name.startsWith(start));
  return {
    band: [number(row.low), number(row.central), number(row.high)],
    source: text(row.source || row.derivation),
    licence: text(row.licence),
  };
};
const constants = {
  cached: constant("w_cache_read"),
  embodied: constant("m_emb"),
  gridBand: constant("grid CI relative band"),
  gridUnknownUsa: constant("grid CI, USA with unknown region"),
  ewifBand: constant("EWIF relative band"),
};

const set = { version, models, grids, hosts, constants, texts };

/** The module of the default factor set. */
export function factorSetModule() {
  const json = JSON.stringify(set);
  const hash = createHash("sha256").update(json).digest("hex");
  return `// Generated from data/ by scripts/generate.js; do not edit.
import type { FactorSetData } from "../factor-set.js";

export const hash = "${hash}";
export const data: FactorSetData = JSON.parse(${JSON.stringify(json)});
`;
}

export const target = join(here, "../src/generated/default-factor-set.ts");

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, factorSetModule());
