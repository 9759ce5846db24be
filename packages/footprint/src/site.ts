import { BoundedCache } from "./bounded-cache.js";
import type { Band, FactorSet, GridFactors, HostFactors } from "./factor-set.js";
import { hostOfRegion } from "./regions.js";
import { type Uncertain, uncertain } from "./uncertain.js";

/** What running a kWh of IT costs where the event was served. */
export interface Site {
  /** Key of the grid or cloud region. */
  readonly grid: string;
  readonly gridFactors: GridFactors;
  /** Provider row behind PUE and WUE. */
  readonly host: string;
  readonly hostFactors: HostFactors;
  readonly pue: Uncertain;
  /** Litres per kWh IT. */
  readonly wue: Uncertain;
  /** gCO2e per kWh. */
  readonly ci: Uncertain;
  /** gCO2e per kWh; undefined where the supplier publishes none. */
  readonly marketBased: number | undefined;
  /** Litres per kWh facility. */
  readonly ewif: Uncertain;
  /** gCO2e per kWh IT of making the hardware; the same everywhere. */
  readonly embodied: Uncertain;
  /** The region was not known, and the provider's usual one stands in. */
  readonly regionAssumed: boolean;
}

/** A region's own value in the middle, within the bounds of its host; bounds give way where the value is outside. */
function around(own: number | undefined, [low, central, high]: Band): Band {
  const value = own ?? central;
  return [Math.min(low, value), value, Math.max(high, value)];
}

const sites = new WeakMap<FactorSet, BoundedCache<Site>>();

/**
 * Factors of the place: the region's own first, then its host's; of an unknown region the provider's usual grid; of an
 * unknown provider the world's.
 * @param provider canonical @param region canonical key, "" when unknown
 */
export function siteOf(factors: FactorSet, provider: string, region: string): Site {
  let known = sites.get(factors);
  if (known === undefined) {
    known = new BoundedCache(10_000);
    sites.set(factors, known);
  }
  return known.get(provider, region) ?? known.set(provider, region, makeSite(factors, provider, region));
}

function makeSite({ hosts, grids, constants }: FactorSet, provider: string, region: string): Site {
  const hostName = hostOfRegion(region) ?? provider;
  // hasOwn: a provider may call itself constructor.
  const host = Object.hasOwn(hosts, hostName) ? hostName : "unknown-cloud";
  const hostFactors = hosts[host] as HostFactors;
  const isKnown = Object.hasOwn(grids, region);
  const grid = isKnown ? region : hostFactors.grid;
  const gridFactors = grids[grid] as GridFactors;
  const [below, , above] = constants.gridBand.band;
  const [waterBelow, , waterAbove] = constants.ewifBand.band;
  const ci: Band =
    grid === "USA"
      ? [constants.gridUnknownUsa.band[0], gridFactors.ci, constants.gridUnknownUsa.band[2]]
      : [gridFactors.ci * below, gridFactors.ci, gridFactors.ci * above];
  return {
    grid,
    gridFactors,
    host,
    hostFactors,
    pue: uncertain(around(gridFactors.pue, hostFactors.pue)),
    wue: uncertain(around(gridFactors.wue, hostFactors.wue)),
    ci: uncertain(ci),
    marketBased: hostFactors.marketBased,
    ewif: uncertain([gridFactors.ewif * waterBelow, gridFactors.ewif, gridFactors.ewif * waterAbove]),
    embodied: uncertain(constants.embodied.band),
    regionAssumed: !isKnown,
  };
}
