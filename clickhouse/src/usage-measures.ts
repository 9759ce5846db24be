/** What rollups and history hold of use, in the order of their columns. */
export const usageMeasures = ["requests", "tokens_in", "tokens_cached", "tokens_out", "tokens_out_ramp"] as const;

export type UsageMeasure = (typeof usageMeasures)[number];
