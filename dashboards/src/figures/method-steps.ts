import type { Band, Measures } from "../api/answers.js";

/** One multiplication between a count and a footprint, with the factor that resulted over the whole group. */
export interface MethodStep {
  readonly name: "it" | "facility" | "co2e" | "market" | "embodied" | "onsite" | "offsite";
  /** What is multiplied. */
  readonly from: "tokens" | "it" | "facility";
  readonly result: Band;
  /** Result over input, central; in `unit`. Absent where each model or supplier has its own. */
  readonly factor?: number;
  readonly unit?: string;
  /** Requests that the result is of, where it is not of all. */
  readonly requests?: number;
}

const ratio = (result: Band, input: Band | null, scale: number): number | undefined =>
  input === null || input.central === 0 ? undefined : (result.central / input.central) * scale;

/** The chain of a group's footprint, without what the method does not give. */
export function methodSteps({
  footprint,
  requests,
  requests_without_mb: without,
}: Pick<Measures, "footprint" | "requests" | "requests_without_mb">): MethodStep[] {
  const { kwh_it: it, kwh_facility: facility } = footprint;
  const step = (
    name: MethodStep["name"],
    from: MethodStep["from"],
    result: Band | null,
    input: Band | null,
    scale: number,
    unit: string,
  ): MethodStep[] => {
    if (result === null) return [];
    const factor = ratio(result, input, scale);
    return [{ name, from, result, ...(factor === undefined ? {} : { factor, unit }) }];
  };
  return [
    ...(it === null ? [] : [{ name: "it" as const, from: "tokens" as const, result: it }]),
    ...step("facility", "it", facility, it, 1, "PUE"),
    ...step("co2e", "facility", footprint.kgco2e_lb, facility, 1000, "g/kWh"),
    // Of the suppliers that publish one alone: over all energy it would be no factor of anything.
    ...(footprint.kgco2e_mb === null
      ? []
      : [
          {
            name: "market" as const,
            from: "facility" as const,
            result: footprint.kgco2e_mb,
            // Beside the location-based figure of all it would look like a far smaller one of the same.
            ...(without > 0 ? { requests: requests - without } : {}),
          },
        ]),
    ...step("onsite", "it", footprint.water_onsite_l, it, 1, "L/kWh"),
    ...step("offsite", "facility", footprint.water_offsite_l, facility, 1, "L/kWh"),
    ...step("embodied", "it", footprint.kgco2e_embodied, it, 1000, "g/kWh"),
  ];
}
