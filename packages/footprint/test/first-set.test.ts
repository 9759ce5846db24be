import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  canonicalModel,
  canonicalProvider,
  estimate,
  estimateTotals,
  factorSetData,
  tokensOutRamp,
} from "../src/index.js";
import { firstSet } from "./first-set.js";

/** Of everything below, as the build gave it that shipped the set; computed there, in the same order. */
const figuresOfThatBuild = "52765f9253aae5e2883d56faa2618e249fbb639d247ea1743166f1d128fc4740";

const factors = firstSet();
const reported = readFileSync(join(import.meta.dirname, "sets/reported-models-2026-11.2.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split(/ +/) as [provider: string, name: string]);

test("an earlier set gives its figures to the last digit, and reads names as it did", () => {
  expect(factors.hash).toBe("89562fa2e79e10b6ab48ae48986f956e5d7f4742976efb15db60fd8ab2906322");
  const hash = createHash("sha256");
  const add = (value: unknown) => hash.update(JSON.stringify(value));
  const models = [...factors.models.map(({ id }) => id), "house-model", "embedding:x", "unsupported:dall-e-3"];
  const regions = ["", ...Object.keys(factors.grids).filter((_region, index) => index % 7 === 0), "atlantis"];
  const counts = { tokensIn: 12_345, tokensCached: 678, tokensOut: 4_321, tokensOutRamp: tokensOutRamp(4_321) };
  for (const model of models)
    for (const provider of [...Object.keys(factors.hosts), "nobody"])
      for (const region of regions) add(estimateTotals({ provider, model, region, ...counts }, factors));
  for (const [provider, name] of reported) {
    add(canonicalModel(factors, canonicalProvider(provider), name));
    add(estimate({ provider, model: name, tokensIn: 1_000, tokensOut: 400 }, factors, { explain: true }));
  }
  expect(hash.digest("hex")).toBe(figuresOfThatBuild);
});

test("what is stored of a set is what was loaded", () => {
  expect(
    createHash("sha256")
      .update(JSON.stringify(factorSetData(factors)))
      .digest("hex"),
  ).toBe(factors.hash);
});
