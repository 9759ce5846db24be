export const metricNames = ["energy", "co2e", "water", "requests", "tokens"] as const;
/** The figure that a view is about. */
export type MetricName = (typeof metricNames)[number];
