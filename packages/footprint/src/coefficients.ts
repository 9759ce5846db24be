import type { FactorSet } from "./factor-set.js";
import { sizeId } from "./models.js";
import { hostOfRegion } from "./regions.js";
import { siteOf } from "./site.js";
import { rampWeight } from "./tokens.js";
import { olderYears } from "./vintage.js";

/** A row of the table `factor_models`: kWh IT for each token, so that energy is a sum of products. */
export interface ModelCoefficients {
  readonly factor_set: string;
  readonly model: string;
  readonly tier: string;
  /** What the factors rest on; "" in sets from before 2026-11.3. */
  readonly rung: string;
  readonly out_low: number;
  readonly out_central: number;
  readonly out_high: number;
  /** For each ramp token; the low bound has none. */
  readonly ramp_central: number;
  readonly ramp_high: number;
  readonly in_low: number;
  readonly in_central: number;
  readonly in_high: number;
  readonly cached_low: number;
  readonly cached_central: number;
  readonly cached_high: number;
  /** Exponents of a size's active parameters, and of all over the active; 0 but in the row that a size multiplies. */
  readonly size_active: number;
  readonly size_sparsity: number;
}

/** A row of the table `factor_sites`: what a kWh IT costs for a provider in a region. */
export interface SiteCoefficients {
  readonly factor_set: string;
  /** Canonical provider; `*` for every one that is not listed. */
  readonly provider: string;
  /** Canonical region; "" for unknown. */
  readonly region: string;
  readonly grid: string;
  readonly region_assumed: 0 | 1;
  readonly pue_low: number;
  readonly pue_central: number;
  readonly pue_high: number;
  /** L per kWh IT. */
  readonly wue_low: number;
  readonly wue_central: number;
  readonly wue_high: number;
  /** kg CO2e per kWh. */
  readonly ci_low: number;
  readonly ci_central: number;
  readonly ci_high: number;
  /** kg CO2e per kWh; null: the supplier publishes none. */
  readonly mb: number | null;
  /** L per kWh. */
  readonly ewif_low: number;
  readonly ewif_central: number;
  readonly ewif_high: number;
  /** kg CO2e per kWh IT. */
  readonly embodied_low: number;
  readonly embodied_central: number;
  readonly embodied_high: number;
}

/** Prefix of the rows of `factor_models` that hold what multiplies the energy of a way of serving, in `out_…`. */
export const servingPrefix = "serving:";
/** The key of a region's factors in a year that has older ones. A client's region never has an @. */
export const datedRegion = (region: string, year: number): string => `${region}@${year}`;

const noEnergy = {
  ...{ ramp_central: 0, ramp_high: 0, in_low: 0, in_central: 0, in_high: 0 },
  ...{ cached_low: 0, cached_central: 0, cached_high: 0, size_active: 0, size_sparsity: 0 },
};

/** The coefficients from which SQL computes what {@link estimateTotals} does. */
export function coefficients(factors: FactorSet): { models: ModelCoefficients[]; sites: SiteCoefficients[] } {
  const { version: factor_set, constants, hosts, grids, naming } = factors;
  const [cachedLow, cachedCentral, cachedHigh] = constants.cached.band;
  const perToken = (whPerThousand: number) => whPerThousand / 1e6;
  const models: ModelCoefficients[] = factors.models.map((model) => ({
    factor_set,
    model: model.id,
    tier: model.tier,
    rung: model.rung ?? "",
    out_low: perToken(model.out[0]),
    out_central: perToken(model.out[1]),
    out_high: perToken(model.out[2]),
    ramp_central: model.ramp ? perToken(model.out[1] * rampWeight) : 0,
    ramp_high: model.ramp ? perToken(model.out[2] * rampWeight) : 0,
    in_low: perToken(model.in[0]),
    in_central: perToken(model.in[1]),
    in_high: perToken(model.in[2]),
    cached_low: perToken(model.in[0] * cachedLow),
    cached_central: perToken(model.in[1] * cachedCentral),
    cached_high: perToken(model.in[2] * cachedHigh),
    size_active: model.id === sizeId ? (naming?.sizeExponents.active ?? 0) : 0,
    size_sparsity: model.id === sizeId ? (naming?.sizeExponents.sparsity ?? 0) : 0,
  }));
  for (const [name, { band }] of Object.entries(constants.serving ?? {}))
    models.push({
      ...{ factor_set, model: servingPrefix + name, tier: "", rung: "", ...noEnergy },
      ...{ out_low: band[0], out_central: band[1], out_high: band[2] },
    });
  const [embodiedLow, embodiedCentral, embodiedHigh] = constants.embodied.band;
  const sites: SiteCoefficients[] = [];
  const years = [0, ...olderYears(factors)];
  for (const provider of [...Object.keys(hosts), "*"]) {
    for (const [region, year] of ["", ...Object.keys(grids)].flatMap((name) =>
      years.map((of) => [name, of] as const),
    )) {
      // A cloud's region has its cloud's factors, whoever sold the model: one row for all providers.
      if (hostOfRegion(region) !== undefined && provider !== "*") continue;
      // Of an unknown region the provider's usual grid decides: rows of all, so that a year has its rows or has none.
      if (year !== 0 && region !== "" && grids[region]?.older === undefined) continue;
      const site = siteOf(factors, provider, region, year);
      const { grid, marketBased, regionAssumed } = site;
      const [pue, wue, ci, ewif] = [site.pue.band, site.wue.band, site.ci.band, site.ewif.band];
      sites.push({
        factor_set,
        provider,
        region: year === 0 ? region : datedRegion(region, year),
        grid,
        region_assumed: regionAssumed ? 1 : 0,
        pue_low: pue[0],
        pue_central: pue[1],
        pue_high: pue[2],
        wue_low: wue[0],
        wue_central: wue[1],
        wue_high: wue[2],
        ci_low: ci[0] / 1000,
        ci_central: ci[1] / 1000,
        ci_high: ci[2] / 1000,
        mb: marketBased === undefined ? null : marketBased / 1000,
        ewif_low: ewif[0],
        ewif_central: ewif[1],
        ewif_high: ewif[2],
        embodied_low: embodiedLow / 1000,
        embodied_central: embodiedCentral / 1000,
        embodied_high: embodiedHigh / 1000,
      });
    }
  }
  return { models, sites };
}
