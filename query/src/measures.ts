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

/** Counts of a group: exact. */
export const counts = [
  "requests",
  "tokens_in",
  "tokens_cached",
  "tokens_out",
  "requests_unsupported",
  "requests_unknown_model",
  "requests_region_assumed",
] as const;

/** Of a group to which nothing has been added: no footprint is known. */
export function emptyMeasures(): Measures {
  return {
    requests: 0,
    tokens_in: 0,
    tokens_cached: 0,
    tokens_out: 0,
    requests_unsupported: 0,
    requests_unknown_model: 0,
    requests_region_assumed: 0,
    footprint: Object.fromEntries(footprintMeasures.map((measure) => [measure, null])),
    kwh_it_by_tier: {},
  };
}

/** Of no use at all. */
export function noMeasures(): Measures {
  const footprint = Object.fromEntries(footprintMeasures.map((measure) => [measure, { low: 0, central: 0, high: 0 }]));
  return { ...emptyMeasures(), footprint };
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
