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
import { earlierSet, firstSet } from "./first-set.js";

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

test("set 2026-11.5, the first with rungs, gives its figures to the last digit for every name that stores hold", () => {
  const later = earlierSet("2026-11.5");
  expect(later.hash).toBe("4db2e2bd2e4667eb45448ca9a8636c3ca4f5bd0db4b964efb73ffcaff34ea547");
  const hash = createHash("sha256");
  const standIns = ["house-model", "house-70b", "house-8x7b", "house-400b", "gpt-9-mini", "kimi-k9", "embedding:x-8b"];
  const models = [...later.models.map(({ id }) => id), ...standIns, "embedding:x", "unsupported:dall-e-3"];
  const places = Object.keys(later.grids).filter((_region, index) => index % 11 === 0);
  const counts = { tokensIn: 12_345, tokensCached: 678, tokensOut: 4_321, tokensOutRamp: tokensOutRamp(4_321) };
  models.forEach((model, at) => {
    for (const provider of ["openai", "self-hosted", "nobody"])
      for (const region of ["", places[at % places.length] as string, "SWE"])
        hash.update(JSON.stringify(estimateTotals({ provider, model, region, ...counts }, later, { explain: true })));
  });
  for (const region of Object.keys(later.grids))
    for (const provider of Object.keys(later.hosts))
      hash.update(JSON.stringify(estimateTotals({ provider, model: "gpt-4o", region, ...counts }, later)));
  for (const measured of [
    { kwh: 0.25, boundary: "it" },
    { kwh: 0.25, boundary: "facility" },
  ] as const)
    hash.update(
      JSON.stringify(estimateTotals({ provider: "x", model: "y", region: "SWE", ...counts, measured }, later)),
    );
  expect(hash.digest("hex")).toBe("b848cc6b0a36984e8015cc089f7388c1b3f630412fe49859d53f94a481802aa5");
});
