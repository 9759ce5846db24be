/** Remembers results by name, up to a number; then it begins anew, so that invented names cannot fill the memory. */
export class BoundedCache<V> {
  readonly #most: number;
  readonly #values = new Map<string, V>();

  constructor(most: number) {
    this.#most = most;
  }

  get(name: string, make: () => V): V {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const value = make();
    if (this.#values.size >= this.#most) this.#values.clear();
    this.#values.set(name, value);
    return value;
  }
}
