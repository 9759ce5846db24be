import { readRulePacks } from "./read-rule-packs.js";
import packs from "./rule-packs.json" with { type: "json" };

/** The rule packs that this build ships. */
export const shippedRulePacks = readRulePacks(packs);
