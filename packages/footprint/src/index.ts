export * from "./coefficients.js";
export * from "./estimate.js";
export type * from "./explain.js";
export * from "./factor-set.js";
export * from "./footprint-input-error.js";
export { type CanonicalModel, canonicalModel, embeddingPrefix, unsupportedPrefix } from "./models.js";
export * from "./providers.js";
export { canonicalRegion, hostOfCloud, hostOfRegion } from "./regions.js";
export * from "./tokens.js";
