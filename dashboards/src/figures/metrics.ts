import type { Band, Measures, SumName } from "../api/answers.js";
import { type MetricName, metricNames } from "../view/metric-name.js";
import type { Quantity } from "./units.js";

/** A figure that the pages show, read from the API's sums. */
export interface Metric {
  readonly name: MetricName;
  readonly quantity: Quantity;
  /** Estimated: has a band and a method. Otherwise counted, and exact. */
  readonly estimated: boolean;
  /** The sums of the API that it is read from. */
  readonly sums: readonly SumName[];
  /** Null where the method does not cover anything of the group. */
  read(measures: Measures): Band | null;
}

const exactly = (value: number): Band => ({ low: value, central: value, high: value });

/** Errors are correlated, so that bands add up bound by bound. */
function addBands(a: Band | null, b: Band | null): Band | null {
  if (a === null || b === null) return a ?? b;
  return { low: a.low + b.low, central: a.central + b.central, high: a.high + b.high };
}

export const metrics: Readonly<Record<MetricName, Metric>> = {
  /** The data centre's electricity, cooling included. */
  energy: {
    name: "energy",
    quantity: "energy",
    estimated: true,
    sums: ["kwh_facility"],
    read: ({ footprint }) => footprint.kwh_facility,
  },
  /** Location-based, operation only. */
  co2e: {
    name: "co2e",
    quantity: "mass",
    estimated: true,
    sums: ["kgco2e_lb"],
    read: ({ footprint }) => footprint.kgco2e_lb,
  },
  /** On site and at the power plants. */
  water: {
    name: "water",
    quantity: "volume",
    estimated: true,
    sums: ["water_onsite_l", "water_offsite_l"],
    read: ({ footprint }) => addBands(footprint.water_onsite_l, footprint.water_offsite_l),
  },
  requests: {
    name: "requests",
    quantity: "count",
    estimated: false,
    sums: ["requests"],
    read: ({ requests }) => exactly(requests),
  },
  tokens: {
    name: "tokens",
    quantity: "count",
    estimated: false,
    sums: ["tokens_in", "tokens_out"],
    read: ({ tokens_in, tokens_out }) => exactly(tokens_in + tokens_out),
  },
};

/** The sums that show how certain figures are. */
const certaintySums: readonly SumName[] = [
  "kwh_it_by_tier",
  "requests_unknown_model",
  "requests_region_assumed",
  "requests_unsupported",
  "requests_without_tokens",
  "requests_measured",
];

/** The sums behind all five figures; the footprint has more, which other views read. */
export const shownSums: readonly SumName[] = [...metricNames.flatMap((name) => metrics[name].sums), ...certaintySums];

/** Central value; 0 where there is none. */
export const centralOf = (metric: Metric, measures: Measures): number => metric.read(measures)?.central ?? 0;

/** Share of the energy by tier, the best tier first; empty without energy. */
export function tierShares({ kwh_it_by_tier }: Pick<Measures, "kwh_it_by_tier">): { tier: string; share: number }[] {
  const total = Object.values(kwh_it_by_tier).reduce((sum, kwh) => sum + kwh, 0);
  if (total <= 0) return [];
  return ["S", "A", "B", "C", "D"].flatMap((tier) => {
    const kwh = kwh_it_by_tier[tier as keyof typeof kwh_it_by_tier] ?? 0;
    return kwh > 0 ? [{ tier, share: kwh / total }] : [];
  });
}

/** Wh IT per 1,000 output tokens; null without output tokens or without a covered model. */
export function whPer1kOutput({ footprint, tokens_out }: Measures): Band | null {
  const kwh = footprint.kwh_it;
  if (kwh === null || tokens_out === 0) return null;
  const scale = 1e6 / tokens_out;
  return { low: kwh.low * scale, central: kwh.central * scale, high: kwh.high * scale };
}
