/** The elements that other pages may use. Each needs a token provider, or the session of the same site. */
export { EcoBreakdown } from "./breakdown/element.js";
export { EcoKpi } from "./kpi/element.js";
export { EcoQuality } from "./quality/element.js";
export { EcoTable } from "./table/element.js";
export { EcoTimeseries } from "./timeseries/element.js";
