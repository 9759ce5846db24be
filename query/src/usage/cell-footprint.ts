import { type ClickHouseClient, footprintMeasures } from "@ecomind/clickhouse";
import {
  coefficients,
  datedRegion,
  embeddingPrefix,
  familiesOf,
  familyOf,
  firstVintageYear,
  hostOfRegion,
  type ModelCoefficients,
  type SiteCoefficients,
  servingName,
  servingPrefix,
  sizeId,
  sizeInName,
  sizeScale,
} from "@ecomind/footprint";
import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { everyMetric, type GroupSums, type Metrics } from "./measures.js";

/** Sums of a provider, model, region, boundary of measured energy, tier of service and year. */
export interface Cell {
  /** All six, as {@link kindOf} has them: what tells apart the kinds of use that have factors of their own. */
  readonly kind: string;
  readonly requests: number;
  /** Those of which the input or the output is not known. */
  readonly requestsWithoutTokens: number;
  readonly tokensIn: number;
  readonly tokensCached: number;
  readonly tokensOut: number;
  readonly tokensOutRamp: number;
  /** Of estimated tokens: how many fewer or more they may be. */
  readonly tokensInBelow: number;
  readonly tokensInAbove: number;
  readonly tokensOutBelow: number;
  readonly tokensOutAbove: number;
  /** Measured, in millionths of a Wh. */
  readonly energyUwh: number;
}

/**
 * What stands between names that are one text: the edge lets no control character into a name, and JSON writes this one as it
 * is, which is read in half the time of what is escaped.
 */
export const separator = "\x7f";

/**
 * The six together.
 * @param boundary of measured energy; "": none was measured @param serviceTier "": not known @param year of UTC; "": the newest
 */
export const kindOf = (
  provider: string,
  model: string,
  region: string,
  boundary = "",
  serviceTier = "",
  year = "",
): string => [provider, model, region, boundary, serviceTier, year].join(separator);

type Triple = readonly [low: number, central: number, high: number];

/** What the factors say of a provider, model and region. */
interface Kind {
  readonly supported: boolean;
  /** Where the energy was measured; "": it was not. */
  readonly boundary: string;
  readonly pue: Triple;
  readonly unknownModel: boolean;
  readonly regionAssumed: boolean;
  /** "" where the method does not apply. */
  readonly tier: string;
  readonly low: EnergyCoefficients;
  readonly central: EnergyCoefficients;
  readonly high: EnergyCoefficients;
  /** null: the supplier publishes none, or the method does not apply. */
  readonly marketBased: number | null;
  /** What a kWh of IT is multiplied with, and how its bounds spread, in the order of the measures that follow energy. */
  readonly factors: readonly Factor[];
}

/** kWh IT a token of each sort. */
interface EnergyCoefficients {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly ramp: number;
}

/** A product of factors that do not depend on one another: bounds combine in log space, of a low of 0 plainly. */
interface Factor {
  /** Place in `footprintMeasures`. */
  readonly measure: number;
  readonly low: number;
  readonly central: number;
  readonly high: number;
  /** Sum of the squared logarithms of the bounds over the centres. */
  readonly spreadLow: number;
  readonly spreadHigh: number;
  /** Measures that come of it, as bits of their places. */
  readonly for: number;
  /** What a kWh of the data centre is multiplied with, of a measure that comes of that. */
  readonly throughPue: Triple | undefined;
}

function squaredLog(ratio: number): number {
  const log = Math.log(ratio);
  return log * log;
}

const kwhIt = footprintMeasures.indexOf("kwh_it");
const kwhFacility = footprintMeasures.indexOf("kwh_facility");
const marketBased = footprintMeasures.indexOf("kgco2e_mb");

/** @param pue first of `triples`, where the measure comes of the data centre's energy */
function factorOf(name: (typeof footprintMeasures)[number], pue: Triple | undefined, ...own: Triple[]): Factor {
  const triples = pue === undefined ? own : [pue, ...own];
  const product = (at: 0 | 1 | 2) => triples.reduce((value, triple) => value * triple[at], 1);
  const spread = (at: 0 | 2) => triples.reduce((sum, triple) => sum + squaredLog(triple[at] / triple[1]), 0);
  const measure = footprintMeasures.indexOf(name);
  return {
    measure,
    for: (1 << measure) | (measure === kwhFacility ? 1 << marketBased : 0),
    low: product(0),
    central: product(1),
    high: product(2),
    spreadLow: spread(0),
    spreadHigh: spread(2),
    throughPue: pue === undefined ? undefined : (own[0] ?? [1, 1, 1]),
  };
}

/** Whether anything is known of a cell's energy. */
const isKnown = ({ boundary }: Kind, { requests, requestsWithoutTokens, tokensIn, tokensOut }: Cell): boolean =>
  boundary !== "" || requestsWithoutTokens < requests || tokensIn > 0 || tokensOut > 0;

/** kWh IT: measured at the machines as it is, at the data centre's meter without the PUE, else estimated. */
function energyOfKind({ boundary, pue, low, central, high }: Kind, cell: Cell): Triple {
  const kwh = cell.energyUwh / 1e9;
  if (boundary === "it") return [kwh, kwh, kwh];
  if (boundary === "facility") return [kwh / pue[2], kwh / pue[1], kwh / pue[0]];
  const { tokensInBelow, tokensInAbove, tokensOutBelow, tokensOutAbove } = cell;
  return [
    energy(low, cell, -tokensInBelow, -tokensOutBelow),
    energy(central, cell, 0, 0),
    energy(high, cell, tokensInAbove, tokensOutAbove),
  ];
}

/**
 * Footprints of cells by one factor set: the same arithmetic as the SQL of `footprintSelect`, to 1e-9. Here, because the
 * engine needs 100 ms and more to plan that much arithmetic, whatever the number of rows, and this needs 1 us a cell.
 */
export class CellFootprints {
  readonly #models: ReadonlyMap<string, ModelCoefficients>;
  readonly #families: readonly string[];
  readonly #sites: ReadonlyMap<string, SiteCoefficients>;
  readonly #providers: ReadonlySet<string>;
  readonly #regions: ReadonlySet<string>;
  #kinds = new Map<string, Kind>();

  constructor({ models, sites }: { models: readonly ModelCoefficients[]; sites: readonly SiteCoefficients[] }) {
    this.#models = new Map(models.map((model) => [model.model, model]));
    this.#families = familiesOf(this.#models.keys());
    this.#sites = new Map(sites.map((site) => [`${site.provider}\n${site.region}`, site]));
    this.#providers = new Set(sites.map(({ provider }) => provider));
    this.#regions = new Set(sites.map(({ region }) => region));
  }

  /** Tier of the energy factor; "" where the method does not apply. */
  tierOf(cell: Cell): string {
    return this.#kind(cell).tier;
  }

  /** Energy in kWh IT, central; 0 where the method does not apply. */
  energyOf(cell: Cell): number {
    const kind = this.#kind(cell);
    return kind.supported ? energyOfKind(kind, cell)[1] : 0;
  }

  /** Adds a cell's counts and footprint to a group's. @param metrics what will be told: no other is computed */
  add(to: GroupSums, cell: Cell, metrics: Metrics = everyMetric): void {
    const kind = this.#kind(cell);
    const { requests } = cell;
    to.requests += requests;
    to.requests_without_tokens += cell.requestsWithoutTokens;
    if (kind.boundary !== "") to.requests_measured += requests;
    to.tokens_in += cell.tokensIn;
    to.tokens_cached += cell.tokensCached;
    to.tokens_out += cell.tokensOut;
    if (kind.unknownModel) to.requests_unknown_model += requests;
    if (kind.regionAssumed) to.requests_region_assumed += requests;
    if (kind.marketBased === null) to.requests_without_mb += requests;
    if (!kind.supported) {
      to.requests_unsupported += requests;
      return;
    }
    // Of use of which nothing is known no figure is: not one of zero.
    if (!isKnown(kind, cell)) return;
    const [low, central, high] = energyOfKind(kind, cell);
    if (central > 0 && metrics.tiers) to.addTier(kind.tier, central);
    to.addBand(kwhIt, low, central, high);
    const lowSpread = central > 0 ? squaredLog(low / central) : 0;
    const highSpread = central > 0 ? squaredLog(high / central) : 0;
    const metered = kind.boundary === "facility";
    for (const factor of kind.factors) {
      if ((factor.for & metrics.measures) === 0) continue;
      const { measure } = factor;
      if (metered && factor.throughPue !== undefined) {
        const kwh = cell.energyUwh / 1e9;
        const [low, central, high] = factor.throughPue;
        to.addBand(measure, kwh * low, kwh * central, kwh * high);
        const mb = kind.marketBased;
        if (measure === kwhFacility && mb !== null) to.addBand(marketBased, kwh * mb, kwh * mb, kwh * mb);
        continue;
      }
      const middle = central * factor.central;
      const under =
        factor.low === 0 || factor.central === 0
          ? low * factor.low
          : middle * Math.exp(-Math.sqrt(lowSpread + factor.spreadLow));
      const over =
        factor.central === 0
          ? central * Math.exp(Math.sqrt(highSpread)) * factor.high
          : middle * Math.exp(Math.sqrt(highSpread + factor.spreadHigh));
      to.addBand(measure, under, middle, over);
      const mb = kind.marketBased;
      if (measure === kwhFacility && mb !== null) to.addBand(marketBased, under * mb, middle * mb, over * mb);
    }
  }

  #kind(cell: Cell): Kind {
    let kind = this.#kinds.get(cell.kind);
    if (kind === undefined) {
      kind = this.#kindOf(cell);
      // Names come from clients: what is remembered of them stays bounded.
      if (this.#kinds.size >= 20_000) this.#kinds = new Map();
      this.#kinds.set(cell.kind, kind);
    }
    return kind;
  }

  /** Whose factors a model has: its own, those of the size or the family in its name, a class's; and what multiplies them. */
  #keyOf(model: string): { readonly key: string; readonly scale: number } {
    if (this.#models.has(model)) return { key: model, scale: 1 };
    const isEmbedding = model.startsWith(embeddingPrefix);
    const name = isEmbedding ? model.slice(embeddingPrefix.length) : model;
    const unit = this.#models.get(sizeId);
    const size = unit === undefined ? undefined : sizeInName(name);
    if (unit !== undefined && size !== undefined)
      return { key: sizeId, scale: sizeScale(size, { active: unit.size_active, sparsity: unit.size_sparsity }) };
    const family = isEmbedding ? undefined : familyOf(name, this.#families);
    if (family !== undefined) return { key: `family:${family}`, scale: 1 };
    return { key: isEmbedding ? "class:small" : "class:large", scale: 1 };
  }

  #kindOf({ kind }: Cell): Kind {
    const [provider = "", model = "", region = "", boundary = "", serviceTier = "", year = ""] = kind.split(separator);
    const known = !region.includes("@") && this.#regions.has(region) ? region : "";
    const dated = datedRegion(known, Math.max(Number(year), firstVintageYear));
    const siteRegion = year !== "" && this.#regions.has(dated) ? dated : known;
    const host = hostOfRegion(region) ?? provider;
    // A cloud's region that is known has one row for all providers; of one that is not, its cloud's usual place stands in.
    const siteProvider = hostOfRegion(siteRegion) === undefined && this.#providers.has(host) ? host : "*";
    const { key, scale } = this.#keyOf(model);
    const factors = this.#models.get(key);
    const site = this.#sites.get(`${siteProvider}\n${siteRegion}`);
    if (factors === undefined || site === undefined) throw new Error("the factor set is not complete");
    const isMeasured = boundary !== "";
    const serving = this.#models.get(servingPrefix + servingName(provider, serviceTier));
    const supported = isMeasured || !model.startsWith("unsupported:");
    const pue: Triple = [site.pue_low, site.pue_central, site.pue_high];
    return {
      supported,
      boundary,
      pue,
      unknownModel: supported && !isMeasured && key.startsWith("class:"),
      regionAssumed: Boolean(site.region_assumed),
      tier: isMeasured ? "S" : supported ? factors.tier : "",
      low: energyCoefficients(factors, "low", scale * (serving?.out_low ?? 1)),
      central: energyCoefficients(factors, "central", scale * (serving?.out_central ?? 1)),
      high: energyCoefficients(factors, "high", scale * (serving?.out_high ?? 1)),
      marketBased: supported ? site.mb : null,
      factors: [
        factorOf("kwh_facility", pue),
        factorOf("kgco2e_lb", pue, [site.ci_low, site.ci_central, site.ci_high]),
        factorOf("kgco2e_embodied", undefined, [site.embodied_low, site.embodied_central, site.embodied_high]),
        factorOf("water_onsite_l", undefined, [site.wue_low, site.wue_central, site.wue_high]),
        factorOf("water_offsite_l", pue, [site.ewif_low, site.ewif_central, site.ewif_high]),
      ],
    };
  }
}

const energyCoefficients = (
  model: ModelCoefficients,
  bound: "low" | "central" | "high",
  scale: number,
): EnergyCoefficients => ({
  input: model[`in_${bound}`] * scale,
  cached: model[`cached_${bound}`] * scale,
  output: model[`out_${bound}`] * scale,
  ramp: bound === "low" ? 0 : model[`ramp_${bound}`] * scale,
});

/** @param moreIn tokens of input that are not cached, more than counted @param moreOut tokens of output */
const energy = (
  { input, cached, output, ramp }: EnergyCoefficients,
  { tokensIn, tokensCached, tokensOut, tokensOutRamp }: Cell,
  moreIn: number,
  moreOut: number,
): number =>
  (tokensOut + moreOut) * output +
  tokensOutRamp * ramp +
  (Math.max(0, tokensIn - tokensCached + moreIn) * input + tokensCached * cached);

const loaded = new WeakMap<ClickHouseClient, Map<string, CellFootprints>>();

/** Those of a factor set that is in the store. A set's content never changes under its name, so that it is read once. */
export async function cellFootprints(
  factorSet: string,
  context: RequestContext,
  services: Services,
): Promise<CellFootprints> {
  const known = loaded.get(services.client) ?? new Map<string, CellFootprints>();
  loaded.set(services.client, known);
  let footprints = known.get(factorSet);
  if (footprints === undefined) {
    if (factorSet === services.factors.version) footprints = new CellFootprints(coefficients(services.factors));
    else {
      const read = <T>(table: string) =>
        services.select<T>(context, table, `SELECT * FROM ${table} FINAL WHERE factor_set = {factor_set:String}`, {
          factor_set: factorSet,
        });
      const [models, sites] = await Promise.all([
        read<ModelCoefficients>("factor_models"),
        read<SiteCoefficients>("factor_sites"),
      ]);
      footprints = new CellFootprints({ models, sites });
    }
    known.set(factorSet, footprints);
  }
  return footprints;
}
