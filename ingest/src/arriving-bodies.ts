import type { Exchange } from "./exchange.js";

/** Bodies that are still arriving, or wait for their credential: bounded in time and, all together, in bytes. */
export class ArrivingBodies {
  readonly #mostBytes: number;
  /** Bytes held for each. */
  readonly #held = new Map<Exchange, number>();
  readonly #arriving = new Set<Exchange>();
  #bytes = 0;

  /** @param mostBytes of all together */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  begin(exchange: Exchange): void {
    this.#arriving.add(exchange);
  }

  /** @returns false when there is no room for as many bytes more */
  hold(exchange: Exchange, bytes: number): boolean {
    if (this.#bytes + bytes > this.#mostBytes) return false;
    this.#bytes += bytes;
    this.#held.set(exchange, (this.#held.get(exchange) ?? 0) + bytes);
    return true;
  }

  /** The whole body is there; what is held of it stays held. */
  arrived(exchange: Exchange): void {
    this.#arriving.delete(exchange);
  }

  release(exchange: Exchange): void {
    this.#arriving.delete(exchange);
    this.#bytes -= this.#held.get(exchange) ?? 0;
    this.#held.delete(exchange);
  }

  /** Forgets those whose client hung up. @returns those that began before `latestMs` and are still arriving */
  expired(latestMs: number): readonly Exchange[] {
    for (const exchange of [...this.#arriving, ...this.#held.keys()]) if (exchange.done) this.release(exchange);
    return [...this.#arriving].filter(({ startedMs }) => startedMs < latestMs);
  }
}
