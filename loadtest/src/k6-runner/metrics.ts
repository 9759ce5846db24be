import { nearestRank } from "../figures.js";

/** k6's metrics, as far as EcoMind's scripts use them: counters, rates and trends, whole and by tag. */

export type Tags = Readonly<Record<string, string>>;
export type MetricKind = "counter" | "rate" | "trend";

/** Samples of a trend. They are kept whole: percentiles are exact. */
class Samples {
  #values = new Float64Array(1_024);
  #length = 0;
  #sorted = true;

  add(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
    this.#sorted = false;
  }

  /** By nearest rank; 0 where nothing was measured. @param share 0 to 1 */
  at(share: number): number {
    if (this.#length === 0) return 0;
    const values = this.#values.subarray(0, this.#length);
    if (!this.#sorted) values.sort();
    this.#sorted = true;
    return nearestRank(values, share);
  }
}

/** One metric, or the part of it that has a tag. */
class Series {
  readonly kind: MetricKind;
  #count = 0;
  #passes = 0;
  readonly #samples = new Samples();

  constructor(kind: MetricKind) {
    this.kind = kind;
  }

  add(value: number): void {
    if (this.kind === "trend") this.#samples.add(value);
    else if (this.kind === "rate") {
      this.#count += 1;
      if (value !== 0) this.#passes += 1;
    } else this.#count += value;
  }

  /** A figure by its name in thresholds: count, rate, min, max, med, p(N). @throws Error for another name */
  figure(name: string, seconds: number): number {
    const [, percent] = /^p\((\d+(?:\.\d+)?)\)$/.exec(name) ?? [];
    if (this.kind === "trend") {
      if (percent !== undefined) return this.#samples.at(Number(percent) / 100);
      if (name === "med") return this.#samples.at(0.5);
      if (name === "min") return this.#samples.at(0);
      if (name === "max") return this.#samples.at(1);
    } else if (this.kind === "rate" && name === "rate") return this.#count === 0 ? 0 : this.#passes / this.#count;
    else if (this.kind === "counter" && name === "count") return this.#count;
    else if (this.kind === "counter" && name === "rate") return this.#count / seconds;
    throw new Error(`a ${this.kind} has no ${name}`);
  }

  values(seconds: number, trendFigures: readonly string[]): Record<string, number> {
    const names = { trend: [...trendFigures], rate: ["rate"], counter: ["count", "rate"] }[this.kind];
    return Object.fromEntries(names.map((name) => [name, this.figure(name, seconds)]));
  }
}

export interface MetricResult {
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
}

/** @returns whether a figure meets `p(99)<50`, `rate<0.001`, `count<1` … @throws Error for a condition of another form */
function meets(condition: string, figure: (name: string) => number): boolean {
  const [, name = "", operator = "", limit = ""] =
    /^\s*([a-z()\d.]+)\s*(<=|>=|<|>|===?|!==?)\s*([\d.]+)\s*$/.exec(condition) ?? [];
  const [value, than] = [figure(name), Number(limit)];
  if (operator === "<") return value < than;
  if (operator === "<=") return value <= than;
  if (operator === ">") return value > than;
  if (operator === ">=") return value >= than;
  if (operator.startsWith("=")) return value === than;
  if (operator.startsWith("!")) return value !== than;
  throw new Error(`a threshold that is not understood: ${condition}`);
}

const selectorOf = (key: string): { name: string; tag?: readonly [string, string] } => {
  const [, name = key, tag, value] = /^([^{]+)\{([^:}]+):([^}]+)\}$/.exec(key) ?? [];
  return tag === undefined || value === undefined ? { name } : { name, tag: [tag, value] };
};

/** All metrics of a run, with those parts of them that thresholds ask for. */
export class Metrics {
  readonly #series = new Map<string, Series>();
  readonly #parts = new Map<string, { readonly tag: readonly [string, string]; readonly key: string }[]>();
  readonly #thresholds: Readonly<Record<string, readonly string[]>>;

  /** @param thresholds by `metric` or `metric{tag:value}` */
  constructor(thresholds: Readonly<Record<string, readonly string[]>> = {}) {
    this.#thresholds = thresholds;
    for (const key of Object.keys(thresholds)) {
      const { name, tag } = selectorOf(key);
      if (tag !== undefined) this.#parts.set(name, [...(this.#parts.get(name) ?? []), { tag, key }]);
    }
  }

  declare(name: string, kind: MetricKind): void {
    if (!this.#series.has(name)) this.#series.set(name, new Series(kind));
    for (const { key } of this.#parts.get(name) ?? [])
      if (!this.#series.has(key)) this.#series.set(key, new Series(kind));
  }

  add(name: string, value: number, tags: Tags = {}): void {
    const series = this.#series.get(name);
    if (series === undefined) throw new Error(`there is no metric ${name}`);
    series.add(value);
    for (const { tag, key } of this.#parts.get(name) ?? [])
      if (tags[tag[0]] === tag[1]) this.#series.get(key)?.add(value);
  }

  /** @throws Error for a threshold of a metric that the scripts don't have */
  results(seconds: number, trendFigures: readonly string[]): Record<string, MetricResult> {
    for (const key of Object.keys(this.#thresholds))
      if (!this.#series.has(key)) throw new Error(`a threshold of ${key}, which is no metric of the scripts`);
    return Object.fromEntries(
      [...this.#series].map(([key, series]) => {
        const conditions = this.#thresholds[key] ?? [];
        const figure = (name: string) => series.figure(name, seconds);
        const met = conditions.map((condition) => [condition, { ok: meets(condition, figure) }] as const);
        return [
          key,
          {
            values: series.values(seconds, trendFigures),
            ...(met.length > 0 ? { thresholds: Object.fromEntries(met) } : {}),
          },
        ];
      }),
    );
  }
}
