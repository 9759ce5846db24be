export { erasure, lateErasure } from "./erasure.js";
export { historyCheck } from "./history-check.js";
export type { Job, JobContext } from "./job.js";
export { keyExpiry } from "./key-expiry.js";
export { Leadership } from "./leadership.js";
export { jobsMetrics } from "./metrics.js";
export { retention } from "./retention.js";
export { JobRunner } from "./runner.js";
