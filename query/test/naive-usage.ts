import { type Band, estimateTotals, type FactorSet, type FootprintValues, vintageOf } from "@ecomind/footprint";
import { type Interval, startOf } from "../../packages/zoned-time/test/naive-time.js";
import type { EventRow } from "./event-row.js";

export interface NaiveQuestion {
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: string;
  readonly interval: Interval;
  readonly groupBy: readonly string[];
  readonly filters: readonly { readonly name: string; readonly exclude: boolean; readonly values: readonly string[] }[];
}

export const measureFields = {
  kwh_it: "kwhIt",
  kwh_facility: "kwhFacility",
  kgco2e_lb: "kgco2eLb",
  kgco2e_mb: "kgco2eMb",
  kgco2e_embodied: "kgco2eEmbodied",
  water_onsite_l: "waterOnsiteL",
  water_offsite_l: "waterOffsiteL",
} as const satisfies Record<string, keyof FootprintValues>;

export const countNames = [
  "requests",
  "tokens_in",
  "tokens_cached",
  "tokens_out",
  "requests_unsupported",
  "requests_unknown_model",
  "requests_region_assumed",
  "requests_without_mb",
] as const;

export interface NaiveMeasures {
  requests: number;
  tokens_in: number;
  tokens_cached: number;
  tokens_out: number;
  requests_unsupported: number;
  requests_unknown_model: number;
  requests_region_assumed: number;
  requests_without_mb: number;
  /** Bands of the sums of each provider, model and region, added. */
  footprint: Record<string, [number, number, number] | null>;
  /** Central values of each event, added. */
  eventByEvent: Record<string, number>;
  kwh_it_by_tier: Record<string, number>;
}

export interface NaiveRow {
  readonly startMs: number;
  readonly group: readonly string[];
  readonly events: readonly EventRow[];
  readonly measures: NaiveMeasures;
}

const columns: Readonly<Record<string, keyof EventRow>> = {
  provider: "provider",
  model: "model",
  user: "user_id",
  team: "team",
  region: "region",
  source: "source",
  basis: "tokens_basis",
};

/** Value of a dimension of an event. */
function dimensionOf(event: EventRow, name: string, factors: FactorSet): string {
  if (name.startsWith("label:")) return event.labels[name.slice(6)] ?? "";
  if (name === "tier") return totalsOf([event], factors).tier ?? "";
  return String(event[columns[name] as keyof EventRow]);
}

function totalsOf(events: readonly EventRow[], factors: FactorSet) {
  const [first] = events as [EventRow];
  const { provider, model, region } = first;
  const year = new Date(timeOf(first)).getUTCFullYear();
  const sum = (column: "tokens_in" | "tokens_cached" | "tokens_out" | "tokens_out_ramp") =>
    events.reduce((total, event) => total + event[column], 0);
  const tokens = { tokensIn: sum("tokens_in"), tokensCached: sum("tokens_cached"), tokensOut: sum("tokens_out") };
  return estimateTotals({ provider, model, region, year, ...tokens, tokensOutRamp: sum("tokens_out_ramp") }, factors);
}

export const timeOf = ({ ts }: EventRow): number => Date.parse(`${ts.replace(" ", "T")}Z`);

function groupEvents(events: readonly EventRow[], keyOf: (event: EventRow) => string): Map<string, EventRow[]> {
  const groups = new Map<string, EventRow[]>();
  for (const event of events) {
    const key = keyOf(event);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [event]);
    else group.push(event);
  }
  return groups;
}

export function measuresOf(events: readonly EventRow[], factors: FactorSet): NaiveMeasures {
  const count = (column: "tokens_in" | "tokens_cached" | "tokens_out") =>
    events.reduce((total, event) => total + event[column], 0);
  const measures: NaiveMeasures = {
    requests: events.length,
    tokens_in: count("tokens_in"),
    tokens_cached: count("tokens_cached"),
    tokens_out: count("tokens_out"),
    requests_unsupported: 0,
    requests_unknown_model: 0,
    requests_region_assumed: 0,
    requests_without_mb: 0,
    footprint: {},
    eventByEvent: {},
    kwh_it_by_tier: {},
  };
  const kinds = groupEvents(events, (event) => {
    const { provider, model, region } = event;
    return JSON.stringify([provider, model, region, vintageOf(factors, timeOf(event))]);
  });
  for (const kind of kinds.values()) {
    const { values, flags, tier } = totalsOf(kind, factors);
    if (flags.includes("unsupported")) measures.requests_unsupported += kind.length;
    if (flags.includes("unknown_model")) measures.requests_unknown_model += kind.length;
    if (flags.includes("region_assumed")) measures.requests_region_assumed += kind.length;
    if (values?.kgco2eMb === undefined) measures.requests_without_mb += kind.length;
    if (values !== undefined && tier !== undefined)
      measures.kwh_it_by_tier[tier] = (measures.kwh_it_by_tier[tier] ?? 0) + values.kwhIt[1];
    const each = kind.map((event) => totalsOf([event], factors).values);
    for (const [name, field] of Object.entries(measureFields)) {
      const band = values?.[field] as Band | undefined;
      if (band === undefined) continue;
      const before = measures.footprint[name] ?? [0, 0, 0];
      measures.footprint[name] = [before[0] + band[0], before[1] + band[1], before[2] + band[2]];
      for (const one of each)
        measures.eventByEvent[name] =
          (measures.eventByEvent[name] ?? 0) + ((one?.[field] as Band | undefined)?.[1] ?? 0);
    }
  }
  for (const name of Object.keys(measureFields)) measures.footprint[name] ??= events.length === 0 ? [0, 0, 0] : null;
  return measures;
}

/** Rows added up: what the API calls a total, and the row of the other groups. */
export function sumOf(rows: readonly NaiveRow[], factors: FactorSet): NaiveMeasures {
  const sum = measuresOf([], factors);
  if (rows.length > 0) for (const name of Object.keys(measureFields)) sum.footprint[name] = null;
  for (const { measures } of rows) {
    for (const name of countNames) sum[name] += measures[name];
    for (const name of Object.keys(measureFields)) {
      const band = measures.footprint[name];
      if (band === null || band === undefined) continue;
      const before = sum.footprint[name] ?? [0, 0, 0];
      sum.footprint[name] = [before[0] + band[0], before[1] + band[1], before[2] + band[2]];
      sum.eventByEvent[name] = (sum.eventByEvent[name] ?? 0) + (measures.eventByEvent[name] ?? 0);
    }
    for (const [tier, kwh] of Object.entries(measures.kwh_it_by_tier))
      sum.kwh_it_by_tier[tier] = (sum.kwh_it_by_tier[tier] ?? 0) + kwh;
  }
  return sum;
}

/** The events that a question is about. */
export function asked(question: NaiveQuestion, events: readonly EventRow[], factors: FactorSet): EventRow[] {
  return events.filter((event) => {
    const ms = timeOf(event);
    return (
      ms >= question.fromMs &&
      ms < question.toMs &&
      question.filters.every(
        ({ name, exclude, values }) => values.includes(dimensionOf(event, name, factors)) !== exclude,
      )
    );
  });
}

/** Rows in the order of the API: by start, then by group, as bytes. */
export function naiveUsage(question: NaiveQuestion, events: readonly EventRow[], factors: FactorSet): NaiveRow[] {
  const { fromMs, zone, interval, groupBy } = question;
  const start = (event: EventRow) => (interval === "total" ? fromMs : startOf(timeOf(event), interval, zone));
  const rows = groupEvents(asked(question, events, factors), (event) =>
    JSON.stringify([start(event), groupBy.map((name) => dimensionOf(event, name, factors))]),
  );
  return [...rows].map(([key, members]) => {
    const [startMs, group] = JSON.parse(key) as [number, string[]];
    return { startMs, group, events: members, measures: measuresOf(members, factors) };
  });
}
