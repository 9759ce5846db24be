import { budgetOf, type Objective, type Slo } from "./slo.js";

/** What a load test must meet, as k6 writes thresholds, by metric of k6. */
export type LoadThresholds = Readonly<Record<string, readonly string[]>>;

function objectiveOf({ objectives }: Slo, name: string): Objective {
  const found = objectives.find((objective) => objective.name === name);
  if (found === undefined) throw new Error(`slo.yaml has no ${name}`);
  return found;
}

function percentile(objective: Objective): string {
  const { indicator, objectivePercent } = objective;
  if (indicator.kind !== "durations") throw new Error(`slo.yaml: ${objective.name} must have durations`);
  return `p(${objectivePercent})<${indicator.atMostSeconds * 1_000}`;
}

/**
 * Thresholds of load tests. Durations are seen from the client, and so include the network that the edge's own histogram
 * does not. A run that could not send what it should have sent says nothing.
 */
export const loadThresholds = (slo: Slo): LoadThresholds => ({
  dropped_iterations: ["count<1"],
  "http_req_failed{part:ingest}": [`rate<${budgetOf(objectiveOf(slo, "ingest_availability"))}`],
  "http_req_duration{part:ingest}": [percentile(objectiveOf(slo, "ingest_latency"))],
  "http_req_failed{part:query}": [`rate<${budgetOf(objectiveOf(slo, "query_availability"))}`],
  "http_req_duration{part:query}": [percentile(objectiveOf(slo, "query_latency"))],
  freshness_ms: [percentile(objectiveOf(slo, "freshness"))],
});
