import type { Band, Measures, UsageRow } from "../src/api/answers.js";

const band = (central: number): Band => ({ low: central / 4, central, high: central * 6 });

/** Measures of a use whose every figure follows from its energy. */
export function measures(kwh: number, extra: Partial<Measures> = {}): Measures {
  return {
    requests: Math.round(kwh * 100),
    tokens_in: Math.round(kwh * 10_000),
    tokens_cached: 0,
    tokens_out: Math.round(kwh * 2_000),
    requests_without_tokens: 0,
    requests_measured: 0,
    requests_unsupported: 0,
    requests_unknown_model: 0,
    requests_region_assumed: 0,
    requests_without_mb: Math.round(kwh * 100),
    footprint: {
      kwh_it: band(kwh / 1.25),
      kwh_facility: band(kwh),
      kgco2e_lb: band(kwh * 0.36),
      kgco2e_mb: null,
      kgco2e_embodied: band(kwh * 0.05),
      water_onsite_l: band(kwh * 0.2),
      water_offsite_l: band(kwh * 2.5),
    },
    kwh_it_by_tier: { C: kwh / 1.25 },
    ...extra,
  };
}

export const row = (start: string, group: readonly string[], kwh: number): UsageRow => ({
  start,
  group,
  ...measures(kwh),
});
