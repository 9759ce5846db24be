import { Counter, type Registry } from "@ecomind/platform";

export interface TallyOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly registers: Registry[];
  /** Exported at 0 from the beginning: Prometheus sees no increase in a series that begins above 0. */
  readonly known?: readonly string[];
}

/**
 * A counter for what happens with every request: counts by the label's values, separated by a blank, and hands over when
 * it is read. Finding a labelled child of a `Counter` costs five times as much.
 */
export class Tally {
  readonly #counts = new Map<string, number>();

  constructor({ name, help, labelNames, registers, known = [] }: TallyOptions) {
    for (const key of known) this.#counts.set(key, 0);
    const counts = this.#counts;
    new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        for (const [key, count] of counts) {
          const values = key.split(" ");
          this.inc(Object.fromEntries(labelNames.map((label, index) => [label, values[index] ?? ""])), count);
        }
        counts.clear();
      },
    });
  }

  add(key: string, count = 1): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }
}
