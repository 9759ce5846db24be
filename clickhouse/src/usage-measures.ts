/** What rollups and history hold of use, in the order of their columns. */
export const usageMeasures = [
  "requests",
  "requests_without_tokens",
  "tokens_in",
  "tokens_cached",
  "tokens_out",
  "tokens_out_ramp",
  "tokens_in_below",
  "tokens_in_above",
  "tokens_out_below",
  "tokens_out_above",
  "energy_uwh",
] as const;

export type UsageMeasure = (typeof usageMeasures)[number];

/** Dimensions of the history: a row is one combination of them. */
export const historyDimensions = [
  "org_id",
  "bucket",
  "team",
  "provider",
  "model",
  "region",
  "source",
  "tokens_basis",
  "energy_boundary",
  "service_tier",
] as const;
