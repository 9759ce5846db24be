type Span = readonly [fromMs: number, toMs: number];

/** Milliseconds of spans; of those that ran side by side each moment counts once. */
function union(spans: readonly Span[]): number {
  let total = 0;
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const [fromMs, toMs] of [...spans].sort(([a], [b]) => a - b)) {
    total += Math.max(0, toMs - Math.max(fromMs, untilMs));
    untilMs = Math.max(untilMs, toMs);
  }
  return total;
}

/**
 * What a request's statements cost, given to the client as `Server-Timing`: `store`, by the store's own count; `asked`,
 * from sending them to the end of their answers, which has the store's own HTTP, log-in and turn in it.
 */
export class StatementTimes {
  readonly #store: Span[] = [];
  readonly #asked: Span[] = [];
  #rows = 0;
  #bytes = 0;

  /** @param summary the answer's `x-clickhouse-summary` @param sentMs @param answeredMs by `performance.now()` */
  add(summary: unknown, sentMs: number, answeredMs: number): void {
    this.#asked.push([sentMs, answeredMs]);
    if (typeof summary !== "string") return;
    const { elapsed_ns = 0, read_rows = 0, read_bytes = 0 } = JSON.parse(summary) as Record<string, string>;
    this.#store.push([answeredMs - Number(elapsed_ns) / 1e6, answeredMs]);
    this.#rows += Number(read_rows);
    this.#bytes += Number(read_bytes);
  }

  get header(): string {
    const read = `${this.#rows} rows, ${this.#bytes} bytes read`;
    return `store;dur=${union(this.#store).toFixed(2)};desc="${read}", asked;dur=${union(this.#asked).toFixed(2)}`;
  }
}
