/** The elements that other pages may use. Each needs a token provider, or the session of the same site. */
export { EcoBreakdown } from "./components/eco-breakdown.js";
export { EcoKpi } from "./components/eco-kpi.js";
export { EcoQuality } from "./components/eco-quality.js";
export { EcoTable } from "./components/eco-table.js";
export { EcoTimeseries } from "./components/eco-timeseries.js";
