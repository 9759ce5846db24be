import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Band,
  canonicalModel,
  type EventFacts,
  estimate,
  estimateTotals,
  type FootprintValues,
  loadDefaultFactorSet,
  tokensOutRamp,
} from "../src/index.js";

const factors = loadDefaultFactorSet();
const hosts = [...Object.keys(factors.hosts), "nobody"];
const models = [...factors.models.map(({ id }) => id), "some-new-model", "text-embedding-3-small"];
const regions = ["", ...Object.keys(factors.grids)];

const mostTokens = 10_000_000;
/** The whole range, and everyday counts as often. */
const tokens = fc.oneof(fc.integer({ min: 0, max: mostTokens }), fc.integer({ min: 0, max: 10_000 }));
const facts = fc
  .record({
    provider: fc.constantFrom(...hosts),
    model: fc.constantFrom(...models),
    region: fc.constantFrom(...regions),
    tokensIn: tokens,
    cachedShare: fc.double({ min: 0, max: 1, noNaN: true }),
    tokensOut: tokens,
  })
  .map(({ cachedShare, ...rest }) => ({ ...rest, tokensCached: Math.floor(rest.tokensIn * cachedShare) }));

const valuesOf = (event: EventFacts): FootprintValues => {
  const { values } = estimate(event, factors);
  if (values === undefined) throw new Error("unsupported");
  return values;
};
const bandsOf = (values: FootprintValues): [string, Band][] =>
  Object.entries(values).filter((entry): entry is [string, Band] => entry[1] !== undefined);

/** Rounding of a binary fraction; no more. */
const tolerance = 1e-12;

/** Throws where a bound of `lesser` is above that of `greater`; @param bounds of those to compare */
function requireNotAbove(lesser: FootprintValues, greater: FootprintValues, factor = 1): void {
  const others = new Map(bandsOf(greater));
  for (const [name, band] of bandsOf(lesser))
    for (const [bound, value] of band.entries()) {
      const most = (others.get(name)?.[bound] as number) * factor;
      if (!(value <= most * (1 + tolerance))) throw new Error(`${name}[${bound}]: ${value} above ${most}`);
    }
}

describe("for every input in range", () => {
  test("all values are finite, and 0 <= low <= central <= high", () => {
    fc.assert(
      fc.property(facts, (event) => {
        for (const [name, [low, central, high]] of bandsOf(valuesOf(event))) {
          const ordered = 0 <= low && low <= central * (1 + tolerance) && central <= high * (1 + tolerance);
          if (!ordered || !Number.isFinite(high)) throw new Error(`${name}: ${low}, ${central}, ${high}`);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("names of any kind are reckoned with, never refused", () => {
    const name = fc.oneof(
      fc.string({ minLength: 1, unit: "grapheme" }),
      fc.constantFrom("__proto__", "constructor", "-", ":", "/", "@", "ft:", "class:large", "us.", "arn:aws:bedrock:"),
    );
    fc.assert(
      fc.property(name, name, name, tokens, (provider, model, region, tokensOut) => {
        const { values, flags } = estimate({ provider, model, region, tokensIn: 0, tokensOut }, factors);
        if (values === undefined) return expect(flags).toContain("unsupported");
        for (const [, band] of bandsOf(values)) expect(band.every((value) => Number.isFinite(value))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("more tokens never cost less, at any bound", () => {
    fc.assert(
      fc.property(facts, tokens, fc.constantFrom("tokensIn", "tokensOut"), (event, more, field) => {
        const after = { ...event, [field]: Math.min(mostTokens, event[field] + more) };
        requireNotAbove(valuesOf(event), valuesOf(after));
      }),
      { numRuns: 1_000 },
    );
  });

  test("a token more costs more, centrally", () => {
    fc.assert(
      fc.property(facts, fc.constantFrom("tokensIn", "tokensOut"), (event, field) => {
        fc.pre(event[field] < mostTokens);
        const after = { ...event, [field]: event[field] + 1 };
        expect(valuesOf(after).kgco2eLb[1]).toBeGreaterThan(valuesOf(event).kgco2eLb[1]);
      }),
    );
  });

  test("cached input never costs more than uncached, at any bound, and less where there is any", () => {
    fc.assert(
      fc.property(facts, (event) => {
        const uncached = valuesOf({ ...event, tokensCached: 0 });
        requireNotAbove(valuesOf(event), uncached);
        if (event.tokensCached > 0) expect(valuesOf(event).kwhIt[1]).toBeLessThan(uncached.kwhIt[1]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("two uses cost as much as one with both's tokens, up to g: never more, and at most 1.493 times less", () => {
    const pair = fc.tuple(facts, facts).map(([first, second]) => {
      const half = (count: number) => Math.floor(count / 2);
      const one = { ...first, tokensIn: half(first.tokensIn), tokensOut: half(first.tokensOut), tokensCached: 0 };
      return [one, { ...one, tokensIn: half(second.tokensIn), tokensOut: half(second.tokensOut) }] as const;
    });
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const tokensIn = one.tokensIn + other.tokensIn;
        const tokensOut = one.tokensOut + other.tokensOut;
        const apart = valuesOf(one).kgco2eLb[1] + valuesOf(other).kgco2eLb[1];
        const together = valuesOf({ ...one, tokensIn, tokensOut }).kgco2eLb[1];
        // The ramp is rounded to whole tokens: half of one may be missing on either side.
        const rounding = valuesOf({ ...one, tokensIn: 0, tokensOut: 1 }).kgco2eLb[1];
        expect(together).toBeGreaterThanOrEqual(apart * (1 - tolerance) - rounding);
        expect(together).toBeLessThanOrEqual(apart * 1.493 * (1 + tolerance) + rounding);
      }),
      { numRuns: 1_000 },
    );
  });

  test("a token of a long answer costs 1 to 1.493 times one of a short answer; the low bound does not change", () => {
    fc.assert(
      fc.property(fc.constantFrom(...models), fc.integer({ min: 1, max: mostTokens }), (model, tokensOut) => {
        const at = (count: number) => valuesOf({ provider: "openai", model, tokensIn: 0, tokensOut: count }).kwhIt;
        const [low, central, high] = at(tokensOut).map((value) => value / tokensOut) as [number, number, number];
        const [shortLow, shortCentral, shortHigh] = at(1);
        expect(Math.abs(low / shortLow - 1)).toBeLessThan(1e-9);
        for (const ratio of [central / shortCentral, high / shortHigh]) {
          expect(ratio).toBeGreaterThan(1 - 1e-9);
          expect(ratio).toBeLessThan(1.493 + 1e-9);
        }
      }),
    );
  });

  test("short uses add up exactly: g is 1", () => {
    const short = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(fc.constantFrom(...models), fc.array(fc.tuple(short, short), { minLength: 1 }), (model, uses) => {
        const provider = "openai";
        const at = (tokensIn: number, tokensOut: number) => valuesOf({ provider, model, tokensIn, tokensOut }).kwhIt;
        fc.pre(uses.reduce((sum, [, tokensOut]) => sum + tokensOut, 0) <= 627);
        for (const bound of [0, 1, 2] as const) {
          const apart = uses.reduce((sum, use) => sum + at(...use)[bound], 0);
          const together = at(
            uses.reduce((sum, [tokensIn]) => sum + tokensIn, 0),
            uses.reduce((sum, [, tokensOut]) => sum + tokensOut, 0),
          )[bound];
          expect(Math.abs(together - apart)).toBeLessThanOrEqual(apart * 1e-9);
        }
      }),
    );
  });

  test("central values of sums are the sums of central values, long answers and cached input included", () => {
    const group = fc.tuple(facts, fc.array(facts, { minLength: 2, maxLength: 30 }));
    fc.assert(
      fc.property(group, ([{ provider, model, region }, rest]) => {
        const events = rest.map((event) => ({ ...event, provider, model, region }));
        const sum = (pick: (event: (typeof events)[number]) => number) =>
          events.reduce((total, event) => total + pick(event), 0);
        const totals = {
          provider,
          model: canonicalModel(factors, provider, model).model,
          region,
          tokensIn: sum(({ tokensIn }) => tokensIn),
          tokensCached: sum(({ tokensCached }) => tokensCached),
          tokensOut: sum(({ tokensOut }) => tokensOut),
          tokensOutRamp: sum(({ tokensOut }) => tokensOutRamp(tokensOut)),
        };
        const together = estimateTotals(totals, factors).values as FootprintValues;
        for (const [name, [, central]] of bandsOf(together)) {
          const apart = sum((event) => (new Map(bandsOf(valuesOf(event))).get(name) as Band)[1]);
          if (!(Math.abs(central - apart) <= 1e-9 * apart)) throw new Error(`${name}: ${central} for ${apart}`);
        }
      }),
      { numRuns: 200 },
    );
  });
});

test.each([
  [0, 0],
  [627, 0],
  [700, 8],
  [3_831, 1_916],
  [7_035, 7_035],
  [10_000_000, 10_000_000],
])("the ramp of %d tokens is %d", (tokensOut, ramp) => {
  expect(tokensOutRamp(tokensOut)).toBe(ramp);
});

test("no tokens cost nothing, for every model and place", () => {
  const nothing = { tokensIn: 0, tokensOut: 0 };
  const costs: string[] = [];
  const judge = (provider: string, model: string, region: string) => {
    for (const [name, band] of bandsOf(valuesOf({ ...nothing, provider, model, region })))
      if (!band.every((value) => value === 0)) costs.push(`${provider} ${model} ${region} ${name}`);
  };
  for (const model of models) judge("openai", model, "");
  for (const provider of hosts) for (const region of regions) judge(provider, "gpt-4o", region);
  expect(costs).toEqual([]);
});
