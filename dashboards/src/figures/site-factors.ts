import type { Factor, Factors } from "../api/answers.js";

export type SiteFactors = Pick<Factors, "constants" | "hosts" | "grids">;

const present = (...factors: readonly (Factor | undefined)[]): Factor[] =>
  factors.filter((factor) => factor !== undefined);

/** The method's constants, what every host has, and the regions' own, of those that were used. */
export function siteFactors({ constants, hosts, grids }: SiteFactors, regions: ReadonlySet<string>): Factor[] {
  return [
    ...constants,
    ...hosts.flatMap(({ pue, wue, market_based }) => present(pue, wue, market_based)),
    ...grids.filter(({ grid }) => regions.has(grid)).flatMap(({ pue, wue }) => present(pue, wue)),
  ];
}
