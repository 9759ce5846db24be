import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { groups, ofEachShape, worstDeviation } from "../scripts/bands-of-sums.js";

import { comparisonTexts, methodPage, publishedCases, summary } from "../scripts/compare.js";
import { parseCsv } from "../scripts/csv.js";
import { files } from "../scripts/data-columns.js";
import { factorsPage, factorsText, licenceKeysOf, licencesPage, licenceTexts } from "../scripts/factors-page.js";
import { replaceMarked, withMarked } from "../scripts/marked-text.js";
import * as method from "../src/index.js";

const factors = method.loadDefaultFactorSet();

test("docs/method.md has the tables that the data give (else: npm run docs:footprint)", () => {
  expect(readFileSync(methodPage, "utf8")).toBe(withMarked(methodPage, comparisonTexts(method, factors)));
});

test("docs/factors.md is what the data give (else: npm run docs:footprint)", () => {
  expect(readFileSync(factorsPage, "utf8")).toBe(factorsText(factors));
});

test("DATA_LICENSES.md tells the licences that the rows have", () => {
  expect(readFileSync(licencesPage, "utf8")).toBe(withMarked(licencesPage, licenceTexts()));
});

test("NOTICE names everyone whose licence asks for it", () => {
  const notice = readFileSync(join(import.meta.dirname, "../../../NOTICE"), "utf8");
  const asked: Readonly<Record<string, string>> = {
    ...{ mlenergy: "ML.ENERGY Leaderboard", gcp: "Google Cloud region carbon data", ember: "Ember" },
    ...{ jegham: "Jegham", muxup: "muxup.com", ecologits: "EcoLogits", litellm: "LiteLLM" },
  };
  // Public domain, facts and own work ask for nothing.
  const free = ["own", "epa", "nrel", "lbnl", "mee", "li", "facts", "ecologits-facts", "disclosures"];
  const used = new Set(Object.keys(files).flatMap((file) => [...licenceKeysOf(file).keys()]));
  expect([...used].sort()).toEqual([...Object.keys(asked), ...free].sort());
  for (const name of Object.values(asked)) expect(notice).toContain(name);
  expect(readFileSync(join(import.meta.dirname, "../data/mpl-2.0/LICENSE"), "utf8")).toContain(
    "Mozilla Public License Version 2.0",
  );
});

test("what stands between marks is put anew, and missing marks are told", () => {
  expect(replaceMarked("a <!-- x -->old<!-- /x --> b", "x", "new")).toBe("a <!-- x -->\n\nnew\n\n<!-- /x --> b");
  expect(() => replaceMarked("a", "x", "new")).toThrow("no <!-- x -->");
});

describe("beside published measurements", () => {
  const cases = publishedCases(method, factors);
  const counted = cases.filter(({ tokens_basis }) => tokens_basis === "published");

  test("measured reasoning answers are met: 38 cases, median 0.98, none off by more than 2.5 times", () => {
    const { count, median, rms, worst, inside } = summary(
      counted.filter(({ set }) => set.startsWith("ML.ENERGY GPQA")),
    );
    expect(count).toBe(38);
    expect(median).toBeCloseTo(0.98, 2);
    expect(rms).toBeCloseTo(1.42, 2);
    expect(worst).toBeLessThan(2.5);
    expect(inside).toBe(1);
  });

  test("most published values lie within the bands", () => {
    expect(summary(counted).inside).toBeGreaterThanOrEqual(0.8);
    // A model in another precision than its name says is another case.
    const measured = counted.filter(({ set }) => !/^Jegham|in fp4$/.test(set));
    expect(summary(measured).inside).toBeGreaterThanOrEqual(0.9);
    expect(summary(measured).width).toBeLessThanOrEqual(6);
  });

  test("cases in no constant are met within a factor of 1.7, 90 of 100 inside, where it is told how they were served", () => {
    const all = counted
      .filter(({ set, used_in_factors }) => used_in_factors?.startsWith("no") && !set.startsWith("Jegham"))
      .map((row) => ({ ...row, ...row.served }));
    const told = summary(all);
    expect(told.count).toBeGreaterThanOrEqual(50);
    expect(told.rms).toBeLessThanOrEqual(1.7);
    expect(told.inside).toBeGreaterThanOrEqual(0.9);
    expect(told.width).toBeLessThanOrEqual(6);
  });

  test("without fp4, which no name says, the same holds of what is told of an event alone", () => {
    const unused = counted.filter(
      ({ set, used_in_factors }) => used_in_factors?.startsWith("no") && !/^Jegham|in fp4$/.test(set),
    );
    const { count, rms, inside, width } = summary(unused);
    expect(count).toBeGreaterThanOrEqual(40);
    expect(rms).toBeLessThanOrEqual(1.7);
    expect(inside).toBeGreaterThanOrEqual(0.9);
    expect(width).toBeLessThanOrEqual(6);
  });
});

test("the values of peers are of cases that still stand as they were asked", () => {
  const read = (name: string) =>
    parseCsv(readFileSync(join(import.meta.dirname, "../data", name), "utf8")) as Record<string, string>[];
  const keys = read("published_cases.csv").map((row) => [row.set, row.case, row.tokens_out].join("|"));
  const values = read("peer_values.csv");
  expect(new Set(values.map(({ peer }) => peer)).size).toBe(3);
  expect(values.filter((row) => !keys.includes([row.set, row.case, row.tokens_out].join("|")))).toEqual([]);
});

describe("bands of sums beside sums of bands", () => {
  const listed = ofEachShape(factors);
  const worst = Object.values(groups).map((group) => worstDeviation(method, factors, group, listed));
  const [alike, everyday, , extreme] = worst as [number[], number[], number[], number[]];

  test("central values agree exactly", () => {
    for (const [, central] of worst) expect(Math.abs(central as number)).toBeLessThan(1e-12);
  });

  test("a sum's band is never wider than its events' together", () => {
    for (const [low, , high] of worst) {
      expect(low).toBeGreaterThanOrEqual(-1e-12);
      expect(high).toBeLessThanOrEqual(1e-12);
    }
  });

  test("lows within 0.1 % where events are alike, 0.5 % every day and at worst; highs within 0.05 %", () => {
    const limits = [
      [alike, 0.001, 0.0005],
      [everyday, 0.005, 0.0005],
      [extreme, 0.005, 0.0005],
    ] as const;
    for (const [[low, , high], most, least] of limits) {
      expect(low).toBeLessThan(most);
      expect(-(high as number)).toBeLessThan(least);
    }
    // The gap is real: a docs page that called the lows exact would be wrong.
    expect(everyday[0]).toBeGreaterThan(0.001);
  });
});
