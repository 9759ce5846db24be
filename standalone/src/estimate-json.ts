import type { Band, ExplainedFactor, Footprint } from "@ecomind/footprint";

/** The canonical names under which a use was reckoned. */
export interface ReckonedAs {
  readonly provider: string;
  readonly model: string;
  /** "" when unknown. */
  readonly region: string;
}

interface JsonBand {
  readonly low: number;
  readonly central: number;
  readonly high: number;
}

interface JsonFactor extends Omit<ExplainedFactor, "value"> {
  readonly value: JsonBand;
}

/** What `ecomind estimate --json` prints. Bands are null where the method does not apply: images, audio and video. */
export interface EstimateJson extends ReckonedAs {
  readonly factor_set: string;
  readonly tier: string | null;
  readonly flags: readonly string[];
  readonly kwh_it: JsonBand | null;
  readonly kwh_facility: JsonBand | null;
  readonly kgco2e_lb: JsonBand | null;
  /** Only where the supplier publishes a factor. */
  readonly kgco2e_mb?: JsonBand;
  readonly kgco2e_embodied: JsonBand | null;
  readonly water_onsite_l: JsonBand | null;
  readonly water_offsite_l: JsonBand | null;
  readonly factors: readonly JsonFactor[];
}

const jsonBand = ([low, central, high]: Band): JsonBand => ({ low, central, high });

/** @param footprint with its explanation */
export function estimateJson(
  reckonedAs: ReckonedAs,
  { factorSet, tier, flags, values, explanation = [] }: Footprint,
): EstimateJson {
  const band = (pick: Band | undefined) => (pick === undefined ? null : jsonBand(pick));
  return {
    factor_set: factorSet,
    ...reckonedAs,
    tier: tier ?? null,
    flags,
    kwh_it: band(values?.kwhIt),
    kwh_facility: band(values?.kwhFacility),
    kgco2e_lb: band(values?.kgco2eLb),
    ...(values?.kgco2eMb === undefined ? {} : { kgco2e_mb: jsonBand(values.kgco2eMb) }),
    kgco2e_embodied: band(values?.kgco2eEmbodied),
    water_onsite_l: band(values?.waterOnsiteL),
    water_offsite_l: band(values?.waterOffsiteL),
    factors: explanation.map((factor) => ({ ...factor, value: jsonBand(factor.value) })),
  };
}
