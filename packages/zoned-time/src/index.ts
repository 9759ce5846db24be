export * from "./earlier-period.js";
export * from "./wall-time.js";
