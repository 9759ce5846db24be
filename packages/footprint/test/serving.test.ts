import { expect, test } from "vitest";
import {
  type Band,
  type EventFacts,
  estimate,
  estimateTotals,
  knownServingScale,
  lastVintageYear,
  loadDefaultFactorSet,
  olderYears,
} from "../src/index.js";
import { earlierSet } from "./first-set.js";

const factors = loadDefaultFactorSet();
const event: EventFacts = { provider: "openai", model: "gpt-4o", tokensIn: 1_000, tokensOut: 400, region: "SWE" };
const energy = (more: Partial<EventFacts>, set = factors) => estimate({ ...event, ...more }, set).values?.kwhIt as Band;
const carbonAt = (time: string, more: Partial<EventFacts> = {}, set = factors) =>
  estimate({ ...event, timeMs: Date.parse(time), ...more }, set).values?.kgco2eLb[1] as number;

test.each([
  ["batch", 0.53],
  ["flex", 0.7],
  ["priority", 1.49],
  ["fast", 2.31],
  ["standard", 1],
  ["constructor", 1],
])("tier %s takes %d times the energy, and the explanation tells it", (serviceTier, times) => {
  expect((energy({ serviceTier })[1] as number) / (energy({})[1] as number)).toBeCloseTo(times, 10);
  const { explanation = [] } = estimate({ ...event, serviceTier }, factors, { explain: true });
  const told = explanation.filter(({ id }) => id.startsWith("serving/"));
  expect(told.map(({ id, value }) => [id, value[1]])).toEqual(times === 1 ? [] : [[`serving/${serviceTier}`, times]]);
});

test("a machine of one's own answers few at once: more energy, whatever tier is reported, and a wider band", () => {
  const [low, central, high] = energy({ provider: "ollama" });
  expect(central / (energy({ provider: "acme" })[1] as number)).toBeCloseTo(6.57, 10);
  expect(energy({ provider: "vllm", serviceTier: "batch" })).toEqual([low, central, high]);
  const [standardLow, , standardHigh] = energy({ provider: "acme" });
  expect(high / low).toBeGreaterThan(standardHigh / standardLow);
});

test("measured energy is what it is, however it was served", () => {
  const totals = { provider: "self-hosted", model: "x", region: "", tokensIn: 1, tokensCached: 0, tokensOut: 1 };
  const measured = { kwh: 0.5, boundary: "it" } as const;
  const { values } = estimateTotals({ ...totals, tokensOutRamp: 0, serviceTier: "batch", measured }, factors);
  expect(values?.kwhIt).toEqual([0.5, 0.5, 0.5]);
});

test("an event has the grid of the latest year that is not after its own", () => {
  expect(olderYears(factors).at(-1)).toBe(lastVintageYear);
  const { older = [], ci } = factors.grids.SWE as (typeof factors.grids)[string];
  const [[year, before] = [0, 0]] = older;
  expect(year).toBe(2024);
  expect(carbonAt("2024-12-31T23:59:59.999Z") / carbonAt("2025-01-01T00:00:00.000Z")).toBeCloseTo(before / ci, 10);
  expect(carbonAt("2019-06-01")).toBe(carbonAt("2024-06-01"));
  expect(carbonAt("2026-06-01")).toBe(carbonAt("2025-06-01"));
  // The place that stands in for an unknown one, too; and the explanation tells the year.
  const unknown = { ...event, region: "", timeMs: Date.parse("2024-03-01") };
  const { explanation = [] } = estimate(unknown, factors, { explain: true });
  expect(explanation.find(({ id }) => id === "grid/USA")?.year).toBe("2024");
  expect(explanation.find(({ id }) => id.startsWith("guess/"))?.value[1]).toBe(factors.grids.USA?.older?.[0]?.[1]);
});

test("an earlier set knows one year and one way of serving", () => {
  const earlier = earlierSet("2026-11.5");
  expect(energy({ serviceTier: "batch" }, earlier)).toEqual(energy({}, earlier));
  expect(energy({ provider: "ollama" }, earlier)).toEqual(energy({ provider: "acme" }, earlier));
  expect(carbonAt("2024-06-01", {}, earlier)).toBe(carbonAt("2026-06-01", {}, earlier));
});

test("what is known of a machine scales a factor: concurrency, and bits beside those that were measured", () => {
  expect(knownServingScale({})).toBe(1);
  expect(knownServingScale({ concurrent: 64, bits: 8 })).toBe(1);
  expect(knownServingScale({ concurrent: 8 })).toBeCloseTo(3.09, 2);
  expect(knownServingScale({ bits: 4, nativeBits: 8 })).toBeCloseTo(0.616, 3);
});
