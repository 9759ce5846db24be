import {
  type Band,
  canonicalModel,
  canonicalProvider,
  estimateTotals,
  type Flag,
  loadDefaultFactorSet,
} from "@ecomind/footprint";
import type { Cell } from "./cells.js";

/** What a set of answers cost. Each band is low, central, high. */
export interface Cost {
  readonly factorSet: string;
  /** kWh at the facility. */
  readonly kwh: Band;
  /** kg CO2e, location-based. */
  readonly kgco2e: Band;
  /** Litres, on site and at power plants. */
  readonly waterL: Band;
  /** What was assumed for some of the answers. */
  readonly flags: readonly Flag[];
  /** Answers that the method has no figure for. */
  readonly unsupported: number;
}

const plus = (a: Band, b: Band): Band => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/**
 * What answers cost by the default factor set, each where its provider usually runs. Where an output count is unknown its
 * energy is left out.
 */
export function costOf(cells: readonly Cell[]): Cost {
  const factors = loadDefaultFactorSet();
  let cost = { kwh: [0, 0, 0] as Band, kgco2e: [0, 0, 0] as Band, waterL: [0, 0, 0] as Band };
  const flags = new Set<Flag>();
  let unsupported = 0;
  for (const { provider: reported, model, totals, tokensOutRamp } of cells) {
    if (totals.responses === 0) continue;
    const provider = canonicalProvider(reported);
    const { values, flags: told } = estimateTotals(
      {
        provider,
        model: canonicalModel(factors, provider, model).model,
        region: "",
        tokensIn: totals.tokens_in,
        tokensCached: totals.tokens_cached,
        tokensOut: totals.tokens_out,
        tokensOutRamp,
      },
      factors,
    );
    for (const flag of told) flags.add(flag);
    if (values === undefined) unsupported += totals.responses;
    else
      cost = {
        kwh: plus(cost.kwh, values.kwhFacility),
        kgco2e: plus(cost.kgco2e, values.kgco2eLb),
        waterL: plus(cost.waterL, plus(values.waterOnsiteL, values.waterOffsiteL)),
      };
  }
  return { factorSet: factors.version, ...cost, flags: [...flags], unsupported };
}

const bandJson = ([low, central, high]: Band) => ({ low, central, high });

export const costJson = ({ factorSet, kwh, kgco2e, waterL, flags, unsupported }: Cost) => ({
  factor_set: factorSet,
  kwh_facility: bandJson(kwh),
  kgco2e_lb: bandJson(kgco2e),
  water_l: bandJson(waterL),
  flags,
  unsupported_responses: unsupported,
});
