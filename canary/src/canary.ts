import { randomUUID } from "node:crypto";
import type { Logger } from "@ecomind/platform";
import type { CanaryMetrics, SentOutcome } from "./metrics.js";

export interface CanaryOptions {
  /** Of the edge and of the query service, without a path. */
  readonly ingestUrl: string;
  readonly queryUrl: string;
  /** Of an organisation that has no other events; may ingest and read. */
  readonly apiKey: string;
  readonly metrics: CanaryMetrics;
  readonly logger: Logger;
  /** Milliseconds between two events. @default 1_000 */
  readonly intervalMs?: number;
  /** Milliseconds after which an acknowledged event counts as missing. @default 60_000 */
  readonly giveUpMs?: number;
}

interface Sent {
  /** By `performance.now()`. */
  readonly sentMs: number;
  /** The event's `ts`, milliseconds since 1970. */
  readonly tsMs: number;
}

const requestTimeoutMs = 10_000;
/** Most events that one question brings. */
const most = 1_000;

/** Sends an event now and then, and looks for those that were acknowledged. */
export class Canary {
  readonly #options: CanaryOptions;
  readonly #waiting = new Map<string, Sent>();
  readonly #stopping = new AbortController();
  #loops: Promise<unknown> = Promise.resolve();

  constructor(options: CanaryOptions) {
    this.#options = options;
    options.metrics.lastSeen.setToCurrentTime();
  }

  start(): this {
    const { intervalMs = 1_000 } = this.#options;
    // An open model: the next event does not wait for the answer to the one before.
    const sends = this.#every(intervalMs, () => void this.send());
    const looks = this.#every(intervalMs / 4, () => this.look());
    this.#loops = Promise.all([sends, looks]);
    return this;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loops;
  }

  async #every(ms: number, work: () => Promise<void> | void): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const began = performance.now();
      await work();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, Math.max(0, ms - (performance.now() - began)));
        function done() {
          clearTimeout(timer);
          signal.removeEventListener("abort", done);
          resolve();
        }
        signal.addEventListener("abort", done);
        if (signal.aborted) done();
      });
    }
  }

  /** Posts one event. */
  async send(): Promise<void> {
    const { ingestUrl, apiKey, metrics } = this.#options;
    const [id, tsMs, sentMs] = [randomUUID(), Date.now(), performance.now()];
    const event = {
      id,
      ts: new Date(tsMs).toISOString(),
      user_id: "canary",
      provider: "ecomind",
      model: "canary",
      tokens_in: 1,
      tokens_out: 1,
      source: "canary",
    };
    let outcome: SentOutcome;
    try {
      const response = await fetch(`${ingestUrl}/v1/ingest`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": apiKey },
        body: JSON.stringify(event),
        signal: AbortSignal.any([AbortSignal.timeout(requestTimeoutMs), this.#stopping.signal]),
      });
      await response.arrayBuffer();
      outcome = response.ok ? "accepted" : "refused";
    } catch (error) {
      this.#options.logger.debug({ err: error }, "the edge did not answer");
      outcome = "unanswered";
    }
    if (this.#stopping.signal.aborted) return;
    metrics.sent.inc({ outcome });
    if (outcome === "accepted") this.#waiting.set(id, { sentMs, tsMs });
    metrics.waiting.set(this.#waiting.size);
  }

  /** Asks once for what is waited for. */
  async look(): Promise<void> {
    const { queryUrl, apiKey, metrics, logger, intervalMs = 1_000, giveUpMs = 60_000 } = this.#options;
    if (this.#waiting.size === 0) return;
    const fromMs = Math.min(...[...this.#waiting.values()].map(({ tsMs }) => tsMs));
    // The newest come first: as many as can have been sent since then.
    const limit = Math.min(most, Math.ceil((Date.now() - fromMs) / intervalMs) + 20);
    const query = new URLSearchParams({ from: new Date(fromMs).toISOString(), limit: String(limit) });
    try {
      const response = await fetch(`${queryUrl}/v1/events?${query}`, {
        headers: { "x-api-key": apiKey },
        signal: AbortSignal.any([AbortSignal.timeout(requestTimeoutMs), this.#stopping.signal]),
      });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const { events } = (await response.json()) as { events: readonly { id: string }[] };
      const nowMs = performance.now();
      for (const { id } of events) {
        const sent = this.#waiting.get(id);
        if (sent === undefined) continue;
        this.#waiting.delete(id);
        metrics.seen.inc();
        metrics.seconds.observe((nowMs - sent.sentMs) / 1_000);
        metrics.lastSeen.setToCurrentTime();
      }
    } catch (error) {
      logger.debug({ err: error }, "the query service did not answer");
    }
    for (const [id, { sentMs }] of this.#waiting) {
      if (performance.now() - sentMs < giveUpMs) continue;
      this.#waiting.delete(id);
      metrics.missing.inc();
      logger.warn({ id }, "an acknowledged event was not found. See docs/runbooks/canary.md.");
    }
    metrics.waiting.set(this.#waiting.size);
  }
}
