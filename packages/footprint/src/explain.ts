import {
  constantFactor,
  type ExplainedFactor,
  energyFactors,
  gridFactors,
  guessFactor,
  hostFactors,
  rampFactors,
  servingFactor,
  spreadFactor,
} from "./explained-factor.js";
import type { FactorSet } from "./factor-set.js";
import type { Band, ModelFactors, ServingName } from "./factor-set-data.js";
import type { Site } from "./site.js";

export type Explanation = readonly ExplainedFactor[];

/** A published value with the bounds that the site gives it, and then what the bounds come of. */
const bounded = (own: ExplainedFactor, value: Band, bounds: ExplainedFactor): ExplainedFactor[] => [
  { ...own, value },
  bounds,
];

/** What bounds a grid's carbon: the grids that it may be, or a constant of the method. */
function carbonBounds(factors: FactorSet, { ciBoundsOf, host, hostFactors, grid, gridFactors }: Site): ExplainedFactor {
  if (ciBoundsOf === "gridBand" || ciBoundsOf === "gridUnknownUsa") return constantFactor(factors, ciBoundsOf);
  const own =
    ciBoundsOf === "host"
      ? guessFactor(factors, host, hostFactors, gridFactors)
      : spreadFactor(factors, grid, gridFactors);
  return own as ExplainedFactor;
}

/** Every factor that a footprint of this model at this site uses: who has the tokens can compute it again from these. */
export function explain(
  factors: FactorSet,
  model: ModelFactors | undefined,
  site: Site,
  serving?: ServingName,
): Explanation {
  const grid = gridFactors(factors, site.grid, site.gridFactors);
  const host = hostFactors(factors, site.host, site.hostFactors);
  const gridBounds = carbonBounds(factors, site);
  const ewifBounds = constantFactor(factors, "ewifBand");
  return [
    ...(model === undefined ? [] : energyFactors(factors, model)),
    ...(model?.ramp ? rampFactors : []),
    ...(serving === undefined ? [] : [servingFactor(factors, serving)]),
    constantFactor(factors, "cached"),
    ...(grid.pue === undefined ? [host.pue] : bounded(grid.pue, site.pue.band, host.pue)),
    ...(grid.wue === undefined ? [host.wue] : bounded(grid.wue, site.wue.band, host.wue)),
    ...bounded({ ...grid.ci, basis: `${grid.ci.basis}; bounds of ${gridBounds.id}` }, site.ci.band, gridBounds),
    ...(host.marketBased === undefined || site.marketBased === undefined ? [] : [host.marketBased]),
    ...bounded({ ...grid.ewif, basis: `${grid.ewif.basis}; bounds of ${ewifBounds.id}` }, site.ewif.band, ewifBounds),
    constantFactor(factors, "embodied"),
  ];
}
