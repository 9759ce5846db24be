import { BoundedCache } from "./bounded-cache.js";
import type { FactorSet } from "./factor-set.js";
import type { Band, GridFactors, HostFactors } from "./factor-set-data.js";
import { hostOfRegion } from "./regions.js";
import { type Uncertain, uncertain } from "./uncertain.js";
import { gridIn } from "./vintage.js";

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
  /** What the bounds of `ci` come of. */
  readonly ciBoundsOf: GridBounds["of"];
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

const sites = new WeakMap<FactorSet, Map<number, BoundedCache<Site>>>();

/**
 * Factors of the place: the region's own first, then its host's; of an unknown region the provider's usual grid; of an
 * unknown provider the world's.
 * @param provider canonical @param region canonical key, "" when unknown @param vintage year of the factors; 0: the newest
 */
export function siteOf(factors: FactorSet, provider: string, region: string, vintage = 0): Site {
  let ofSet = sites.get(factors);
  if (ofSet === undefined) {
    ofSet = new Map();
    sites.set(factors, ofSet);
  }
  let known = ofSet.get(vintage);
  if (known === undefined) {
    known = new BoundedCache(10_000);
    ofSet.set(vintage, known);
  }
  return known.get(provider, region) ?? known.set(provider, region, makeSite(factors, provider, region, vintage));
}

/** Bounds of a grid's carbon and what they come of: the grids that it may be, else a constant of the method. */
interface GridBounds {
  readonly band: Band;
  readonly of: "host" | "grid" | "gridUnknownUsa" | "gridBand";
}

function gridBounds(
  {
    grid,
    gridFactors: { ci, spread },
    hostFactors: { guess },
    isKnown,
  }: Pick<Site, "grid" | "gridFactors" | "hostFactors"> & { readonly isKnown: boolean },
  { gridBand, gridUnknownUsa }: FactorSet["constants"],
): GridBounds {
  if (!isKnown && guess !== undefined) return { band: around(ci, [guess[0], ci, guess[1]]), of: "host" };
  if (spread !== undefined) return { band: around(ci, [spread[0], ci, spread[1]]), of: "grid" };
  if (grid === "USA") return { band: [gridUnknownUsa.band[0], ci, gridUnknownUsa.band[2]], of: "gridUnknownUsa" };
  return { band: [ci * gridBand.band[0], ci, ci * gridBand.band[2]], of: "gridBand" };
}

function makeSite({ hosts, grids, constants }: FactorSet, provider: string, region: string, vintage: number): Site {
  const hostName = hostOfRegion(region) ?? provider;
  // hasOwn: a provider may call itself constructor.
  const host = Object.hasOwn(hosts, hostName) ? hostName : "unknown-cloud";
  const hostFactors = hosts[host] as HostFactors;
  const isKnown = Object.hasOwn(grids, region);
  const grid = isKnown ? region : hostFactors.grid;
  const gridFactors = gridIn(grids[grid] as GridFactors, vintage);
  const [waterBelow, , waterAbove] = constants.ewifBand.band;
  const bounds = gridBounds({ grid, gridFactors, hostFactors, isKnown }, constants);
  const { marketBased } = hostFactors;
  return {
    grid,
    gridFactors,
    host,
    hostFactors,
    pue: uncertain(around(gridFactors.pue, hostFactors.pue)),
    wue: uncertain(around(gridFactors.wue, hostFactors.wue)),
    ci: uncertain(bounds.band),
    ciBoundsOf: bounds.of,
    // A fleet's average says nothing of a grid that is cleaner than it; where no fleet is meant, none applies.
    marketBased:
      marketBased !== undefined && hostFactors.guess !== undefined && marketBased > gridFactors.ci
        ? undefined
        : marketBased,
    ewif: uncertain([gridFactors.ewif * waterBelow, gridFactors.ewif, gridFactors.ewif * waterAbove]),
    embodied: uncertain(constants.embodied.band),
    regionAssumed: !isKnown,
  };
}
