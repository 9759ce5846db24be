export * from "./event.js";
export * from "./limits.js";
export * from "./log-names.js";
