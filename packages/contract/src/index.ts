export * from "./canonicalise.js";
export * from "./event.js";
export * from "./limits.js";
export * from "./log-names.js";
export * from "./reject-reasons.js";
export * from "./serialise.js";
export * from "./timestamp.js";
export * from "./upcast.js";
