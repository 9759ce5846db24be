import type { FactorSet } from "./factor-set.js";
import type { GridFactors } from "./factor-set-data.js";

/** Events of earlier years have the factors of this one. */
export const firstVintageYear = 2024;
/** The last year for which any set has factors that are not its newest. */
export const lastVintageYear = 2024;

const newest = new WeakMap<FactorSet, number>();

/** The year of the newest factor that has an older one; from its begin on every event has the newest. */
function newestYear(factors: FactorSet): number {
  let year = newest.get(factors);
  if (year === undefined) {
    year = Object.values(factors.grids).reduce((most, grid) => (grid.older ? Math.max(most, grid.year) : most), 0);
    newest.set(factors, year);
  }
  return year;
}

/** Years for which a set has older factors. */
export const olderYears = (factors: FactorSet): number[] =>
  Array.from({ length: Math.max(0, newestYear(factors) - firstVintageYear) }, (_, index) => firstVintageYear + index);

/** Begin of the last year whose year anybody asked for: most events are of this year. */
let cached = { year: 0, fromMs: 0, toMs: 0 };

/**
 * The year whose factors an event has, of UTC; 0: the newest.
 * @param timeMs milliseconds since 1970; absent: now
 */
export function vintageOf(factors: FactorSet, timeMs: number | undefined): number {
  if (timeMs === undefined) return 0;
  if (timeMs < cached.fromMs || timeMs >= cached.toMs) {
    const year = new Date(timeMs).getUTCFullYear();
    cached = { year, fromMs: Date.UTC(year, 0), toMs: Date.UTC(year + 1, 0) };
  }
  return vintageOfYear(factors, cached.year);
}

/** The same of a calendar year. */
export function vintageOfYear(factors: FactorSet, year: number): number {
  return year >= newestYear(factors) ? 0 : Math.max(year, firstVintageYear);
}

/** A grid as it was in a year: the latest factor that is not of a later one. @param vintage of {@link vintageOf} */
export function gridIn(grid: GridFactors, vintage: number): GridFactors {
  if (vintage === 0 || grid.older === undefined || vintage >= grid.year) return grid;
  const [year, ci] = grid.older.findLast(([of]) => of <= vintage) ?? (grid.older[0] as readonly [number, number]);
  return { ...grid, year, ci };
}
