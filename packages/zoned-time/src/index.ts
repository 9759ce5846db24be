export * from "./counterparts.js";
export * from "./earlier-period.js";
export * from "./interval-texts.js";
export * from "./intervals.js";
export * from "./wall-time.js";
