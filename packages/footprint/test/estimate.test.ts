import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseCsv } from "../scripts/csv.js";
import {
  type EventFacts,
  estimate,
  estimateTotals,
  FootprintInputError,
  type FootprintValues,
  loadDefaultFactorSet,
  loadFactorSet,
} from "../src/index.js";
import { firstSet } from "./first-set.js";

const factors = loadDefaultFactorSet();
const examples = (path: string) => parseCsv(readFileSync(join(import.meta.dirname, path), "utf8"));
/** Of the first set, computed apart from this code; of the set of this build, what it said when it was made. */
const goldens = [
  ...examples("sets/worked_examples-2026-11.2.csv").map((row) => ({ ...row, set: firstSet() })),
  ...examples("../data/worked_examples.csv").map((row) => ({ ...row, set: factors })),
] as (Record<string, string> & { set: typeof factors })[];

const columns = {
  kwh_it: "kwhIt",
  kwh_facility: "kwhFacility",
  kgco2e_lb: "kgco2eLb",
  kgco2e_embodied: "kgco2eEmbodied",
  water_onsite_l: "waterOnsiteL",
  water_offsite_l: "waterOffsiteL",
} as const satisfies Record<string, keyof FootprintValues>;

test.each(goldens)("golden value $example of $set.version: $provider $model $cloud $region", (row) => {
  const { values, tier } = estimate(
    {
      provider: row.provider as string,
      model: row.model as string,
      tokensIn: Number(row.tokens_in),
      tokensCached: Number(row.tokens_cached),
      tokensOut: Number(row.tokens_out),
      ...(row.region ? { region: row.region, cloud: row.cloud as string } : {}),
    },
    row.set,
  );
  expect(tier).toBe(row.tier);
  for (const [column, field] of Object.entries(columns))
    for (const [index, bound] of ["low", "central", "high"].entries()) {
      const wanted = Number(row[`${column}_${bound}`]);
      const got = (values as FootprintValues)[field]?.[index] as number;
      expect(Math.abs(got / wanted - 1), `${column}_${bound}: ${got} for ${wanted}`).toBeLessThan(1e-4);
    }
});

test.each([
  ["tokens_in", { tokensIn: -1 }],
  ["tokens_in", { tokensIn: Number.NaN }],
  ["tokens_in", { tokensIn: 1.5 }],
  ["tokens_in", { tokensIn: 10_000_001 }],
  ["tokens_out", { tokensOut: Number.POSITIVE_INFINITY }],
  ["tokens_out", { tokensOut: "7" as unknown as number }],
  ["tokens_cached", { tokensCached: 11 }],
  ["provider", { provider: "" }],
  ["model", { model: "" }],
])("bad input names its field: %s %j", (field, wrong) => {
  const good = { provider: "openai", model: "gpt-4o", tokensIn: 10, tokensOut: 10 };
  expect(() => estimate({ ...good, ...wrong }, factors)).toThrow(FootprintInputError);
  expect(() => estimate({ ...good, ...wrong }, factors)).toThrow(new RegExp(`^${field}:`));
});

test.each(["constructor", "__proto__", "toString"])("%s is an unknown name like any other", (name) => {
  const facts = { tokensIn: 10, tokensOut: 10 };
  const unknown = estimate({ ...facts, provider: "nobody", model: "none", region: "nowhere" }, factors);
  expect(unknown.flags).toEqual(["unknown_model", "region_assumed"]);
  expect(estimate({ ...facts, provider: name, model: name, region: name, cloud: name }, factors)).toEqual(unknown);
  const totals = { ...facts, tokensCached: 0, tokensOutRamp: 0 };
  expect(estimateTotals({ ...totals, provider: name, model: name, region: name }, factors)).toEqual(unknown);
});

test("flags tell what was assumed, and images are not reckoned as zero", () => {
  const at = (extra: Partial<EventFacts>) =>
    estimate(
      { provider: "openai", model: "gpt-4o", tokensIn: 10, tokensOut: 10, region: "azure/swedencentral", ...extra },
      factors,
    );
  expect(at({}).flags).toEqual([]);
  expect(at({ tokensIn: 60_000 }).flags).toEqual(["long_context"]);
  expect(at({ model: "house-model" })).toMatchObject({ flags: ["unknown_model"], tier: "D" });
  expect(at({ model: "house-70b" })).toMatchObject({ flags: ["model_by_size"], tier: "C" });
  expect(at({ model: "claude-opus-99" })).toMatchObject({ flags: ["model_by_family"], tier: "D" });
  expect(at({ model: "sonar-pro" })).toMatchObject({ flags: ["model_by_price"], tier: "D" });
  expect(at({ region: "atlantis" }).flags).toEqual(["region_assumed"]);
  expect(at({ model: "dall-e-3" })).toMatchObject({ flags: ["unsupported"], values: undefined });
});

test("sums of a single event have its flags; of several, no count of tokens says that one of them was long", () => {
  const totals = {
    provider: "openai",
    model: "gpt-4o",
    region: "SWE",
    tokensCached: 0,
    tokensOut: 1,
    tokensOutRamp: 0,
  };
  const flags = (tokensIn: number, single: boolean) =>
    estimateTotals({ ...totals, tokensIn }, factors, { single }).flags;
  expect([flags(50_001, true), flags(50_000, true), flags(50_001, false)]).toEqual([["long_context"], [], []]);
});

test("several factor sets stand side by side, so that history can be restated", () => {
  const event = { provider: "openai", model: "gpt-4o", tokensIn: 10, tokensOut: 10, region: "SE" };
  const grids = {
    ...factors.grids,
    SWE: { ...(factors.grids.SWE as (typeof factors.grids)[string]), ci: 2 * (factors.grids.SWE?.ci as number) },
  };
  const other = loadFactorSet({ ...factors, version: "2027-01.1", grids }, "another hash");
  const before = estimate(event, factors);
  const restated = estimate(event, other);
  expect([before.factorSet, restated.factorSet]).toEqual([factors.version, "2027-01.1"]);
  expect(restated.values?.kgco2eLb[1]).toBeCloseTo(2 * (before.values?.kgco2eLb[1] as number), 12);
  // What one set remembers does not leak into the other.
  expect(estimate(event, factors)).toEqual(before);
});

test("an explanation names every factor with unit, basis, source and licence", () => {
  const { explanation = [] } = estimate(
    { provider: "google", model: "gemini-2.5-flash", tokensIn: 10, tokensOut: 10 },
    factors,
    { explain: true },
  );
  expect(explanation.map(({ id }) => id)).toEqual([
    "energy/gemini-2.5-flash/out",
    "energy/gemini-2.5-flash/in",
    "ramp",
    "ramp-start",
    "ramp-length",
    "cached-input",
    "pue/google",
    "wue/google",
    "grid/USA",
    "guess/google",
    "market-based/google",
    "ewif/USA",
    "ewif-band",
    "embodied",
  ]);
  for (const { unit, basis, source, licence } of explanation)
    for (const text of [unit, basis, source, licence]) expect(text).not.toBe("");
});
