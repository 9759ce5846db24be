import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCsv, writeCsv } from "./csv.js";
import { priceLaw, regression } from "./energy-law.js";

/**
 * Writes data/model_energy.csv from what was measured (measured_configs.csv), published or guessed (model_parameters.csv),
 * charged (model_prices.csv), and which models stand for a family (model_families.csv). Run `npm run factors:rebuild` after a
 * change of any of them; a test holds the file to its sources.
 */
const here = dirname(fileURLToPath(import.meta.url));
const read = (name) => parseCsv(readFileSync(join(here, "../data", name), "utf8"));
export const modelEnergy = join(here, "../data/model_energy.csv");

const constants = new Map(read("method_constants.csv").map((row) => [row.constant, row]));
const constant = (name) => {
  const row = constants.get(name);
  if (row === undefined) throw new Error(`method_constants.csv has no ${name}`);
  return { low: Number(row.low), central: Number(row.central), high: Number(row.high) };
};
const hostIdle = constant("k_host_idle (GPU energy -> IT energy)");
const inputShare = constant("w_in (energy of an input token / output token)");
const closed = constant("energy of closed models over the regression");
const bandOf = (rung) => constant(`band of energy, ${rung}`);

const geometricMean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
const ends = (text) => {
  const [low, high = low] = text.split("-").map(Number);
  return [low, high];
};
const figure = (value) => Number(value.toPrecision(4)).toString();

const parameters = new Map(read("mpl-2.0/model_parameters.csv").map((row) => [row.model, row]));
const prices = new Map(read("model_prices.csv").map((row) => [row.model, row]));
const configurations = new Map();
for (const row of read("measured_configs.csv"))
  configurations.set(row.model, [...(configurations.get(row.model) ?? []), row]);
/** The law that prices of open models follow. */
export const openPrice = priceLaw(parameters, prices, energyOfParameters);

function energyOfParameters(row) {
  const total = geometricMean(ends(row.params_total_b));
  const active = geometricMean([Number(row.params_active_min_b), Number(row.params_active_max_b)]);
  return (regression({ total, active }) * hostIdle.central) / 3.6;
}

/** Task that a model's energy is taken from: chat where it was measured, else the only one that was. */
const taskOf = (rows) =>
  ["lm-arena-chat", "gpqa", "sourcegraph-fim"].find((task) => rows.some((row) => row.task === task));

function measured(model) {
  const rows = configurations.get(model);
  const task = taskOf(rows);
  const chosen = rows.filter((row) => row.task === task && row.max_sequences === "64");
  // A code model that answers in a few tokens at once is taken in the precision that it is served in.
  const native = task === "sourcegraph-fim" ? chosen.filter(({ precision }) => precision === "fp8") : chosen;
  const joules = geometricMean(native.map((row) => Number(row.joule_per_token_out)));
  return {
    central: (joules * hostIdle.central) / 3.6,
    derivation: `geometric mean of ${native.length} configurations of ${task} at 64 concurrent answers: ${figure(joules)} J a token of GPU, x${hostIdle.central} host and idle, /3.6`,
  };
}

function fromArchitecture(row) {
  const isGuess = isGuessed(row);
  const central = energyOfParameters(row) * (isGuess ? closed.central : 1);
  return {
    central,
    derivation: `regression at ${row.params_active_min_b === row.params_active_max_b ? row.params_active_min_b : `${row.params_active_min_b}-${row.params_active_max_b}`} of ${row.params_total_b} billion parameters${isGuess ? `, x${closed.central} for closed models` : ""}`,
  };
}

const isGuessed = ({ params_source }) => /discloses nothing|ASSUMED equal|ASSUMED 12x/.test(params_source);

function fromPrice({ usd_per_million_output: usd }) {
  const { factor, exponent } = openPrice;
  return {
    central: factor * Number(usd) ** exponent,
    derivation: `${figure(factor)} x USD ${usd} ^ ${figure(exponent)}, the list price of a million output tokens (law fitted to open models)`,
  };
}

const tiers = { measured: "A", architecture: "B", guess: "C", size: "C", family: "D", price: "D", class: "D" };
const bases = {
  measured: "measured",
  architecture: "regression_known_arch",
  guess: "regression_estimated_arch",
  size: "size_in_name",
  family: "family",
  price: "list_price",
  class: "class_proxy",
};
const ownLicence = "own derivation; its inputs in the files that `derivation` names";
const fit = "own regression on ML.ENERGY v3 chat measurements (291 configurations)";
const sourceOf = {
  measured: () => [
    "ML.ENERGY Leaderboard v3 data, github.com/ml-energy/leaderboard@0cd52da (measured_configs.csv)",
    "mlenergy-v3",
  ],
  architecture: (row) => [`${fit}; ${row.params_source}`, `mlenergy-v3;${row.params_source_keys}`],
  guess: (row) => [`${fit}; ${row.params_source}`, `mlenergy-v3;${row.params_source_keys}`],
  size: () => [fit, "mlenergy-v3;own"],
  family: () => ["own; the family's listed members (model_families.csv)", "own"],
  price: (row) => [`${row.source}: ${row.listed_as}`, `${row.source_keys};own`],
  class: (row) => [`${fit}; ${row.params_source}`, `mlenergy-v3;${row.params_source_keys}`],
};

function rowOf(model, provider, rung, { central, derivation }, from, before) {
  const band = bandOf(rung === "guess" ? "guessed architecture" : rung);
  const input = constant("band of an input token's energy");
  const energyIn = central * inputShare.central;
  const [source, keys] = sourceOf[rung](from ?? {});
  const high = central * band.high;
  const upper =
    before?.published_alt_source_keys === "jegham" ? Number.parseFloat(before.published_alt_wh_it_per_1k_output) : 0;
  return {
    provider,
    model,
    aliases: before?.aliases ?? "",
    wh_it_per_1k_output_low: figure(central * band.low),
    wh_it_per_1k_output_central: figure(central),
    wh_it_per_1k_output_high: figure(high),
    wh_it_per_1k_input_low: figure(energyIn * input.low * Math.min(1, band.low / bandOf("measured").low)),
    wh_it_per_1k_input_central: figure(energyIn),
    wh_it_per_1k_input_high: figure(energyIn * input.high * Math.max(1, band.high / bandOf("measured").high)),
    boundary: "IT equipment (accelerator+host+idle); multiply by PUE for facility",
    basis: bases[rung],
    quality_tier: tiers[rung],
    rung: rung === "guess" ? "architecture" : rung,
    hidden_reasoning_tokens: before?.hidden_reasoning_tokens ?? "",
    source,
    source_keys: [...new Set(keys.split(";"))].join(";"),
    source_date: before?.source_date ?? "2026-11-30",
    derivation,
    licence: rung === "measured" ? "Apache-2.0 (dataset card of ml-energy/benchmark-v3)" : ownLicence,
    licence_key: rung === "measured" ? "mlenergy" : rung === "price" ? from.licence_key : "own",
    published_alt_wh_it_per_1k_output: before?.published_alt_wh_it_per_1k_output ?? "",
    conservative_high_wh_it_per_1k_output: figure(Math.max(Number(figure(high)), upper)),
    published_alt_source: before?.published_alt_source ?? "",
    published_alt_source_keys: before?.published_alt_source_keys ?? "",
  };
}

/** Every row of the file, in its order. */
export function modelEnergyRows() {
  const before = new Map(read("model_energy.csv").map((row) => [row.model, row]));
  const rows = new Map();
  const add = (model, provider, rung, energy, from) =>
    rows.set(model, rowOf(model, provider, rung, energy, from, before.get(model)));
  for (const row of parameters.values()) {
    const { model, provider } = row;
    if (provider === "*") continue;
    if (configurations.has(model)) add(model, provider, "measured", measured(model));
    else add(model, provider, isGuessed(row) ? "guess" : "architecture", fromArchitecture(row), row);
  }
  // No architecture is published of these, and nobody has a guess: their price says what they take.
  for (const row of prices.values())
    if (!rows.has(row.model)) add(row.model, row.provider, "price", fromPrice(row), row);
  const central = (model) => {
    const row = rows.get(model);
    if (row === undefined) throw new Error(`model_families.csv names ${model}, which has no energy`);
    return Number(row.wh_it_per_1k_output_central);
  };
  const ofSize = (text) => {
    const [, total, active = total] = /^([\d.]+)b(?:-a([\d.]+)b)?$/.exec(text);
    return (regression({ total: Number(total), active: Number(active) }) * hostIdle.central) / 3.6;
  };
  for (const { family, like, parameters_b } of read("model_families.csv")) {
    const members = like.split(";").filter((member) => member !== "");
    add(`family:${family}`, "*", "family", {
      central: members.length > 0 ? geometricMean(members.map(central)) : ofSize(parameters_b),
      derivation:
        members.length > 0
          ? `geometric mean of ${members.join(", ")}`
          : `regression at the family's usual size, ${parameters_b}`,
    });
  }
  add("size:1b", "*", "size", {
    central: ofSize("1b"),
    derivation: "regression at one billion parameters; the size in a model's name multiplies it",
  });
  for (const row of parameters.values())
    if (row.provider === "*") add(row.model, "*", "class", { ...fromArchitecture({ ...row, params_source: "" }) }, row);
  return [...rows.values()];
}

export const modelEnergyText = () => writeCsv(modelEnergyRows());

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(modelEnergy, modelEnergyText());
