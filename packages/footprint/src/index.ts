export * from "./coefficients.js";
export * from "./estimate.js";
export type * from "./explain.js";
export * from "./explained-factor.js";
export * from "./factor-set.js";
export * from "./factor-set-data.js";
export * from "./footprint-input-error.js";
export {
  type CanonicalModel,
  canonicalModel,
  type EnergyModel,
  embeddingPrefix,
  energyModel,
  modelChanges,
  rollingChanges,
  sizeId,
  sizeScale,
  unsupportedPrefix,
} from "./models.js";
export * from "./names/stand-in.js";
export * from "./place.js";
export * from "./providers.js";
export { canonicalRegion, hostOfCloud, hostOfRegion } from "./regions.js";
export * from "./resolve-use.js";
export * from "./serving.js";
export * from "./tokens.js";
export { firstVintageYear, lastVintageYear, olderYears, vintageOf, vintageOfYear } from "./vintage.js";
