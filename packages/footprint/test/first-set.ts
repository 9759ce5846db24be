import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FactorSet, type FactorSetData, loadFactorSet } from "../src/index.js";

/** A set as it was shipped and stands in stores. */
export function earlierSet(version: "2026-11.2" | "2026-11.5"): FactorSet {
  const content = readFileSync(join(import.meta.dirname, `sets/${version}.json`), "utf8");
  return loadFactorSet(JSON.parse(content) as FactorSetData, createHash("sha256").update(content).digest("hex"));
}

/** The oldest set that stores still hold. */
export const firstSet = (): FactorSet => earlierSet("2026-11.2");
