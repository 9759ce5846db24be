import { footprintMeasures } from "@ecomind/clickhouse";
import { band, count, object } from "../http/schema.js";

/** Low, central, high. */
export interface Band {
  readonly low: number;
  readonly central: number;
  readonly high: number;
}

/** Sums of a group as they are told: integers that are exact, and bands. */
export interface Measures {
  readonly requests: number;
  /** Requests of which the input or the output is not known. Where nothing of a group is, it has no footprint. */
  readonly requests_without_tokens: number;
  /** Requests whose energy the supplier measured. */
  readonly requests_measured: number;
  readonly tokens_in: number;
  readonly tokens_cached: number;
  readonly tokens_out: number;
  /** Requests that the method does not cover. */
  readonly requests_unsupported: number;
  /** Requests of models that stand for a class. */
  readonly requests_unknown_model: number;
  readonly requests_region_assumed: number;
  /** Requests that `kgco2e_mb` does not cover: of suppliers that publish no factor, and those that the method does not. */
  readonly requests_without_mb: number;
  /** null: not known, of any of the group's requests. */
  readonly footprint: Readonly<Record<string, Band | null>>;
  /** kWh IT, central, by tier. */
  readonly kwh_it_by_tier: Readonly<Record<string, number>>;
}

/** Counts of a group: exact. */
export const counts = [
  "requests",
  "requests_without_tokens",
  "requests_measured",
  "tokens_in",
  "tokens_cached",
  "tokens_out",
  "requests_unsupported",
  "requests_unknown_model",
  "requests_region_assumed",
  "requests_without_mb",
] as const;

/** Low, central and high of each measure: copied, a list of doubles stays one, and is cheaper to make than a typed array. */
const noBands: readonly number[] = new Array(3 * footprintMeasures.length).fill(0.5).fill(0);

/** Sums of a group while they are added up: numbers side by side, since thousands of groups are made for one answer. */
export class GroupSums {
  requests = 0;
  requests_without_tokens = 0;
  requests_measured = 0;
  tokens_in = 0;
  tokens_cached = 0;
  tokens_out = 0;
  requests_unsupported = 0;
  requests_unknown_model = 0;
  requests_region_assumed = 0;
  requests_without_mb = 0;
  /** Low, central and high of each of `footprintMeasures`, in their order. */
  readonly bands: number[] = noBands.slice();
  /** Of which measures something is known: as many bits. */
  known = 0;
  readonly kwhByTier: Record<string, number> = {};

  addBand(measure: number, low: number, central: number, high: number): void {
    const { bands } = this;
    const at = 3 * measure;
    bands[at] = (bands[at] as number) + low;
    bands[at + 1] = (bands[at + 1] as number) + central;
    bands[at + 2] = (bands[at + 2] as number) + high;
    this.known |= 1 << measure;
  }

  addTier(tier: string, kwh: number): void {
    this.kwhByTier[tier] = (this.kwhByTier[tier] ?? 0) + kwh;
  }

  /** Adds a group to another. */
  add(from: GroupSums): void {
    for (const name of counts) this[name] += from[name];
    const { bands } = this;
    for (let at = 0; at < bands.length; at += 1) bands[at] = (bands[at] as number) + (from.bands[at] as number);
    this.known |= from.known;
    for (const tier in from.kwhByTier) this.addTier(tier, from.kwhByTier[tier] as number);
  }

  /** The same sums, each put through a function. Counts stay whole numbers, and what there is any of does not become nothing. */
  mapped(change: (value: number) => number): GroupSums {
    const sums = new GroupSums();
    for (const name of counts) sums[name] = Math.max(Math.sign(this[name]), Math.round(change(this[name])));
    for (const [at, value] of this.bands.entries()) sums.bands[at] = change(value);
    sums.known = this.known;
    for (const tier in this.kwhByTier) sums.addTier(tier, change(this.kwhByTier[tier] as number));
    return sums;
  }

  /** As they are told. Of no use at all every figure is known: 0. */
  measures(): Measures {
    return this.chosen(everyMetric) as unknown as Measures;
  }

  /** Some of them, as they are told. */
  chosen({ counted, bands, tiers }: Metrics): Partial<Measures> {
    const known = this.requests === 0 ? -1 : this.known;
    const values = this.bands;
    const told: { -readonly [Name in keyof Measures]?: Measures[Name] } = {};
    for (const name of counted) told[name] = this[name];
    if (bands.length > 0) {
      const footprint: Record<string, Band | null> = {};
      for (const { name, measure } of bands)
        footprint[name] =
          (known & (1 << measure)) === 0
            ? null
            : {
                low: values[3 * measure] as number,
                central: values[3 * measure + 1] as number,
                high: values[3 * measure + 2] as number,
              };
      told.footprint = footprint;
    }
    if (tiers) told.kwh_it_by_tier = this.kwhByTier;
    return told;
  }
}

/** Which sums are told. */
export interface Metrics {
  readonly counted: readonly (typeof counts)[number][];
  /** Measures of the footprint, with their places. */
  readonly bands: readonly { readonly name: string; readonly measure: number }[];
  /** The same places, as bits. */
  readonly measures: number;
  /** Energy by tier. */
  readonly tiers: boolean;
}

export const metricNames = [...counts, ...footprintMeasures, "kwh_it_by_tier"] as const;

export function metricsOf(names: readonly string[]): Metrics {
  const bands = footprintMeasures
    .map((name, measure) => ({ name, measure }))
    .filter(({ name }) => names.includes(name));
  return {
    counted: counts.filter((name) => names.includes(name)),
    bands,
    measures: bands.reduce((bits, { measure }) => bits | (1 << measure), 0),
    tiers: names.includes("kwh_it_by_tier"),
  };
}

export const everyMetric = metricsOf(metricNames);

/** Each is there, unless a request names the metrics that it wants. */
export const measuresSchema = object(
  {
    ...Object.fromEntries(counts.map((name) => [name, count])),
    requests_without_tokens: {
      ...count,
      description:
        "Requests of which the input or the output is unknown: they are in `requests`, and only what is known of them is in the figures.",
    },
    requests_measured: {
      ...count,
      description: "Requests whose energy the supplier measured: it stands in place of the estimate.",
    },
    requests_without_mb: {
      ...count,
      description: "Requests that `kgco2e_mb` does not cover; it is of the others alone.",
    },
    footprint: object(Object.fromEntries(footprintMeasures.map((measure) => [measure, band])), [...footprintMeasures]),
    kwh_it_by_tier: { type: "object", additionalProperties: { type: "number" } },
  },
  [...counts, "footprint", "kwh_it_by_tier"],
);
