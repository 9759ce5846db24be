import type { ExplainedFactor, estimateTotals } from "@ecomind/footprint";
import { array, band, nullable, object, text } from "../http/schema.js";

const bandOf = (values: readonly [number, number, number] | undefined) =>
  values === undefined ? null : { low: values[0], central: values[1], high: values[2] };

/** One factor: a single published value stands three times. */
export const factorSchema = object({
  id: text,
  value: object({ low: { type: "number" }, central: { type: "number" }, high: { type: "number" } }),
  unit: text,
  year: text,
  basis: text,
  source: text,
  licence: text,
});

/** A factor of the library as the API gives it. */
export const factorAnswer = ({ value: [low, central, high], ...rest }: ExplainedFactor) => ({
  ...rest,
  value: { low, central, high },
});

export const footprintSchemas = {
  factor_set: text,
  tier: nullable(text),
  flags: array(text),
  kwh_it: band,
  kwh_facility: band,
  kgco2e_lb: band,
  kgco2e_mb: band,
  kgco2e_embodied: band,
  water_onsite_l: band,
  water_offsite_l: band,
  factors: array(factorSchema),
};

/** A footprint of the library as the API gives it. */
export function footprintAnswer({
  factorSet,
  tier,
  flags,
  values,
  explanation = [],
}: ReturnType<typeof estimateTotals>) {
  return {
    factor_set: factorSet,
    tier: tier ?? null,
    flags,
    kwh_it: bandOf(values?.kwhIt),
    kwh_facility: bandOf(values?.kwhFacility),
    kgco2e_lb: bandOf(values?.kgco2eLb),
    kgco2e_mb: bandOf(values?.kgco2eMb),
    kgco2e_embodied: bandOf(values?.kgco2eEmbodied),
    water_onsite_l: bandOf(values?.waterOnsiteL),
    water_offsite_l: bandOf(values?.waterOffsiteL),
    factors: explanation.map(factorAnswer),
  };
}
