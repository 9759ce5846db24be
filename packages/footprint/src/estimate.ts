import { type Explanation, explain } from "./explain.js";
import type { FactorSet } from "./factor-set.js";
import type { Band, ModelFactors, Rung, Tier } from "./factor-set-data.js";
import { FootprintInputError } from "./footprint-input-error.js";
import { energyModel } from "./models.js";
import { resolveUse } from "./resolve-use.js";
import { servingOf } from "./serving.js";
import { type Site, siteOf } from "./site.js";
import { rampWeight, tokensOutRamp } from "./tokens.js";
import { combine, spread } from "./uncertain.js";
import { vintageOf, vintageOfYear } from "./vintage.js";

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
  /**
   * When it was used, milliseconds since 1970: rolling names mean what they meant then, and grids are those of that year.
   * @default now
   */
  readonly timeMs?: number;
  /** `batch`, `flex`, `priority`, `fast`; any other is served in the standard way. */
  readonly serviceTier?: string;
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
  /** Of estimated tokens: how many fewer or more they may be. @default 0 */
  readonly tokensInBelow?: number;
  readonly tokensInAbove?: number;
  readonly tokensOutBelow?: number;
  readonly tokensOutAbove?: number;
  /** As {@link EventFacts} has it; of all of the group. */
  readonly serviceTier?: string | undefined;
  /** Calendar year of the group, of UTC: its grids are those of that year. @default the newest */
  readonly year?: number | undefined;
  /** Measured by the supplier: stands in place of the estimate. */
  readonly measured?: MeasuredEnergy;
}

/** Energy that was measured, and where: at the machines, or at the data centre's meter. */
export interface MeasuredEnergy {
  readonly kwh: number;
  readonly boundary: "it" | "facility";
}

/**
 * What was assumed. Of a model that is not measured and whose architecture nobody published or guessed, one says what stands
 * in: the size in its name, its family, its list price, or (`unknown_model`) no more than a class.
 */
export type Flag =
  | "long_context"
  | "model_by_size"
  | "model_by_family"
  | "model_by_price"
  | "unknown_model"
  | "unsupported"
  | "region_assumed";

/** What an event cost. Each band is low, central, high. */
export interface Footprint {
  readonly factorSet: string;
  /** Of the energy factor, `S` where energy was measured; undefined where the method does not apply. */
  readonly tier: Tier | "S" | undefined;
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

function energyKwh(model: ModelFactors, cached: Band, totals: TokenTotals, bound: 0 | 1 | 2): number {
  const { tokensCached, tokensOutRamp: ramp, tokensInBelow = 0, tokensInAbove = 0 } = totals;
  const { tokensOutBelow = 0, tokensOutAbove = 0 } = totals;
  const tokensOut = totals.tokensOut - (bound === 0 ? tokensOutBelow : 0) + (bound === 2 ? tokensOutAbove : 0);
  const read = totals.tokensIn - tokensCached;
  const uncached = bound === 0 ? Math.max(0, read - tokensInBelow) : bound === 2 ? read + tokensInAbove : read;
  const out = bound === 0 || !model.ramp ? tokensOut : tokensOut + rampWeight * ramp;
  const input = uncached + tokensCached * cached[bound];
  return (out * model.out[bound] + input * model.in[bound]) / 1e6;
}

function valuesOf(
  factors: FactorSet,
  model: ModelFactors,
  site: Site,
  totals: TokenTotals,
  serving: Band,
): FootprintValues {
  const cached = factors.constants.cached.band;
  const low = energyKwh(model, cached, totals, 0) * serving[0];
  const central = energyKwh(model, cached, totals, 1) * serving[1];
  const high = energyKwh(model, cached, totals, 2) * serving[2];
  if (central === 0) return site.marketBased === undefined ? nothing : { ...nothing, kgco2eMb: zeroBand };
  const lowIt = spread(low, central);
  const highIt = spread(high, central);
  const kwhFacility = combine(low, central, lowIt, highIt, site.pue, 1);
  return valuesOfEnergy(site, { it: [low, central, high], lowIt, highIt, facility: kwhFacility, metered: false });
}

/** Of a measurement: no spread at the place where it was taken. */
function measuredValues(site: Site, { kwh, boundary }: MeasuredEnergy): FootprintValues {
  if (kwh === 0) return site.marketBased === undefined ? nothing : { ...nothing, kgco2eMb: zeroBand };
  if (boundary === "it")
    return valuesOfEnergy(site, {
      ...{ it: [kwh, kwh, kwh], lowIt: 0, highIt: 0, metered: false },
      facility: combine(kwh, kwh, 0, 0, site.pue, 1),
    });
  const [pueLow, pue, pueHigh] = site.pue.band;
  const it: Band = [kwh / pueHigh, kwh / pue, kwh / pueLow];
  return valuesOfEnergy(site, {
    ...{ it, lowIt: spread(it[0], it[1]), highIt: spread(it[2], it[1]), facility: [kwh, kwh, kwh], metered: true },
  });
}

/** Energy at both boundaries, in kWh, with the spreads of its bounds at the machines. */
interface Energy {
  readonly it: Band;
  readonly lowIt: number;
  readonly highIt: number;
  readonly facility: Band;
  /** Whether it was measured at the data centre's meter. */
  readonly metered: boolean;
}

function valuesOfEnergy(site: Site, { it, lowIt, highIt, facility: kwhFacility, metered }: Energy): FootprintValues {
  const [low, central] = it;
  const [facilityLow, facility, facilityHigh] = kwhFacility;
  const lowFacility = metered ? 0 : lowIt + site.pue.lowSpread;
  const highFacility = metered ? 0 : highIt + site.pue.highSpread;
  const mb = site.marketBased;
  return {
    kwhIt: it,
    kwhFacility,
    kgco2eLb: combine(facilityLow, facility, lowFacility, highFacility, site.ci, 1_000),
    kgco2eMb:
      mb === undefined ? undefined : [(facilityLow * mb) / 1e3, (facility * mb) / 1e3, (facilityHigh * mb) / 1e3],
    kgco2eEmbodied: combine(low, central, lowIt, highIt, site.embodied, 1_000),
    waterOnsiteL: combine(low, central, lowIt, highIt, site.wue, 1),
    waterOffsiteL: combine(facilityLow, facility, lowFacility, highFacility, site.ewif, 1),
  };
}

function requireCount(field: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new FootprintInputError(field, `a whole number from 0 to ${most.toLocaleString("en")}`);
}

const flagOrder: readonly Flag[] = [
  "long_context",
  "model_by_size",
  "model_by_family",
  "model_by_price",
  "unknown_model",
  "unsupported",
  "region_assumed",
];
/** One list for each combination, so that an estimate makes none. */
const flagLists: readonly (readonly Flag[])[] = Array.from({ length: 1 << flagOrder.length }, (_, bits) =>
  flagOrder.filter((_flag, bit) => (bits >> bit) & 1),
);
const bitOf = (flag: Flag): number => 1 << flagOrder.indexOf(flag);
const longContextBit = bitOf("long_context");
const unsupportedBit = bitOf("unsupported");
const regionAssumedBit = bitOf("region_assumed");
const rungBits: Readonly<Record<Rung, number>> = {
  measured: 0,
  architecture: 0,
  size: bitOf("model_by_size"),
  family: bitOf("model_by_family"),
  price: bitOf("model_by_price"),
  class: bitOf("unknown_model"),
};

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
  const { provider, model, region } = resolveUse(factors, facts);
  // Field by field, and all of them: a spread object, or one that lacks fields, costs an estimate ten times as much.
  const totals: TokenTotals = {
    provider,
    model,
    region,
    tokensIn,
    tokensCached,
    tokensOut,
    tokensOutRamp: tokensOutRamp(tokensOut),
    tokensInBelow: 0,
    tokensInAbove: 0,
    tokensOutBelow: 0,
    tokensOutAbove: 0,
    serviceTier: facts.serviceTier,
    year: undefined,
  };
  const site = siteOf(factors, provider, region, vintageOf(factors, facts.timeMs));
  return footprintOf(totals, factors, site, tokensIn > longContextTokens, options.explain === true);
}

/**
 * The footprint of a group's sums, of one canonical provider, model and region. Central values and the bounds of
 * `kwhIt` equal the sums over the group's events. The other bounds are not linear: a high is at most 0.2 % below the
 * events' together in everyday groups, a low up to 3 % above; see docs/method.md, Sums.
 * @param options.single the sums are of one event: it has the flags of one
 * @throws FootprintInputError naming the field
 */
export function estimateTotals(
  totals: TokenTotals,
  factors: FactorSet,
  options: { readonly explain?: boolean; readonly single?: boolean } = {},
): Footprint {
  const most = Number.MAX_SAFE_INTEGER;
  requireCount("tokens_in", totals.tokensIn, most);
  requireCount("tokens_cached", totals.tokensCached, most);
  requireCount("tokens_out", totals.tokensOut, most);
  requireCount("tokens_out_ramp", totals.tokensOutRamp, most);
  if (totals.tokensCached > totals.tokensIn) throw new FootprintInputError("tokens_cached", "at most tokens_in");
  const isLong = options.single === true && totals.tokensIn > longContextTokens;
  const { provider, region, year } = totals;
  const site = siteOf(factors, provider, region, year === undefined ? 0 : vintageOfYear(factors, year));
  return footprintOf(totals, factors, site, isLong, options.explain === true);
}

const standardServing: Band = [1, 1, 1];

function footprintOf(
  totals: TokenTotals,
  factors: FactorSet,
  site: Site,
  longContext: boolean,
  explained: boolean,
): Footprint {
  const energy = energyModel(factors, totals.model);
  const { measured } = totals;
  const serving = measured === undefined ? servingOf(factors, totals.provider, totals.serviceTier) : undefined;
  const ofModel =
    measured !== undefined
      ? 0
      : (longContext ? longContextBit : 0) | (energy === undefined ? unsupportedBit : rungBits[energy.rung]);
  const footprint: Footprint = {
    factorSet: factors.version,
    tier: measured === undefined ? energy?.factors.tier : "S",
    flags: flagLists[ofModel | (site.regionAssumed ? regionAssumedBit : 0)] as readonly Flag[],
    values:
      measured !== undefined
        ? measuredValues(site, measured)
        : energy === undefined
          ? undefined
          : valuesOf(factors, energy.factors, site, totals, serving?.factors.band ?? standardServing),
  };
  return explained ? { ...footprint, explanation: explain(factors, energy?.factors, site, serving?.name) } : footprint;
}
