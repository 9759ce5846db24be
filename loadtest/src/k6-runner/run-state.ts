import { Metrics } from "./metrics.js";

/** The run that the modules which scripts import belong to: scripts take part in one run a process. */
export const run = { metrics: new Metrics() };

/** Metrics that every run has. */
export const builtIn = [
  ["http_req_duration", "trend"],
  ["http_req_failed", "rate"],
  ["http_reqs", "counter"],
  ["iterations", "counter"],
  ["dropped_iterations", "counter"],
  ["checks", "rate"],
] as const;

/** Metrics that scripts make before the run, and so its thresholds, are known. */
export const declared = new Map<string, "counter" | "trend">();
