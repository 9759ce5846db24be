import { firstVintageYear, hostOfCloud, selfHosted, servingPrefix } from "@ecomind/footprint";
import { sizeScaleSql, withModelKeys } from "./stand-in-sql.js";
import { usageMeasures } from "./usage-measures.js";

const bounds = ["low", "central", "high"] as const;

/** Names of the footprint's columns, each with `_low`, `_central` and `_high`. */
export const footprintMeasures = [
  "kwh_it",
  "kwh_facility",
  "kgco2e_lb",
  "kgco2e_mb",
  "kgco2e_embodied",
  "water_onsite_l",
  "water_offsite_l",
] as const;

/** Independent factors combine in log space; a low of 0 makes plain products. */
function combined(measure: string, central: string, low: string, spreads: string, factor: string): string[] {
  const [fl, fc, fh] = bounds.map((bound) => `s.${factor}_${bound}`);
  return [
    `if(${fl} = 0 OR ${fc} = 0, ${low} * ${fl}, ${central} * ${fc} * exp(-sqrt(${spreads}_low + pow(log(${fl} / ${fc}), 2)))) AS ${measure}_low`,
    `${central} * ${fc} AS ${measure}_central`,
    `if(${fc} = 0, ${central} * exp(sqrt(${spreads}_high)) * ${fh}, ${central} * ${fc} * exp(sqrt(${spreads}_high + pow(log(${fh} / ${fc}), 2)))) AS ${measure}_high`,
  ];
}

/** Tokens of sums `u` at a bound: of estimates their own. Cached ones are what they are. */
const boundedTokens: Readonly<Record<(typeof bounds)[number], { readonly input: string; readonly output: string }>> = {
  low: {
    input: "greatest(0, u.tokens_in - u.tokens_cached - u.tokens_in_below)",
    output: "(u.tokens_out - u.tokens_out_below)",
  },
  central: { input: "(u.tokens_in - u.tokens_cached)", output: "u.tokens_out" },
  high: { input: "(u.tokens_in - u.tokens_cached + u.tokens_in_above)", output: "(u.tokens_out + u.tokens_out_above)" },
};

/** kWh of IT of sums `u` by a model's coefficients `m`, times `size_scale`: of a size by those of one billion parameters. */
export const energySql = (bound: (typeof bounds)[number]): string =>
  `size_scale * (toFloat64(${boundedTokens[bound].output}) * m.out_${bound}${bound === "low" ? "" : ` + toFloat64(u.tokens_out_ramp) * m.ramp_${bound}`} + toFloat64(${boundedTokens[bound].input}) * m.in_${bound} + toFloat64(u.tokens_cached) * m.cached_${bound})`;

/** The row of `factor_models` that multiplies the energy of how a use was served; of the standard way there is none. */
export const servingKeySql = (provider: string, serviceTier: string): string =>
  `concat('${servingPrefix}', if(${provider} = '${selfHosted}', '${selfHosted}', toString(${serviceTier})))`;

/** What a join with that row gives at a bound: without a row 1, also for tools that want NULLs of joins. */
export const servingSql = (bound: (typeof bounds)[number]): string =>
  `if(ifNull(w.out_central, 0) = 0, 1., assumeNotNull(w.out_${bound}))`;

/** kWh that was measured. */
const measured = "(toFloat64(u.energy_uwh) / 1e9)";

/** kWh of IT: measured at the machines as it is, at the data centre's meter without the PUE, else estimated. */
function itSql(bound: (typeof bounds)[number]): string {
  const pue = { low: "high", central: "central", high: "low" }[bound];
  return `multiIf(u.energy_boundary = 'it', ${measured}, u.energy_boundary = 'facility', ${measured} / s.pue_${pue}, ${energySql(bound)} * ${servingSql(bound)})`;
}

const atMeter = "u.energy_boundary = 'facility'";
/** A figure of the data centre's meter, where it was measured there. */
const unlessMetered = (assignment: string): string =>
  assignment.replace(/^(.*) AS (\w+)$/, `if(${atMeter}, ${measured}, $1) AS $2`);
/** Measured energy has no band: low, central and high are equal. */
const spreadUnlessMetered = (spread: string): string => `if(${atMeter}, 0, ${spread})`;

/**
 * SQL that gives rows of sums their footprint, each by the factor set that an expression names.
 *
 * What the method does not cover (images, audio, video) has NULLs; a market-based figure is NULL where the supplier
 * publishes no factor. Sums of the columns over several rows are the group's figures: bands are computed on the sums of
 * each provider, model and region, then added.
 * What was measured is taken as it is, and use of which no tokens are known has NULLs too.
 * @param source table expression with provider, model, region, service_tier, energy_boundary and the measures of use
 * @param columns further columns of the source to pass through; `bucket` or `ts` is the time, whose year's grids are used
 * @param factorSet SQL expression of the set's name, over the source's columns
 */
export function footprintSelect(source: string, columns: readonly string[], factorSet: string): string {
  const nullable = (measure: string) =>
    bounds.map((bound) => `if(r.known, r.${measure}_${bound}, NULL) AS ${measure}_${bound}`);
  const marketBased = bounds.map((bound) => `if(r.known, r.kwh_facility_${bound} * r.mb, NULL) AS kgco2e_mb_${bound}`);
  const computed = [
    `${sizeScaleSql} AS size_scale`,
    ...bounds.map((bound) => `${itSql(bound)} AS kwh_it_${bound}`),
    "pow(log(if(kwh_it_central > 0, kwh_it_low / kwh_it_central, 1)), 2) AS it_spread_low",
    "pow(log(if(kwh_it_central > 0, kwh_it_high / kwh_it_central, 1)), 2) AS it_spread_high",
    ...combined("kwh_facility", "kwh_it_central", "kwh_it_low", "it_spread", "pue").map(unlessMetered),
    `${spreadUnlessMetered("it_spread_low + pow(log(s.pue_low / s.pue_central), 2)")} AS facility_spread_low`,
    `${spreadUnlessMetered("it_spread_high + pow(log(s.pue_high / s.pue_central), 2)")} AS facility_spread_high`,
    ...combined("kgco2e_lb", "kwh_facility_central", "kwh_facility_low", "facility_spread", "ci"),
    ...combined("kgco2e_embodied", "kwh_it_central", "kwh_it_low", "it_spread", "embodied"),
    ...combined("water_onsite_l", "kwh_it_central", "kwh_it_low", "it_spread", "wue"),
    ...combined("water_offsite_l", "kwh_facility_central", "kwh_facility_low", "facility_spread", "ewif"),
    "s.mb AS mb",
    "u.energy_boundary != '' AS is_measured",
    "toBool(is_measured OR NOT startsWith(CAST(u.model, 'String'), 'unsupported:')) AS supported",
    "supported AND (is_measured OR u.requests_without_tokens < u.requests OR u.tokens_in > 0 OR u.tokens_out > 0) AS known",
    "u.model_key AS model_key",
    "m.rung AS rung",
    "toBool(s.region_assumed) AS region_assumed",
    "if(is_measured, 'S', m.tier) AS tier",
  ];
  const passed = [...columns, "provider", "model", "region", "energy_boundary", ...usageMeasures];
  const time = columns.includes("ts") ? "ts" : "bucket";
  // As datedRegion() has it.
  const dated = `concat(known_region, '@', toString(greatest(toYear(${time}), ${firstVintageYear})))`;
  const hosts = Object.entries(hostOfCloud).map(([cloud, host]) => `startsWith(region, '${cloud}/'), '${host}'`);
  return `SELECT
    ${passed.map((column) => `r.${column} AS ${column}`).join(",\n    ")},
    r.set_used AS factor_set,
    if(r.supported, r.tier, '') AS tier,
    toBool(NOT r.supported) AS unsupported,
    multiIf(NOT r.supported, '', r.is_measured, 'measured', r.rung) AS rung,
    toBool(r.supported AND NOT r.is_measured AND startsWith(r.model_key, 'class:')) AS unknown_model,
    r.region_assumed AS region_assumed,
    ${footprintMeasures.flatMap((measure) => (measure === "kgco2e_mb" ? marketBased : nullable(measure))).join(",\n    ")}
FROM (
    SELECT
        ${passed.map((column) => `u.${column} AS ${column}`).join(",\n        ")},
        u.set_used AS set_used,
        ${computed.join(",\n        ")}
    FROM (
        SELECT
            *,
            if(position(region, '@') = 0 AND (set_used, CAST(region, 'String')) IN (SELECT factor_set, region FROM factor_sites), CAST(region, 'String'), '') AS known_region,
            ${dated} AS dated_region,
            if((set_used, dated_region) IN (SELECT factor_set, region FROM factor_sites), dated_region, known_region) AS site_region,
            ${servingKeySql("provider", "service_tier")} AS serving_key,
            multiIf(${hosts.join(", ")}, CAST(provider, 'String')) AS host,
            multiIf(
                ${Object.keys(hostOfCloud)
                  .map((cloud) => `startsWith(site_region, '${cloud}/')`)
                  .join(" OR ")}, '*',
                (set_used, host) IN (SELECT factor_set, provider FROM factor_sites), host,
                '*') AS site_provider
        FROM ${withModelKeys(source, factorSet)}
    ) AS u
    INNER JOIN (SELECT * FROM factor_models FINAL) AS m ON m.factor_set = u.set_used AND m.model = u.model_key
    LEFT JOIN (SELECT * FROM factor_models FINAL) AS w ON w.factor_set = u.set_used AND w.model = u.serving_key
    INNER JOIN (SELECT * FROM factor_sites FINAL) AS s ON s.factor_set = u.set_used AND s.provider = u.site_provider AND s.region = u.site_region
) AS r`;
}
