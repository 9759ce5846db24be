/** What runs outside a browser as well: the detection of turns, sizes, and the queue of what is uploaded. */
export * from "./detection/read-request.js";
export * from "./detection/settle.js";
export * from "./detection/sightings.js";
export * from "./detection/turn.js";
export * from "./detection/turn-state.js";
export * from "./detection/uuid-v7.js";
export * from "./manifest.js";
export * from "./page/read-entry.js";
export * from "./rules/match.js";
export * from "./rules/read-rule-packs.js";
export type * from "./rules/rule-pack.js";
export { shippedRulePacks } from "./rules/shipped.js";
export * from "./rules/signed-rule-packs.js";
export * from "./sizes/tokens-of-bytes.js";
