import type { Signal } from "./read-otlp.js";

/** For how long a service is known to send spans, or log events, after the last one; milliseconds. */
const rememberMs = 6 * 3_600_000;
const mostServices = 10_000;

/**
 * Which signals a service reports its uses in. An application that sends spans, log events and metrics of the same calls is
 * counted by the first of these that it sends: they say most, and no use is counted twice.
 */
export class SignalMemory {
  readonly #seen = new Map<string, Partial<Record<Signal, number>>>();

  /**
   * Notes uses that came in a signal.
   * @param credential whose service it is
   * @returns whether uses in this signal count
   */
  counts(signal: Signal, credential: string, service: string, nowMs: number): boolean {
    const key = `${credential}\n${service}`;
    const seen = this.#seen.get(key) ?? {};
    const isRecent = (other: Signal) => (seen[other] ?? Number.NEGATIVE_INFINITY) > nowMs - rememberMs;
    seen[signal] = nowMs;
    // The least recent goes first when there are too many.
    this.#seen.delete(key);
    this.#seen.set(key, seen);
    const [oldest] = this.#seen.size > mostServices ? this.#seen.keys() : [];
    if (oldest !== undefined) this.#seen.delete(oldest);
    if (signal === "traces") return true;
    return !isRecent("traces") && (signal === "logs" || !isRecent("logs"));
  }
}
