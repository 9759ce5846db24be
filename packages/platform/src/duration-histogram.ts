import type { Registry } from "prom-client";

export interface DurationHistogramOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** Upper bounds in seconds, ascending; one more, without end, is added. */
  readonly bounds: readonly number[];
  readonly registers: readonly Registry[];
}

/** One set of label values of a {@link DurationHistogram}. */
export class DurationSeries {
  readonly #bounds: readonly number[];
  /** Observations between two bounds; the last has no upper one. */
  readonly counts: Float64Array;
  sumSeconds = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** @param times how often it was seen */
  observe(seconds: number, times = 1): void {
    const bounds = this.#bounds;
    let index = 0;
    while (index < bounds.length && seconds > (bounds[index] as number)) index += 1;
    this.counts[index] = (this.counts[index] as number) + times;
    this.sumSeconds += seconds * times;
  }
}

/**
 * A histogram for what happens with every request or event. Its series are made once and held by whoever observes, so that
 * an observation costs a few comparisons: prom-client's own looks up the labels and counts up one bucket by name, for which
 * it takes 0.4 us. Every series exists from the beginning, at 0.
 */
export class DurationHistogram {
  readonly #options: DurationHistogramOptions;
  readonly #series = new Map<string, { readonly labels: Record<string, string>; readonly series: DurationSeries }>();

  constructor(options: DurationHistogramOptions) {
    const { name, help, registers, bounds } = options;
    if (bounds.some((bound, index) => index > 0 && bound <= (bounds[index - 1] as number)))
      throw new RangeError(`${name}: bounds must ascend`);
    this.#options = options;
    const metric = {
      name,
      help,
      type: "histogram",
      aggregator: "sum",
      get: () => this.#get(),
      reset: () => this.reset(),
    };
    for (const registry of registers)
      registry.registerMetric(metric as unknown as Parameters<Registry["registerMetric"]>[0]);
  }

  /** The series of these label values, in the order of the names; made if need be. */
  series(...values: readonly string[]): DurationSeries {
    const key = values.join("\n");
    let found = this.#series.get(key);
    if (found === undefined) {
      const { labelNames, bounds } = this.#options;
      const labels = Object.fromEntries(labelNames.map((label, index) => [label, values[index] ?? ""]));
      found = { labels, series: new DurationSeries(bounds) };
      this.#series.set(key, found);
    }
    return found.series;
  }

  reset(): void {
    for (const { series } of this.#series.values()) {
      series.counts.fill(0);
      series.sumSeconds = 0;
    }
  }

  /** As prom-client has its metrics. */
  async #get() {
    const { name, help, bounds } = this.#options;
    const values = [...this.#series.values()].flatMap(({ labels, series: { counts, sumSeconds } }) => {
      let count = 0;
      const buckets = [...bounds, "+Inf"].map((le, index) => {
        count += counts[index] as number;
        return { metricName: `${name}_bucket`, labels: { ...labels, le: String(le) }, value: count };
      });
      return [
        ...buckets,
        { metricName: `${name}_sum`, labels, value: sumSeconds },
        { metricName: `${name}_count`, labels, value: count },
      ];
    });
    return { name, help, type: "histogram", aggregator: "sum", values };
  }
}
