import { footprintMeasures } from "@ecomind/clickhouse";
import { array, band, count, nullable, object, text } from "./operation.js";

/** Sums of a group: integers that are exact, and bands. */
export interface Measures {
  requests: number;
  tokens_in: number;
  tokens_cached: number;
  tokens_out: number;
  /** Requests that the method does not cover. */
  requests_unsupported: number;
  /** Requests of models that stand for a class. */
  requests_unknown_model: number;
  requests_region_assumed: number;
  footprint: Record<string, { low: number; central: number; high: number } | null>;
  /** kWh IT, central, by tier. */
  kwh_it_by_tier: Record<string, number>;
}

const tiers = ["S", "A", "B", "C", "D"] as const;
const counts = [
  "requests",
  "tokens_in",
  "tokens_cached",
  "tokens_out",
  "requests_unsupported",
  "requests_unknown_model",
  "requests_region_assumed",
] as const;

/** SQL that sums rows of `footprintSelect` into flat columns. */
export const measureColumns: string = [
  "sum(requests) AS requests",
  "sum(f.tokens_in) AS tokens_in",
  "sum(f.tokens_cached) AS tokens_cached",
  "sum(f.tokens_out) AS tokens_out",
  "sumIf(f.requests, unsupported) AS requests_unsupported",
  "sumIf(f.requests, unknown_model) AS requests_unknown_model",
  "sumIf(f.requests, region_assumed) AS requests_region_assumed",
  ...footprintMeasures.flatMap((measure) =>
    ["low", "central", "high"].map((bound) => `sum(f.${measure}_${bound}) AS ${measure}_${bound}`),
  ),
  ...tiers.map((tier) => `sumIf(f.kwh_it_central, tier = '${tier}') AS tier_${tier}`),
]
  .join(",\n    ")
  .replace("sum(requests)", "sum(f.requests)");

type FlatRow = Readonly<Record<string, unknown>>;

/** A flat row as the API gives it. */
export function measuresOf(row: FlatRow): Measures {
  const measures = Object.fromEntries(counts.map((name) => [name, Number(row[name])])) as unknown as Measures;
  measures.footprint = Object.fromEntries(
    footprintMeasures.map((measure) => {
      const [low, central, high] = ["low", "central", "high"].map((bound) => row[`${measure}_${bound}`]);
      return [measure, central === null ? null : { low: Number(low), central: Number(central), high: Number(high) }];
    }),
  );
  measures.kwh_it_by_tier = Object.fromEntries(
    tiers.map((tier) => [tier, Number(row[`tier_${tier}`] ?? 0)]).filter(([, kwh]) => Number(kwh) > 0),
  );
  return measures;
}

export function noMeasures(): Measures {
  return measuresOf({
    ...Object.fromEntries(counts.map((name) => [name, 0])),
    ...Object.fromEntries(
      footprintMeasures.flatMap((measure) => ["low", "central", "high"].map((bound) => [`${measure}_${bound}`, 0])),
    ),
  });
}

/** Adds a group to another. */
export function addMeasures(to: Measures, from: Measures): void {
  for (const name of counts) to[name] += from[name];
  for (const [measure, value] of Object.entries(from.footprint)) {
    if (value === null) continue;
    const sum = to.footprint[measure] ?? { low: 0, central: 0, high: 0 };
    to.footprint[measure] = {
      low: sum.low + value.low,
      central: sum.central + value.central,
      high: sum.high + value.high,
    };
  }
  for (const [tier, kwh] of Object.entries(from.kwh_it_by_tier))
    to.kwh_it_by_tier[tier] = (to.kwh_it_by_tier[tier] ?? 0) + kwh;
}

export const measuresSchema = object({
  ...Object.fromEntries(counts.map((name) => [name, count])),
  footprint: object(Object.fromEntries(footprintMeasures.map((measure) => [measure, band]))),
  kwh_it_by_tier: { type: "object", additionalProperties: { type: "number" } },
});

/** Used by several answers. */
export const countedList = (name: string) => array(object({ [name]: text, count }));
export const maybeText = nullable(text);
