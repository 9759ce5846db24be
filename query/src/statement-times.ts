/** What a request's statements cost the store, by its own count; given to the client as `Server-Timing`. */
export class StatementTimes {
  readonly #spans: (readonly [fromMs: number, toMs: number])[] = [];
  #rows = 0;
  #bytes = 0;

  /** @param summary the answer's `x-clickhouse-summary` @param answeredMs when it came, by `performance.now()` */
  add(summary: unknown, answeredMs: number): void {
    if (typeof summary !== "string") return;
    const { elapsed_ns = 0, read_rows = 0, read_bytes = 0 } = JSON.parse(summary) as Record<string, string>;
    this.#spans.push([answeredMs - Number(elapsed_ns) / 1e6, answeredMs]);
    this.#rows += Number(read_rows);
    this.#bytes += Number(read_bytes);
  }

  /** Statements that ran side by side count once. */
  get header(): string {
    let total = 0;
    let untilMs = Number.NEGATIVE_INFINITY;
    for (const [fromMs, toMs] of [...this.#spans].sort(([a], [b]) => a - b)) {
      total += Math.max(0, toMs - Math.max(fromMs, untilMs));
      untilMs = Math.max(untilMs, toMs);
    }
    return `store;dur=${total.toFixed(2)};desc="${this.#rows} rows, ${this.#bytes} bytes read"`;
  }
}
