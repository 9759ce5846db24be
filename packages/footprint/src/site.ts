import type { Band, FactorSet, GridFactors, HostFactors } from "./factor-set.js";
import { hostOfRegion } from "./regions.js";

/** What running a kWh of IT costs where the event was served. */
export interface Site {
  /** Key of the grid or cloud region. */
  readonly grid: string;
  readonly gridFactors: GridFactors;
  /** Provider row behind PUE and WUE. */
  readonly host: string;
  readonly hostFactors: HostFactors;
  readonly pue: Band;
  /** Litres per kWh IT. */
  readonly wue: Band;
  /** gCO2e per kWh. */
  readonly ci: Band;
  /** gCO2e per kWh; undefined where the supplier publishes none. */
  readonly marketBased: number | undefined;
  /** Litres per kWh facility. */
  readonly ewif: Band;
  /** The region was not known, and the provider's usual one stands in. */
  readonly regionAssumed: boolean;
}

/** A region's own value in the middle, within the bounds of its host; bounds give way where the value is outside. */
function around(own: number | undefined, [low, central, high]: Band): Band {
  const value = own ?? central;
  return [Math.min(low, value), value, Math.max(high, value)];
}

const sites = new WeakMap<FactorSet, Map<string, Site>>();

/**
 * Factors of the place: the region's own first, then its host's; of an unknown region the provider's usual grid; of an
 * unknown provider the world's.
 * @param provider canonical @param region canonical key, "" when unknown
 */
export function siteOf(factors: FactorSet, provider: string, region: string): Site {
  let known = sites.get(factors);
  if (known === undefined) {
    known = new Map();
    sites.set(factors, known);
  }
  const hostName = hostOfRegion(region) ?? provider;
  const host = factors.hosts[hostName] === undefined ? "unknown-cloud" : hostName;
  const key = `${host}\n${region}`;
  let site = known.get(key);
  if (site === undefined) {
    site = makeSite(factors, host, region);
    known.set(key, site);
  }
  return site;
}

function makeSite({ hosts, grids, constants }: FactorSet, host: string, region: string): Site {
  const hostFactors = hosts[host] as HostFactors;
  const isKnown = grids[region] !== undefined;
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
    pue: around(gridFactors.pue, hostFactors.pue),
    wue: around(gridFactors.wue, hostFactors.wue),
    ci,
    marketBased: hostFactors.marketBased,
    ewif: [gridFactors.ewif * waterBelow, gridFactors.ewif, gridFactors.ewif * waterAbove],
    regionAssumed: !isKnown,
  };
}
