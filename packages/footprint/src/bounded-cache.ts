/**
 * Remembers results by two names, up to a number; then it begins anew, so that invented names cannot fill the memory.
 * Two names rather than one made of both: joining and hashing strings took more of an estimate's time than its formulas.
 */
export class BoundedCache<V> {
  readonly #most: number;
  readonly #values = new Map<string, Map<string, V>>();
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get(first: string, second: string): V | undefined {
    return this.#values.get(first)?.get(second);
  }

  /** @returns the value */
  set(first: string, second: string, value: V): V {
    if (this.#count >= this.#most) {
      this.#values.clear();
      this.#count = 0;
    }
    let values = this.#values.get(first);
    if (values === undefined) {
      values = new Map();
      this.#values.set(first, values);
    }
    values.set(second, value);
    this.#count += 1;
    return value;
  }
}
