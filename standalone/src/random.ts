import { createHash } from "node:crypto";

/** Seeded pseudo-random numbers (sfc32): the same seed text gives the same sequence on every machine. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string) {
    const digest = createHash("sha256").update(seed).digest();
    this.#a = digest.readInt32LE(0);
    this.#b = digest.readInt32LE(4);
    this.#c = digest.readInt32LE(8);
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** Uniform in [0, 1). */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** A whole number whose logarithm is normal around `median` with standard deviation `sigma`. */
  logNormal(median: number, sigma: number): number {
    return Math.round(median * Math.exp(sigma * this.normal()));
  }

  /** How many events fall into a span that expects `mean` (Poisson, by Knuth; means up to a few hundred). */
  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > limit; product *= this.next()) count += 1;
    return count;
  }

  /** One of the entries, each as likely as its weight. */
  pick<T>(entries: readonly { readonly weight: number; readonly value: T }[]): T {
    const total = entries.reduce((sum, { weight }) => sum + weight, 0);
    let rest = this.next() * total;
    for (const { weight, value } of entries) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return (entries.at(-1) as { value: T }).value;
  }
}
