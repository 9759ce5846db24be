export { burnAlertName, burnAlerts } from "./burn-alerts.js";
export { causeAlerts, jobs as watchedJobs } from "./cause-alerts.js";
export type { Dashboard, Panel } from "./dashboards/panel.js";
export { units } from "./dashboards/panel.js";
export { dashboards, generatedFiles, ruleGroups } from "./generated-files.js";
export { type LoadThresholds, loadThresholds } from "./load-thresholds.js";
export { objectivesTable, withTable } from "./objectives-table.js";
export * from "./recording-rules.js";
export * from "./slo.js";
