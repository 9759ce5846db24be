/**
 * What stands in each column of each data file: how the check reads a cell. A unit is part of a column's name; where it
 * is a column of its own it must be one of a list.
 */

/** @param {Record<string, unknown>} rule */
const column = (kind, rule = {}) => ({ kind, ...rule });
const text = column("text");
const note = column("text", { optional: true });
const number = (least, most) => column("number", { least, most });
const someNumber = (least, most) => column("number", { least, most, optional: true });
const year = column("year");
const someYear = column("year", { optional: true });
/** Years as publishers write them: 2025, FY25, 2024-26, 2025-11, 2026-Q1. */
const period = column("period");
const sources = column("sources");
const licence = column("licence");
const bounds = (prefix, unit, least, most) =>
  Object.fromEntries(["low", "central", "high"].map((bound) => [`${prefix}_${bound}${unit}`, number(least, most)]));

/** gCO2e per kWh: Norway has 28, a lignite grid about 1,000; hours of hydro make regions of a few grams. */
const carbon = [1, 1_200];
/** L per kWh: reservoirs in dry countries evaporate up to 20. */
const water = [0, 25];
/** Wh per 1,000 tokens: a guard model of 0.1 billion parameters in large batches to thousands of billions in small ones. */
const energy = [1e-5, 300];

/** Of generation, in shares of a grid's. */
export const technologies = ["coal", "gas", "oil", "nuclear", "hydro", "solar", "wind", "bioenergy", "other_renewable"];

export const files = {
  "model_energy.csv": {
    key: ["model"],
    bands: ["wh_it_per_1k_output", "wh_it_per_1k_input"],
    columns: {
      provider: text,
      model: text,
      aliases: note,
      ...bounds("wh_it_per_1k_output", "", ...energy),
      ...bounds("wh_it_per_1k_input", "", ...energy),
      boundary: column("oneOf", { values: ["IT equipment (accelerator+host+idle); multiply by PUE for facility"] }),
      basis: column("oneOf", {
        values: [
          ...["measured", "regression_known_arch", "regression_estimated_arch", "size_in_name", "family", "list_price"],
          "class_proxy",
        ],
      }),
      quality_tier: column("oneOf", { values: ["S", "A", "B", "C", "D"] }),
      rung: column("oneOf", { values: ["measured", "architecture", "size", "family", "price", "class"] }),
      hidden_reasoning_tokens: note,
      source: text,
      source_keys: sources,
      source_date: column("date"),
      derivation: text,
      licence: text,
      licence_key: licence,
      published_alt_wh_it_per_1k_output: note,
      conservative_high_wh_it_per_1k_output: number(...energy),
      published_alt_source: note,
      published_alt_source_keys: { ...sources, optional: true },
    },
  },
  "model_energy_alternatives.csv": {
    key: ["provider", "model", "method"],
    bands: ["wh_it_per_1k_output"],
    columns: {
      provider: text,
      model: text,
      method: text,
      ...bounds("wh_it_per_1k_output", "", ...energy),
      wh_it_per_1k_input: text,
      embodied_g_per_1k_output: note,
      source: text,
      source_keys: sources,
      derivation: text,
      licence: text,
      licence_key: licence,
    },
  },
  "mpl-2.0/model_parameters.csv": {
    key: ["model"],
    columns: {
      provider: text,
      model: text,
      architecture: column("oneOf", { values: ["dense", "moe"] }),
      params_total_b: column("range", { least: 0.5, most: 10_000 }),
      params_active_min_b: number(0.5, 10_000),
      params_active_max_b: number(0.5, 10_000),
      params_source: text,
      params_source_keys: sources,
      params_licence_key: licence,
    },
  },
  "measured_configs.csv": {
    key: ["model", "task", "accelerator", "accelerators", "precision", "max_sequences", "mean_batch"],
    columns: {
      model: text,
      task: column("oneOf", { values: ["lm-arena-chat", "gpqa", "sourcegraph-fim"] }),
      accelerator: column("oneOf", { values: ["H100", "B200"] }),
      accelerators: number(1, 72),
      precision: column("oneOf", { values: ["bfloat16", "fp8", "mxfp4"] }),
      max_sequences: number(1, 8_192),
      mean_batch: number(0.5, 8_192),
      median_itl_ms: number(0.1, 10_000),
      mean_tokens_out: number(1, 100_000),
      joule_per_token_out: number(1e-3, 1_000),
      total_b: number(0.5, 10_000),
      active_b: number(0.5, 10_000),
      source_keys: sources,
      licence_key: licence,
    },
  },
  "model_prices.csv": {
    key: ["model"],
    columns: {
      provider: text,
      model: text,
      usd_per_million_output: number(0.01, 1_000),
      listed_as: text,
      source: text,
      source_keys: sources,
      date: column("date"),
      licence_key: licence,
    },
  },
  "model_families.csv": {
    key: ["family"],
    columns: {
      family: column("pattern", { pattern: /^[a-z]+(-[a-z]+)*$/ }),
      like: note,
      parameters_b: column("pattern", { pattern: /^[\d.]+b(-a[\d.]+b)?$/, optional: true }),
    },
  },
  "model_aliases.csv": { key: ["name"], columns: { name: text, model: text } },
  "rolling_names.csv": {
    key: ["name", "from"],
    columns: {
      name: text,
      from: column("date"),
      model: text,
      source: text,
      source_keys: sources,
      licence_key: licence,
    },
  },
  "grid_countries.csv": {
    key: ["iso3"],
    columns: {
      iso3: column("pattern", { pattern: /^([A-Z]{3}|EU|WORLD)$/ }),
      country: text,
      gco2e_per_kwh: number(...carbon),
      year,
      basis: text,
      carbon_source: text,
      carbon_source_keys: sources,
      carbon_licence: text,
      carbon_licence_key: licence,
      ewif_l_per_kwh: someNumber(...water),
      ewif_source: note,
      ewif_source_keys: { ...sources, optional: true },
      ewif_licence: note,
      ewif_licence_key: { ...licence, optional: true },
      ewif_nohydro_l_per_kwh: someNumber(...water),
      mix_year: someYear,
      gco2e_per_kwh_2024: someNumber(...carbon),
    },
  },
  "generation_mix.csv": {
    key: ["iso3"],
    columns: {
      iso3: column("pattern", { pattern: /^([A-Z]{3}|EU|WORLD)$/ }),
      year,
      ...Object.fromEntries(technologies.map((name) => [name, number(0, 1)])),
      source_keys: sources,
      licence_key: licence,
    },
  },
  "generation_technologies.csv": {
    key: ["technology"],
    columns: {
      technology: column("oneOf", { values: technologies }),
      direct_gco2e_per_kwh: number(0, 1_200),
      lifecycle_gco2e_per_kwh: number(0, 1_200),
      source: text,
      source_keys: sources,
      licence_key: licence,
    },
  },
  "grid_us_egrid.csv": {
    key: ["subregion"],
    columns: {
      subregion: column("pattern", { pattern: /^[A-Z]{4}$/ }),
      gco2e_per_kwh: number(...carbon),
      co2e_lb_per_mwh: number(1, 2_600),
      year,
      basis: text,
      carbon_source: text,
      carbon_source_keys: sources,
      read_via: text,
      carbon_licence: text,
      carbon_licence_key: licence,
      ewif_l_per_kwh: number(...water),
      ewif_nohydro_l_per_kwh: someNumber(...water),
      ewif_kind: column("oneOf", { values: ["published", "derived", "fallback national"] }),
      ewif_source: text,
      ewif_source_keys: sources,
      ewif_licence_key: licence,
      gco2e_per_kwh_2024_unconfirmed: number(...carbon),
      derivation_2024: text,
      source_2024: text,
      source_2024_keys: sources,
    },
  },
  "grid_china.csv": {
    key: ["area"],
    columns: {
      area: text,
      level: text,
      gco2_per_kwh: number(...carbon),
      year,
      basis: text,
      source: text,
      source_keys: sources,
      licence: text,
      licence_key: licence,
    },
  },
  "grid_cloud_regions.csv": {
    key: ["cloud", "region"],
    columns: {
      cloud: column("oneOf", { values: ["aws", "azure", "gcp"] }),
      region: column("pattern", { pattern: /^[a-z0-9-]+$/ }),
      location: text,
      grid_key: text,
      gco2e_per_kwh: number(...carbon),
      year,
      basis: text,
      carbon_source: text,
      carbon_source_keys: sources,
      carbon_licence: text,
      carbon_licence_key: licence,
      provider_cfe: someNumber(0, 1),
      pue: someNumber(1, 2.5),
      pue_year: someYear,
      wue_l_per_kwh_it: someNumber(0, 5),
      wue_year: someYear,
      pue_wue_source: note,
      pue_wue_source_keys: { ...sources, optional: true },
      pue_wue_licence_key: { ...licence, optional: true },
      pue_wue_used: column("oneOf", { values: ["yes", "no", ""] }),
      ewif_l_per_kwh: number(...water),
      ewif_source: text,
      ewif_source_keys: sources,
      ewif_licence_key: licence,
      notes: note,
    },
  },
  "cloud_region_countries.csv": {
    key: ["cloud", "region"],
    columns: {
      cloud: column("oneOf", { values: ["aws", "azure", "gcp"] }),
      region: column("pattern", { pattern: /^[a-z0-9-]+$/ }),
      location: text,
      grid_key: text,
    },
  },
  "areas.csv": {
    key: ["area"],
    columns: { area: column("pattern", { pattern: /^(aws|azure|gcp)\/[a-z-]+$/ }), name: text, members: text },
  },
  "provider_places.csv": {
    key: ["provider"],
    columns: {
      provider: column("pattern", { pattern: /^[a-z0-9-]+$/ }),
      like: text,
      grid: text,
      low: someNumber(...carbon),
      high: someNumber(...carbon),
      why: text,
    },
  },
  "providers.csv": {
    key: ["provider"],
    bands: ["pue", "wue"],
    columns: {
      provider: column("pattern", { pattern: /^[a-z0-9-]+$/ }),
      hosts: text,
      ...bounds("pue", "", 1, 2.5),
      pue_year: period,
      ...bounds("wue", "", 0, 5),
      wue_year: period,
      wue_basis: text,
      default_region: text,
      default_grid_key: text,
      default_gco2e_per_kwh_location: number(...carbon),
      market_based_gco2e_per_kwh: someNumber(0, 1_200),
      source: text,
      source_keys: sources,
      notes: note,
      licence: text,
      licence_key: licence,
      bounds_basis: text,
    },
  },
  "method_constants.csv": {
    key: ["constant"],
    columns: {
      constant: text,
      low: note,
      central: text,
      high: note,
      unit: column("oneOf", {
        values: [
          ...["ratio", "fraction", "years", "concurrent requests", "ln(J per output token)"],
          ...["Wh per output token per GPU", "s per output token", "L per kWh", "kg per lb"],
          ...["kgCO2e per 8-GPU server", "kgCO2e per GPU", "gCO2e per kWh", "gCO2e per kWh IT"],
          // A list of settings of another method, each with its unit in the text.
          "",
        ],
      }),
      year,
      source: note,
      source_keys: sources,
      derivation: note,
      licence: note,
      licence_keys: licence,
    },
  },
  "published_cases.csv": {
    key: ["set", "case", "tokens_out"],
    columns: {
      set: text,
      case: text,
      provider: column("pattern", { pattern: /^[a-z0-9-]+$/ }),
      model: text,
      tokens_in: number(0, 10_000_000),
      tokens_out: number(0, 10_000_000),
      tokens_basis: column("oneOf", { values: ["published", "assumed"] }),
      boundary: column("oneOf", { values: ["GPU", "IT", "facility"] }),
      published_wh: number(1e-3, 100),
      source: text,
      source_keys: sources,
      licence_key: licence,
      used_in_factors: text,
      accelerator: column("oneOf", { values: ["H100", "H200", "B200", "GB200", ""] }),
      concurrent_answers: someNumber(1, 8_192),
      precision: column("oneOf", { values: ["bf16", "fp8", "fp4", "mxfp4", ""] }),
      year,
      native_bits: someNumber(2, 16),
    },
  },
  "peer_values.csv": {
    key: ["peer", "set", "case", "tokens_out"],
    bands: ["wh_it", "wh_facility"],
    columns: {
      peer: column("oneOf", { values: ["EcoLogits", "ecocost", "soif"] }),
      version: text,
      set: text,
      case: text,
      tokens_out: number(0, 10_000_000),
      ...bounds("wh_it", "", 1e-5, 1e4),
      ...bounds("wh_facility", "", 1e-5, 1e4),
      source_keys: sources,
      licence_key: licence,
    },
  },
  "worked_examples.csv": {
    key: ["example"],
    bands: ["kwh_it", "kwh_facility", "kgco2e_lb", "kgco2e_embodied", "water_onsite_l", "water_offsite_l"],
    columns: {
      example: text,
      provider: text,
      model: text,
      tokens_in: number(0, 10_000_000),
      tokens_cached: number(0, 10_000_000),
      tokens_out: number(0, 10_000_000),
      cloud: note,
      region: note,
      pue: number(1, 2.5),
      wue: number(0, 5),
      ci: number(...carbon),
      ewif: number(...water),
      basis: text,
      tier: text,
      ...bounds("kwh_it", "", 0, 10),
      ...bounds("kwh_facility", "", 0, 10),
      ...bounds("kgco2e_lb", "", 0, 10),
      ...bounds("water_onsite_l", "", 0, 100),
      ...bounds("water_offsite_l", "", 0, 100),
      ...bounds("kgco2e_embodied", "", 0, 10),
      source: text,
    },
  },
  "factor-sets.csv": {
    key: ["factor_set"],
    columns: {
      factor_set: column("pattern", { pattern: /^20\d\d-\d\d\.\d+$/ }),
      sha256: column("pattern", { pattern: /^[0-9a-f]{64}$/ }),
      changed: text,
    },
  },
  "sources.csv": {
    key: ["key"],
    columns: {
      key: column("pattern", { pattern: /^[a-z0-9-]+$/ }),
      title: text,
      publisher: text,
      date: period,
      url_or_repo: text,
      version: text,
      read_how: column("oneOf", {
        values: [
          ...["repository snapshot", "page or excerpt", "issue threads", "own work"],
          ...["second-hand transcription", "read second-hand", "package data", "abstract or press"],
          "cited by packages",
        ],
      }),
      used_for: text,
    },
  },
  "licences.csv": {
    key: ["key"],
    columns: {
      key: column("pattern", { pattern: /^[a-z0-9-]+$/ }),
      data: text,
      holder: text,
      licence: text,
      evidence: text,
      may_ship_in_apache2_project: text,
      how: text,
    },
  },
};
