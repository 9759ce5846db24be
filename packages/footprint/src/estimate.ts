import { type Explanation, explain } from "./explain.js";
import type { Band, FactorSet, ModelFactors, Tier } from "./factor-set.js";
import { FootprintInputError } from "./footprint-input-error.js";
import { canonicalModel, energyModel } from "./models.js";
import { canonicalProvider } from "./providers.js";
import { canonicalRegion } from "./regions.js";
import { type Site, siteOf } from "./site.js";
import { tokensOutRamp } from "./tokens.js";

/** Tokens of one event. Whole numbers from 0 to 10,000,000. */
export interface EventFacts {
  readonly provider: string;
  readonly model: string;
  readonly tokensIn: number;
  /** Part of `tokensIn`. @default 0 */
  readonly tokensCached?: number;
  /** Hidden reasoning tokens included. */
  readonly tokensOut: number;
  /** Cloud region, country or grid zone. */
  readonly region?: string;
  /** `aws`, `gcp` or `azure`. */
  readonly cloud?: string;
}

/** Sums of a group of events of one canonical provider, model and region. Whole numbers, 0 and more. */
export interface TokenTotals {
  readonly provider: string;
  readonly model: string;
  readonly region: string;
  readonly tokensIn: number;
  readonly tokensCached: number;
  readonly tokensOut: number;
  readonly tokensOutRamp: number;
}

export type Flag = "long_context" | "unknown_model" | "unsupported" | "region_assumed";

/** What an event cost. Each band is low, central, high. */
export interface Footprint {
  readonly factorSet: string;
  /** Of the energy factor; undefined where the method does not apply. */
  readonly tier: Tier | undefined;
  readonly flags: readonly Flag[];
  /** Undefined, never zero, where the method does not apply: images, audio and video. */
  readonly values: FootprintValues | undefined;
  readonly explanation?: Explanation;
}

export interface FootprintValues {
  readonly kwhIt: Band;
  readonly kwhFacility: Band;
  /** kg CO2e, location-based. */
  readonly kgco2eLb: Band;
  /** kg CO2e, market-based; undefined where the supplier publishes no factor. Never to be added to the location-based. */
  readonly kgco2eMb: Band | undefined;
  /** kg CO2e of making the hardware. */
  readonly kgco2eEmbodied: Band;
  /** Litres at the data centre. */
  readonly waterOnsiteL: Band;
  /** Litres at power plants. */
  readonly waterOffsiteL: Band;
}

/** What g adds for each ramp token; see {@link tokensOutRamp}. */
export const rampWeight = 0.493;
/** Above this many input tokens the linear term is known to be too low. */
const longContextTokens = 50_000;
const mostTokens = 10_000_000;

const zeroBand: Band = [0, 0, 0];
const nothing: FootprintValues = {
  kwhIt: zeroBand,
  kwhFacility: zeroBand,
  kgco2eLb: zeroBand,
  kgco2eMb: undefined,
  kgco2eEmbodied: zeroBand,
  waterOnsiteL: zeroBand,
  waterOffsiteL: zeroBand,
};

/** Squared logarithm of a bound over its centre: what independent factors add up. */
const spread = (bound: number, central: number): number => {
  const ln = Math.log(bound / central);
  return ln * ln;
};

function energyKwh(
  model: ModelFactors,
  cached: Band,
  totals: Pick<TokenTotals, "tokensIn" | "tokensCached" | "tokensOut" | "tokensOutRamp">,
  bound: 0 | 1 | 2,
): number {
  const { tokensIn, tokensCached, tokensOut, tokensOutRamp: ramp } = totals;
  const out = bound === 0 || !model.ramp ? tokensOut : tokensOut + rampWeight * ramp;
  const input = tokensIn - tokensCached + tokensCached * cached[bound];
  return (out * model.out[bound] + input * model.in[bound]) / 1e6;
}

/** Product of a band and a factor's band whose errors do not depend on one another; a low of 0 makes plain products. */
function combine(
  central: number,
  scale: number,
  low: number,
  lowSpread: number,
  highSpread: number,
  factor: Band,
): Band {
  const middle = (central * factor[1]) / scale;
  return [
    factor[0] === 0 || factor[1] === 0
      ? (low * factor[0]) / scale
      : middle * Math.exp(-Math.sqrt(lowSpread + spread(factor[0], factor[1]))),
    middle,
    factor[1] === 0
      ? (central * Math.exp(Math.sqrt(highSpread)) * factor[2]) / scale
      : middle * Math.exp(Math.sqrt(highSpread + spread(factor[2], factor[1]))),
  ];
}

function valuesOf(
  factors: FactorSet,
  model: ModelFactors,
  site: Site,
  totals: Parameters<typeof energyKwh>[2],
): FootprintValues {
  const cached = factors.constants.cached.band;
  const low = energyKwh(model, cached, totals, 0);
  const central = energyKwh(model, cached, totals, 1);
  const high = energyKwh(model, cached, totals, 2);
  if (central === 0) return site.marketBased === undefined ? nothing : { ...nothing, kgco2eMb: zeroBand };
  const lowIt = spread(low, central);
  const highIt = spread(high, central);
  const kwhFacility = combine(central, 1, low, lowIt, highIt, site.pue);
  const lowFacility = lowIt + spread(site.pue[0], site.pue[1]);
  const highFacility = highIt + spread(site.pue[2], site.pue[1]);
  const mb = site.marketBased;
  return {
    kwhIt: [low, central, high],
    kwhFacility,
    kgco2eLb: combine(kwhFacility[1], 1000, kwhFacility[0], lowFacility, highFacility, site.ci),
    kgco2eMb:
      mb === undefined
        ? undefined
        : [(kwhFacility[0] * mb) / 1000, (kwhFacility[1] * mb) / 1000, (kwhFacility[2] * mb) / 1000],
    kgco2eEmbodied: combine(central, 1000, low, lowIt, highIt, factors.constants.embodied.band),
    waterOnsiteL: combine(central, 1, low, lowIt, highIt, site.wue),
    waterOffsiteL: combine(kwhFacility[1], 1, kwhFacility[0], lowFacility, highFacility, site.ewif),
  };
}

function requireCount(field: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new FootprintInputError(field, `a whole number from 0 to ${most.toLocaleString("en")}`);
}

const flagLists = new Map<number, readonly Flag[]>();
const flagOrder: readonly Flag[] = ["long_context", "unknown_model", "unsupported", "region_assumed"];

/** One list for each combination, so that an estimate makes none. */
function flagsOf(bits: number): readonly Flag[] {
  let flags = flagLists.get(bits);
  if (flags === undefined) {
    flags = flagOrder.filter((_, bit) => (bits >> bit) & 1);
    flagLists.set(bits, flags);
  }
  return flags;
}

/**
 * The footprint of one event.
 * @param options.explain also tells every factor that was used
 * @throws FootprintInputError naming the field
 */
export function estimate(
  facts: EventFacts,
  factors: FactorSet,
  options: { readonly explain?: boolean } = {},
): Footprint {
  const { tokensIn, tokensCached = 0, tokensOut } = facts;
  requireCount("tokens_in", tokensIn, mostTokens);
  requireCount("tokens_cached", tokensCached, mostTokens);
  requireCount("tokens_out", tokensOut, mostTokens);
  if (tokensCached > tokensIn) throw new FootprintInputError("tokens_cached", "at most tokens_in");
  if (typeof facts.provider !== "string" || facts.provider === "") throw new FootprintInputError("provider", "a name");
  if (typeof facts.model !== "string" || facts.model === "") throw new FootprintInputError("model", "a name");
  const provider = canonicalProvider(facts.provider);
  const { model } = canonicalModel(factors, provider, facts.model);
  const region = canonicalRegion(factors, facts.region, facts.cloud);
  const totals = {
    provider,
    model,
    region,
    tokensIn,
    tokensCached,
    tokensOut,
    tokensOutRamp: tokensOutRamp(tokensOut),
  };
  return footprintOf(totals, factors, tokensIn > longContextTokens, options.explain === true);
}

/**
 * The footprint of a group's sums, of one canonical provider, model and region. Central values equal the sum over the
 * group's events; bands do within 0.02 %.
 * @throws FootprintInputError naming the field
 */
export function estimateTotals(
  totals: TokenTotals,
  factors: FactorSet,
  options: { readonly explain?: boolean } = {},
): Footprint {
  const most = Number.MAX_SAFE_INTEGER;
  requireCount("tokens_in", totals.tokensIn, most);
  requireCount("tokens_cached", totals.tokensCached, most);
  requireCount("tokens_out", totals.tokensOut, most);
  requireCount("tokens_out_ramp", totals.tokensOutRamp, most);
  if (totals.tokensCached > totals.tokensIn) throw new FootprintInputError("tokens_cached", "at most tokens_in");
  return footprintOf(totals, factors, false, options.explain === true);
}

function footprintOf(totals: TokenTotals, factors: FactorSet, longContext: boolean, explained: boolean): Footprint {
  const energy = energyModel(factors, totals.model);
  const site = siteOf(factors, totals.provider, totals.region);
  const bits =
    (longContext ? 1 : 0) |
    (energy?.known === false ? 2 : 0) |
    (energy === undefined ? 4 : 0) |
    (site.regionAssumed ? 8 : 0);
  const footprint: Footprint = {
    factorSet: factors.version,
    tier: energy?.factors.tier,
    flags: flagsOf(bits),
    values: energy === undefined ? undefined : valuesOf(factors, energy.factors, site, totals),
  };
  return explained ? { ...footprint, explanation: explain(factors, energy?.factors, site) } : footprint;
}
