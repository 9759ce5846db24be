export { Canary, type CanaryOptions } from "./canary.js";
export { type CanaryMetrics, canaryMetrics } from "./metrics.js";
