import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCsv } from "./csv.js";
import { files } from "./data-columns.js";

/** The last year that data of this release can speak of. */
const lastYear = 2026;

const isNumber = (cell) => /^-?\d+(\.\d+)?(e-?\d+)?$/.test(cell);
const isYear = (cell) => /^20\d\d$/.test(cell) && Number(cell) <= lastYear;

function isDate(cell) {
  if (!/^20\d\d-\d\d-\d\d$/.test(cell)) return false;
  const date = new Date(`${cell}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(cell) && isYear(cell.slice(0, 4));
}

/** A publisher's way of dating; "-" where a source says none. */
function isPeriod(cell) {
  if (cell === "-") return true;
  const years = cell.match(/20\d\d/g) ?? [];
  const fiscal = /^FY(\d\d)$/.exec(cell);
  if (fiscal !== null) return 2000 + Number(fiscal[1]) <= lastYear;
  return years.length > 0 && years.every(isYear);
}

/** Why a cell does not hold what its column is for; undefined when it does. */
function fault(cell, rule, { sourceKeys, licences, file }) {
  if (cell === "") return rule.optional || rule.values?.includes("") ? undefined : "is empty";
  const keys = cell.split(";");
  switch (rule.kind) {
    case "number":
      if (!isNumber(cell)) return "is not a number";
      return Number(cell) < rule.least || Number(cell) > rule.most ? `outside ${rule.least} … ${rule.most}` : undefined;
    case "range":
      return cell.split("-").every((end) => fault(end, { ...rule, kind: "number" }, {}) === undefined)
        ? undefined
        : "is not a number or a range of numbers";
    case "year":
      return isYear(cell) ? undefined : `is not a year up to ${lastYear}`;
    case "date":
      return isDate(cell) ? undefined : "is not a date";
    case "period":
      return isPeriod(cell) ? undefined : "is not a year or a period";
    case "oneOf":
      return rule.values.includes(cell) ? undefined : `is not one of: ${rule.values.join(", ")}`;
    case "pattern":
      return rule.pattern.test(cell) ? undefined : `does not match ${rule.pattern}`;
    case "sources": {
      const unknown = keys.find((key) => !sourceKeys.has(key));
      return unknown === undefined ? undefined : `source ${unknown} is not in sources.csv`;
    }
    case "licence": {
      const unknown = keys.find((key) => !licences.has(key));
      if (unknown !== undefined) return `licence ${unknown} is not in licences.csv`;
      const forbidden = keys.find((key) => !mayShip(licences.get(key), file));
      return forbidden === undefined ? undefined : `licence ${forbidden} does not allow to ship it here`;
    }
    default:
      return undefined;
  }
}

/** Facts and what "yes" is said of may ship; EcoLogits' parameters only in the folder under their own licence. */
function mayShip({ key, may_ship_in_apache2_project: verdict }, file) {
  if (key === "ecologits") return file.startsWith("mpl-2.0/");
  return /^(yes|facts only)/.test(verdict);
}

/** @returns {{ name: string, rows: Record<string, string>[], header: string[] }[]} */
function readAll(folder) {
  const csv = (below) => readdirSync(join(folder, below)).filter((name) => name.endsWith(".csv"));
  return [...csv("."), ...csv("mpl-2.0").map((name) => `mpl-2.0/${name}`)].map((name) => {
    const content = readFileSync(join(folder, name), "utf8");
    return { name, rows: parseCsv(content), header: content.slice(0, content.indexOf("\n")).split(",") };
  });
}

/** Cells, keys and bands of one file. */
function checkFile({ name, rows, header }, context) {
  const spec = files[name];
  if (spec === undefined) return [`${name}: no rule says what stands in it`];
  const columns = Object.keys(spec.columns);
  if (columns.join() !== header.join()) return [`${name}: its columns are not ${columns.join(", ")}`];
  const problems = rows.length === 0 ? [`${name}: has no rows`] : [];
  const seen = new Set();
  for (const row of rows) {
    const id = spec.key.map((column) => row[column]).join(" ");
    const say = (what) => problems.push(`${name}, ${id}: ${what}`);
    if (seen.has(id)) say("stands twice");
    seen.add(id);
    for (const [column, rule] of Object.entries(spec.columns)) {
      const why = fault(row[column], rule, { ...context, file: name });
      if (why !== undefined) say(`${column} ${why}`);
    }
    for (const band of spec.bands ?? []) {
      const [low, central, high] = ["low", "central", "high"].map((bound) => Number(row[`${band}_${bound}`]));
      if (!(low <= central && central <= high)) say(`${band} is not low <= central <= high`);
    }
    // A value without a source, or a source without a licence, is worth nothing.
    for (const [value, need] of needs) {
      if (row[value] && need in row && row[need] === "") say(`${value} without ${need}`);
    }
  }
  return problems;
}

/** Optional values, and what must stand beside each. */
const needs = [
  ["pue", "pue_year"],
  ["wue_l_per_kwh_it", "wue_year"],
  ["pue", "pue_wue_source_keys"],
  ["wue_l_per_kwh_it", "pue_wue_source_keys"],
  ["pue", "pue_wue_licence_key"],
  ["wue_l_per_kwh_it", "pue_wue_licence_key"],
  ["pue", "pue_wue_used"],
  ["wue_l_per_kwh_it", "pue_wue_used"],
  ["ewif_l_per_kwh", "ewif_source_keys"],
  ["ewif_l_per_kwh", "ewif_licence_key"],
  ["gco2e_per_kwh_2025", "source_2025_keys"],
  ["published_alt_wh_it_per_1k_output", "published_alt_source_keys"],
];

/** Constants that count down: a large batch and a long life make the low bound. */
const descending = new Set(["batch size", "hardware lifetime"]);

function checkConstants(rows) {
  const problems = [];
  for (const { constant, low, central, high } of rows) {
    if (![low, central, high].every(isNumber)) continue;
    const [first, middle, last] = [low, central, high].map(Number);
    const ordered = descending.has(constant) ? first >= middle && middle >= last : first <= middle && middle <= last;
    if (!ordered) problems.push(`method_constants.csv, ${constant}: is not low <= central <= high`);
  }
  return problems;
}

/** What one file says of another. */
function checkAcross(tables) {
  const problems = [];
  const gridKeys = new Map([
    ...tables["grid_countries.csv"].map((row) => [row.iso3, Number(row.gco2e_per_kwh)]),
    ...tables["grid_us_egrid.csv"].map((row) => [row.subregion, Number(row.gco2e_per_kwh)]),
  ]);
  for (const { cloud, region, grid_key } of tables["grid_cloud_regions.csv"])
    if (!gridKeys.has(grid_key)) problems.push(`grid_cloud_regions.csv, ${cloud} ${region}: no grid ${grid_key}`);
  for (const { provider, default_grid_key: key, default_gco2e_per_kwh_location: carbon } of tables["providers.csv"])
    if (gridKeys.get(key) !== Number(carbon))
      problems.push(`providers.csv, ${provider}: ${carbon} is not the carbon of grid ${key}`);
  for (const { subregion, gco2e_per_kwh, co2e_lb_per_mwh } of tables["grid_us_egrid.csv"])
    if (Math.abs(Number(co2e_lb_per_mwh) * 0.45359237 - Number(gco2e_per_kwh)) > 0.06)
      problems.push(`grid_us_egrid.csv, ${subregion}: ${gco2e_per_kwh} g/kWh is not ${co2e_lb_per_mwh} lb/MWh`);
  const owners = new Map();
  for (const { model, aliases } of tables["model_energy.csv"].filter(({ provider }) => provider !== "*"))
    for (const name of [model, ...aliases.split(";").filter((alias) => alias !== "")]) {
      const owner = owners.get(name.toLowerCase());
      if (owner !== undefined && owner !== model)
        problems.push(`model_energy.csv, ${model}: ${name} also names ${owner}`);
      owners.set(name.toLowerCase(), model);
    }
  const parameters = new Set(tables["mpl-2.0/model_parameters.csv"].map(({ model }) => model));
  const withParameters = new Set(["measured", "architecture", "class"]);
  for (const { model, wh_it_per_1k_output_high: high, ...row } of tables["model_energy.csv"]) {
    if (withParameters.has(row.rung) !== parameters.delete(model))
      problems.push(`model_energy.csv, ${model}: no parameters`);
    if (Number(row.conservative_high_wh_it_per_1k_output) < Number(high))
      problems.push(`model_energy.csv, ${model}: the conservative high is below the high`);
  }
  const listed = new Set(tables["model_energy.csv"].map(({ model }) => model));
  for (const file of ["model_aliases.csv", "rolling_names.csv"])
    for (const { name, model } of tables[file])
      if (!listed.has(model)) problems.push(`${file}, ${name}: no energy of ${model}`);
  for (const { family, like, parameters_b } of tables["model_families.csv"])
    if ((like === "") === (parameters_b === ""))
      problems.push(`model_families.csv, ${family}: either models or a size`);
  for (const model of parameters) problems.push(`mpl-2.0/model_parameters.csv, ${model}: no energy`);
  return problems;
}

/**
 * Everything that is wrong with the data in a folder, a line each; nothing when all is well.
 * @param {string} folder @returns {string[]}
 */
export function checkData(folder) {
  const all = readAll(folder);
  const missing = Object.keys(files).filter((name) => !all.some((file) => file.name === name));
  if (missing.length > 0) return missing.map((name) => `${name}: is missing`);
  const tables = Object.fromEntries(all.map(({ name, rows }) => [name, rows]));
  const context = {
    sourceKeys: new Set(tables["sources.csv"].map(({ key }) => key)),
    licences: new Map(tables["licences.csv"].map((row) => [row.key, row])),
  };
  return [
    ...all.flatMap((file) => checkFile(file, context)),
    ...checkConstants(tables["method_constants.csv"]),
    ...checkAcross(tables),
  ];
}
