import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FactorSet, type FactorSetData, loadFactorSet } from "../src/index.js";

/** Set 2026-11.2 as it was shipped and stands in stores. */
export function firstSet(): FactorSet {
  const content = readFileSync(join(import.meta.dirname, "sets/2026-11.2.json"), "utf8");
  return loadFactorSet(JSON.parse(content) as FactorSetData, createHash("sha256").update(content).digest("hex"));
}
