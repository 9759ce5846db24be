import { canonicalModel, canonicalProvider, estimateTotals, type FactorSet } from "@ecomind/footprint";
import type { DayFigures } from "../worker/day-figures.js";

export type Band = readonly [low: number, central: number, high: number];

/** What a number of days cost. */
export interface Costs {
  readonly requests: number;
  readonly unsized: number;
  readonly tokens: Band;
  readonly kwh: Band;
  readonly kgco2e: Band;
  /** Litres, at data centres and power plants together. */
  readonly waterL: Band;
}

export const noCosts: Costs = {
  requests: 0,
  unsized: 0,
  tokens: [0, 0, 0],
  kwh: [0, 0, 0],
  kgco2e: [0, 0, 0],
  waterL: [0, 0, 0],
};

const add = (a: Band, b: Band): Band => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/** Each bound is computed from its own tokens: an error of the estimated sizes and one of the factors both widen the band. */
function costsOf(day: DayFigures, factors: FactorSet): Costs {
  const provider = canonicalProvider(day.provider);
  const { model } = canonicalModel(factors, provider, day.model);
  const values = ([0, 1, 2] as const).map((bound) => {
    const totals = { provider, model, region: "", tokensCached: 0 };
    const [tokensIn, tokensOut, ramp] = [day.tokensIn[bound], day.tokensOut[bound], day.tokensOutRamp[bound]];
    return estimateTotals({ ...totals, tokensIn, tokensOut, tokensOutRamp: ramp }, factors).values;
  });
  const band = (read: (value: NonNullable<(typeof values)[number]>) => Band): Band => [
    values[0] === undefined ? 0 : read(values[0])[0],
    values[1] === undefined ? 0 : read(values[1])[1],
    values[2] === undefined ? 0 : read(values[2])[2],
  ];
  return {
    requests: day.requests,
    unsized: day.unsized,
    tokens: add(day.tokensIn, day.tokensOut),
    kwh: band(({ kwhFacility }) => kwhFacility),
    kgco2e: band(({ kgco2eLb, kgco2eEmbodied }) => add(kgco2eLb, kgco2eEmbodied)),
    waterL: band(({ waterOnsiteL, waterOffsiteL }) => add(waterOnsiteL, waterOffsiteL)),
  };
}

export function sumCosts(a: Costs, b: Costs): Costs {
  return {
    requests: a.requests + b.requests,
    unsized: a.unsized + b.unsized,
    tokens: add(a.tokens, b.tokens),
    kwh: add(a.kwh, b.kwh),
    kgco2e: add(a.kgco2e, b.kgco2e),
    waterL: add(a.waterL, b.waterL),
  };
}

/** Costs by pack, the one with most prompts first. */
export function costsByPack(days: readonly DayFigures[], factors: FactorSet): [pack: string, costs: Costs][] {
  const byPack = new Map<string, Costs>();
  for (const day of days) byPack.set(day.pack, sumCosts(byPack.get(day.pack) ?? noCosts, costsOf(day, factors)));
  return [...byPack].sort(([, a], [, b]) => b.requests - a.requests);
}
