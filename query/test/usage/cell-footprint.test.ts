import { coefficients, estimateTotals, loadDefaultFactorSet, tokensOutRamp } from "@ecomind/footprint";
import { expect, test } from "vitest";
import { CellFootprints, kindOf } from "../../src/usage/cell-footprint.js";
import { GroupSums, metricsOf } from "../../src/usage/measures.js";
import { measureFields } from "../naive-usage.js";

const factors = loadDefaultFactorSet();
const footprints = new CellFootprints(coefficients(factors));

const noCell = {
  ...{ kind: "", requests: 0, requestsWithoutTokens: 0, tokensIn: 0, tokensCached: 0, tokensOut: 0, tokensOutRamp: 0 },
  ...{ tokensInBelow: 0, tokensInAbove: 0, tokensOutBelow: 0, tokensOutAbove: 0, energyUwh: 0 },
};

test("a cell's footprint is the library's, to 1e-9, for every model, host and region", () => {
  const names = [
    ...factors.models.map(({ id }) => id),
    "house-model",
    ...[
      "house-70b",
      "house-30b-a3b",
      "house-8x7b",
      "embedding:house-350m",
      "claude-opus-99",
      "o9-mini",
      "1.2.3",
      "kimi-k9.1",
    ],
    "embedding:x",
    "unsupported:dall-e-3",
    "__proto__",
  ];
  const hosts = [...Object.keys(factors.hosts), "nobody", "*", "constructor"];
  // Of each kind of region that the set does not know: of a cloud, of none, and names that objects have of their own.
  const unknown = ["atlantis", "aws/atlantis", "gcp/", "azure/a/b", "oracle/x", "constructor/x", "__proto__/x", "/x"];
  const regions = ["", ...Object.keys(factors.grids), ...unknown];
  for (let index = 0; index < 3 * Math.max(names.length, regions.length); index += 1) {
    const tokensOut = (index * 977) % 12_000;
    const provider = hosts[index % hosts.length] as string;
    const model = names[index % names.length] as string;
    const region = regions[index % regions.length] as string;
    const boundary = index % 7 === 3 ? "it" : index % 11 === 5 ? "facility" : "";
    const serviceTier = ["", "standard", "batch", "flex", "priority", "fast", "constructor"][index % 7] as string;
    const year = ["", "2026", "2025", "2024", "2019"][index % 5] as string;
    const energyUwh = boundary === "" ? 0 : (index * 37_777) % 5_000_000;
    const cell = {
      kind: kindOf(provider, model, region, boundary, serviceTier, year),
      requests: 1 + (index % 3),
      requestsWithoutTokens: index % 5 === 4 ? 1 : 0,
      tokensInBelow: index % 4 === 1 ? (index * 131) % 9_000 : 0,
      tokensInAbove: index % 4 === 1 ? 700 : 0,
      tokensOutBelow: index % 6 === 1 ? Math.floor(tokensOut / 2) : 0,
      tokensOutAbove: index % 6 === 1 ? tokensOut : 0,
      energyUwh,
      tokensIn: (index * 131) % 50_000,
      tokensCached: index % 2 === 0 ? 0 : Math.floor(((index * 131) % 50_000) / 3),
      tokensOut,
      tokensOutRamp: tokensOutRamp(tokensOut),
    };
    const { values, tier, flags } = estimateTotals(
      {
        ...{ provider, model, region, serviceTier, ...cell },
        year: year === "" ? undefined : Number(year),
        ...(boundary === "" ? {} : { measured: { kwh: energyUwh / 1e9, boundary } }),
      },
      factors,
    );
    const where = `${provider}, ${model}, ${region}`;
    const sums = new GroupSums();
    footprints.add(sums, cell);
    const measures = sums.measures();
    expect(footprints.energyOf(cell), where).toBe(measures.footprint.kwh_it?.central ?? 0);
    expect(footprints.tierOf(cell), where).toBe(tier ?? "");
    const counted = (flag: (typeof flags)[number]) => (flags.includes(flag) ? cell.requests : 0);
    expect(measures, where).toMatchObject({
      requests: cell.requests,
      requests_without_tokens: cell.requestsWithoutTokens,
      requests_measured: boundary === "" ? 0 : cell.requests,
      requests_unsupported: counted("unsupported"),
      requests_unknown_model: counted("unknown_model"),
      requests_region_assumed: counted("region_assumed"),
      requests_without_mb: values?.kgco2eMb === undefined ? cell.requests : 0,
    });
    for (const [measure, field] of Object.entries(measureFields)) {
      const wanted = values?.[field];
      const band = measures.footprint[measure];
      if (wanted === undefined || band === null || band === undefined) {
        expect([wanted, band], `${where} ${measure}`).toEqual([undefined, null]);
        continue;
      }
      for (const [at, bound] of (["low", "central", "high"] as const).entries())
        if (!(Math.abs(band[bound] - (wanted[at] as number)) <= 1e-9 * (wanted[at] as number)))
          throw new Error(`${where} ${measure} ${bound}: ${band[bound]} for ${wanted[at]}`);
    }
  }
});

test("use of which no tokens are known has no footprint, and is not zero", () => {
  const unknown = { ...noCell, kind: kindOf("openai", "gpt-4o", ""), requests: 3, requestsWithoutTokens: 3 };
  const sums = new GroupSums();
  footprints.add(sums, unknown);
  expect(sums.measures()).toMatchObject({ requests: 3, requests_without_tokens: 3 });
  for (const band of Object.values(sums.measures().footprint)) expect(band).toBeNull();
  // What is known of one side counts, and so does a reported zero.
  footprints.add(sums, { ...unknown, tokensIn: 100 });
  expect(sums.measures().footprint.kwh_it?.central).toBeGreaterThan(0);
  const reported = new GroupSums();
  footprints.add(reported, { ...unknown, requestsWithoutTokens: 0 });
  expect(reported.measures().footprint.kwh_it).toEqual({ low: 0, central: 0, high: 0 });
});

test("cells add up, and what is not known stays apart from nothing", () => {
  const cell = (model: string) => ({
    ...{ ...noCell, kind: kindOf("openai", model, ""), requests: 2, tokensIn: 10, tokensOut: 5 },
  });
  const sums = new GroupSums();
  expect(sums.measures().footprint.kwh_it).toEqual({ low: 0, central: 0, high: 0 });
  footprints.add(sums, cell("unsupported:dall-e-3"));
  expect(sums.measures().footprint.kwh_it).toBeNull();
  footprints.add(sums, cell("gpt-4o"));
  const once = sums.measures().footprint.kwh_it?.central as number;
  expect(once).toBeGreaterThan(0);
  footprints.add(sums, cell("gpt-4o"));
  expect(sums.measures()).toMatchObject({ requests: 6, tokens_in: 30, requests_unsupported: 2 });
  expect(sums.measures().footprint.kwh_it?.central).toBeCloseTo(2 * once, 15);
});

test("a market-based figure of a part of the requests says how many it leaves out", () => {
  const cell = (provider: string, model: string, requests: number) => ({
    ...{ ...noCell, kind: kindOf(provider, model, ""), requests, tokensIn: 10 * requests, tokensOut: 5 * requests },
  });
  const [own, both] = [new GroupSums(), new GroupSums()];
  footprints.add(own, cell("google", "gemini-2.5-flash", 100));
  expect(own.measures().requests_without_mb).toBe(0);
  footprints.add(both, cell("openai", "gpt-4o", 900));
  footprints.add(both, cell("google", "unsupported:imagen-4", 7));
  expect(both.measures()).toMatchObject({ requests_without_mb: 907, footprint: { kgco2e_mb: null } });
  both.add(own);
  const { requests, requests_without_mb, footprint } = both.measures();
  expect([requests, requests_without_mb]).toEqual([1007, 907]);
  // The figure itself stays that of the others.
  expect(footprint.kgco2e_mb).toEqual(own.measures().footprint.kgco2e_mb);
  expect(both.chosen(metricsOf(["requests_without_mb"]))).toEqual({ requests_without_mb: 907 });
});

test("some metrics are told alone", () => {
  const sums = new GroupSums();
  const told = sums.chosen(metricsOf(["kgco2e_lb", "requests"]));
  expect(told).toEqual({ requests: 0, footprint: { kgco2e_lb: { low: 0, central: 0, high: 0 } } });
  expect(sums.chosen(metricsOf(["kwh_it_by_tier"]))).toEqual({ kwh_it_by_tier: {} });
});
