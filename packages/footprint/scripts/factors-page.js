import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCsv } from "./csv.js";
import { files } from "./data-columns.js";
import { markdownTable, writeMarked } from "./marked-text.js";

/** Writes docs/factors.md from the data; run `npm run docs:footprint`. */
const here = dirname(fileURLToPath(import.meta.url));
const read = (name) => parseCsv(readFileSync(join(here, "../data", name), "utf8"));
export const licencesPage = join(here, "../DATA_LICENSES.md");
export const factorsPage = join(here, "../../../docs/factors.md");

/** A bar would end the cell; an empty cell says that nothing is published. */
const cell = (text) => (text === "" || text === undefined ? "–" : String(text).replaceAll("|", "\\|"));
const table = (header, rows) => markdownTable([header, ...rows.map((row) => row.map(cell))]);
const band = (row, prefix, unit = "") =>
  ["low", "central", "high"].map((bound) => row[`${prefix}_${bound}${unit}`]).join(" / ");
const keys = (...lists) =>
  [...new Set(lists.flatMap((list) => (list ?? "").split(";")).filter((key) => key !== ""))]
    .map((key) => `[${key}](#${key})`)
    .join(", ");

const models = () =>
  table(
    [
      "Model",
      "Provider",
      "Tier",
      "Output: low / central / high",
      "Input",
      "Upper school",
      "Date",
      "Sources",
      "Licence",
    ],
    read("model_energy.csv").map((row) => [
      row.model,
      row.provider === "*" ? "any" : row.provider,
      row.quality_tier,
      band(row, "wh_it_per_1k_output"),
      band(row, "wh_it_per_1k_input"),
      row.conservative_high_wh_it_per_1k_output,
      row.source_date,
      keys(row.source_keys, row.published_alt_source_keys),
      row.licence_key,
    ]),
  );

const parameters = () =>
  table(
    ["Model", "Architecture", "Total, billions", "Active, billions", "Sources", "Licence"],
    read("mpl-2.0/model_parameters.csv").map((row) => [
      row.model,
      row.architecture,
      row.params_total_b,
      row.params_active_min_b === row.params_active_max_b
        ? row.params_active_min_b
        : `${row.params_active_min_b} – ${row.params_active_max_b}`,
      keys(row.params_source_keys),
      row.params_licence_key,
    ]),
  );

const providers = () =>
  table(
    [
      "Provider",
      "Usual grid",
      "PUE",
      "Year",
      "WUE, L per kWh IT",
      "Year",
      "WUE counts",
      "Market-based, g/kWh",
      "Sources",
    ],
    read("providers.csv").map((row) => [
      row.provider,
      row.default_grid_key,
      band(row, "pue"),
      row.pue_year,
      band(row, "wue"),
      row.wue_year,
      row.wue_basis,
      row.market_based_gco2e_per_kwh,
      keys(row.source_keys),
    ]),
  );

const providerPlaces = () =>
  table(
    ["Provider", "PUE and WUE as", "Grid", "Lowest", "Highest", "Why"],
    read("provider_places.csv").map((row) => [row.provider, row.like, row.grid, row.low, row.high, row.why]),
  );

const areas = () =>
  table(
    ["Area", "What", "Regions"],
    read("areas.csv").map((row) => [row.area, row.name, row.members.replaceAll(";", ", ")]),
  );

const cloudRegions = () =>
  table(
    ["Cloud", "Region", "Location", "gCO2e/kWh", "Year", "PUE", "WUE", "EWIF", "Sources", "Licences"],
    read("grid_cloud_regions.csv").map((row) => [
      row.cloud,
      row.region,
      row.location,
      row.gco2e_per_kwh,
      row.year,
      row.pue_wue_used === "no" ? "" : row.pue,
      row.pue_wue_used === "no" ? "" : row.wue_l_per_kwh_it,
      row.ewif_l_per_kwh,
      keys(row.carbon_source_keys, row.pue_wue_source_keys, row.ewif_source_keys),
      [...new Set([row.carbon_licence_key, row.pue_wue_licence_key, row.ewif_licence_key].filter(Boolean))].join(", "),
    ]),
  );

const countries = () =>
  table(
    ["Code", "Country", "gCO2e/kWh", "Year", "EWIF", "Sources", "Licences"],
    read("grid_countries.csv").map((row) => [
      row.iso3,
      row.country,
      row.gco2e_per_kwh,
      row.year,
      row.ewif_l_per_kwh,
      keys(row.carbon_source_keys, row.ewif_source_keys),
      [...new Set([row.carbon_licence_key, row.ewif_licence_key].filter(Boolean))].join(", "),
    ]),
  );

const subregions = () =>
  table(
    ["Subregion", "gCO2e/kWh", "Year", "EWIF", "EWIF is", "Sources", "Licences"],
    read("grid_us_egrid.csv").map((row) => [
      `US-${row.subregion}`,
      row.gco2e_per_kwh,
      row.year,
      row.ewif_l_per_kwh,
      row.ewif_kind,
      keys(row.carbon_source_keys, row.ewif_source_keys),
      [...new Set([row.carbon_licence_key, row.ewif_licence_key])].join(", "),
    ]),
  );

const china = () =>
  table(
    ["Area", "Level", "gCO2/kWh", "Year", "Sources", "Licence"],
    read("grid_china.csv").map((row) => [
      row.area,
      row.level,
      row.gco2_per_kwh,
      row.year,
      keys(row.source_keys),
      row.licence_key,
    ]),
  );

const constants = () =>
  table(
    ["Constant", "Low", "Central", "High", "Unit", "Year", "Sources", "Licences"],
    read("method_constants.csv").map((row) => [
      row.constant,
      row.low,
      row.central,
      row.high,
      row.unit,
      row.year,
      keys(row.source_keys),
      row.licence_keys.replaceAll(";", ", "),
    ]),
  );

const sources = () =>
  table(
    ["Key", "Title", "Publisher", "Date", "Where", "Version", "How it was read"],
    read("sources.csv").map((row) => [
      `<a id="${row.key}"></a>${row.key}`,
      row.title,
      row.publisher,
      row.date,
      row.url_or_repo,
      row.version,
      row.read_how,
    ]),
  );

const mayNot = (verdict) => !/^(yes|facts only)/.test(verdict);

const licences = () =>
  table(
    ["Key", "Data", "Holder", "Licence", "May be shipped here"],
    read("licences.csv").map((row) => [row.key, row.data, row.holder, row.licence, row.may_ship_in_apache2_project]),
  );

const leftOut = () =>
  table(
    ["Data", "Licence", "What is done instead"],
    read("licences.csv")
      .filter((row) => mayNot(row.may_ship_in_apache2_project))
      .map((row) => [row.data, row.licence, row.how]),
  );

/** Names of rows that hold a value which no computation reads. */
function unused() {
  const cloud = read("grid_cloud_regions.csv").filter(({ pue_wue_used }) => pue_wue_used === "no");
  const subregionCount = read("grid_us_egrid.csv").length;
  const alternatives = read("model_energy_alternatives.csv").length;
  return [
    `- PUE and WUE of ${cloud.map((row) => `${row.cloud} ${row.region}`).join(", ")}: the source seems to mean another place; the provider's stand in.`,
    `- eGRID2024 of ${subregionCount} subregions: not confirmed at EPA's page.`,
    "- Water without evaporation from reservoirs (`ewif_nohydro_l_per_kwh`): the other convention, for those who need it.",
    `- ${alternatives} values of other methods for the same models (EcoLogits' formula, Jegham): for comparison.`,
    "- EcoLogits' constants, the US grid loss and the fuels' water factors: they explain how other values came about.",
  ].join("\n");
}

/** The whole page. @param {import("../src/index.js").FactorSet} factors */
export function factorsText({ version, hash }) {
  const section = (title, ...parts) => [`## ${title}`, ...parts].join("\n\n");
  return `${[
    "# Factors",
    "Written by `npm run docs:footprint` from `packages/footprint/data`; a test keeps it current. What the figures mean is in [method.md](method.md).",
    `Factor set ${version}, SHA-256 \`${hash}\`.`,
    section(
      "Energy of models",
      "Wh at the IT equipment per 1,000 tokens, low / central / high. *Upper school* is the conservative high for those who want it. The last rows are the classes that stand in for models that are not listed.",
      models(),
    ),
    section(
      "Parameters of models",
      "From which the regression computes tiers B, C and D. This table is under the Mozilla Public License 2.0.",
      parameters(),
    ),
    section("Providers", "Where an event's region is not known, or its region has no figures of its own.", providers()),
    section(
      "Places that are a guess",
      "Where no region is told: the grid in the middle, and the lowest and the highest that it may be, g per kWh.",
      providerPlaces(),
      "Areas in which a supplier chooses: inference profiles, data zones, global deployments.",
      areas(),
    ),
    section(
      "Cloud regions",
      "Regions whose carbon is Ember's of 2024 here are computed with their country's newer figure; those that are not in the table have their country's.",
      cloudRegions(),
    ),
    section("Countries", "Life-cycle, production mix, of Ember.", countries()),
    section("US eGRID subregions", subregions()),
    section("China", "CO2 only, direct.", china()),
    section("Constants of the method", constants()),
    section(
      "Left out",
      "Every row of the tables that the method was designed with is here: none had to be left out for its licence. These data were not taken, or only facts of them:",
      leftOut(),
      "Kept in the files, but used by no computation:",
      unused(),
    ),
    section("Sources", sources()),
    section("Licences", "What each demands: [DATA_LICENSES.md](../packages/footprint/DATA_LICENSES.md).", licences()),
  ].join("\n\n")}\n`;
}

/** The licence keys of every row of a file, and how many rows have each. */
export function licenceKeysOf(file) {
  const counts = new Map();
  for (const row of read(file)) {
    const listed = Object.entries(row).filter(([column]) => /licence_keys?$/.test(column));
    for (const key of new Set(listed.flatMap(([, value]) => value.split(";")).filter((value) => value !== "")))
      counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** What stands between the marks of DATA_LICENSES.md. */
export function licenceTexts() {
  const names = new Map(read("licences.csv").map((row) => [row.key, row.licence]));
  const rows = Object.keys(files).map((file) => {
    const counts = [...licenceKeysOf(file)];
    if (counts.length === 0) return [`data/${file}`, "this project's own, Apache-2.0"];
    return [`data/${file}`, counts.map(([key, count]) => `${key} (${names.get(key)}): ${count}`).join("; ")];
  });
  return { files: markdownTable([["File", "Licence keys, and rows that rest on each"], ...rows]) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { loadDefaultFactorSet } = await import("../dist/index.js");
  writeFileSync(factorsPage, factorsText(loadDefaultFactorSet()));
  writeMarked(licencesPage, licenceTexts());
}
