import { pauseMs, retryAfterMs } from "./backoff.js";
import { gzip } from "./gzip.js";
import type { QueuedEvent, QueueStore, UploadPace } from "./queue-store.js";
import { readVerdicts, type Verdict } from "./verdicts.js";

/** Where events go. */
export interface Destination {
  /** Base URL of the edge. */
  readonly endpoint: string;
  readonly apiKey: string;
}

export interface UploaderOptions {
  readonly store: QueueStore;
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
  /** From 0 to below 1. */
  readonly random?: () => number;
  /** Longest that an event waits for others. @default 30_000 */
  readonly gatherMs?: number;
}

const mostEvents = 100;
const answerTimeoutMs = 30_000;
/** While a key is refused, somebody has to act: the queue waits for that. */
const keyRefusedPauseMs = 15 * 60_000;

/** Sends what is stored, in batches, one at a time; a batch leaves the store when the server has spoken of each event. */
export class Uploader {
  readonly #options: Required<UploaderOptions>;
  #running: Promise<number | undefined> | undefined;

  constructor(options: UploaderOptions) {
    this.#options = {
      fetch: (...request) => fetch(...request),
      now: Date.now,
      random: Math.random,
      gatherMs: 30_000,
      ...options,
    };
  }

  /**
   * Sends every batch that is due.
   * @param flush also sends a batch that is not full yet
   * @returns when to come back, milliseconds since 1970; undefined when nothing waits
   */
  async run(to: Destination, flush = false): Promise<number | undefined> {
    // A run that does not flush leaves behind what this one is for.
    while (flush && this.#running !== undefined) await Promise.allSettled([this.#running]);
    this.#running ??= this.#run(to, flush).finally(() => {
      this.#running = undefined;
    });
    return await this.#running;
  }

  async #run(to: Destination, flush: boolean): Promise<number | undefined> {
    const { store, now, gatherMs } = this.#options;
    for (;;) {
      const pace = await store.pace();
      if (now() < pace.notBeforeMs) return (await store.size()) === 0 ? undefined : pace.notBeforeMs;
      const events = await store.oldest(Math.min(pace.batch, mostEvents));
      const first = events[0];
      if (first === undefined) return undefined;
      const dueMs = events.length >= pace.batch || flush ? 0 : first.storedMs + gatherMs;
      if (now() < dueMs) return dueMs;
      await this.#send(events, to, pace);
    }
  }

  async #send(events: readonly QueuedEvent[], { endpoint, apiKey }: Destination, pace: UploadPace): Promise<void> {
    const { store, fetch: send, now } = this.#options;
    const body = `{"events":[${events.map(({ json }) => json).join(",")}]}`;
    const bytes = await gzip(body);
    const url = new URL("v1/ingest/batch", endpoint.endsWith("/") ? endpoint : `${endpoint}/`);
    let response: Response | undefined;
    let answer: unknown;
    try {
      response = await send(url, {
        method: "POST",
        headers: { "content-type": "application/json", "content-encoding": "gzip", "x-api-key": apiKey },
        body: bytes,
        signal: AbortSignal.timeout(answerTimeoutMs),
        credentials: "omit",
        referrerPolicy: "no-referrer",
        redirect: "error",
        cache: "no-store",
      });
      answer = await response.json();
    } catch {
      // Perhaps it arrived, perhaps not: the same events are sent again under the same ids.
      answer = undefined;
    }
    const status = response?.status ?? 0;
    const verdicts = verdictsOf(status, answer, events.length);
    const accepted = events.filter((_, index) => verdicts[index]?.kind === "accepted").map(({ id }) => id);
    const refused = events.flatMap(({ id }, index) => {
      const verdict = verdicts[index];
      return verdict?.kind === "refused" ? [{ id, reason: verdict.reason }] : [];
    });
    const moved = accepted.length + refused.length;
    const nowMs = now();
    const retryMs = retryAfterMs(response?.headers.get("retry-after") ?? null, nowMs);
    await store.record(
      {
        accepted,
        refused,
        pace: this.#paceAfter(pace, status, moved, events.length, retryMs),
        send: { atMs: nowMs, to: url.origin, events: events.length, bytes: bytes.length, status, body },
      },
      nowMs,
    );
  }

  #paceAfter(pace: UploadPace, status: number, moved: number, sent: number, retryMs: number): UploadPace {
    const { now, random } = this.#options;
    if (moved === sent) return { failures: 0, notBeforeMs: now() + retryMs, batch: mostEvents, status };
    // Where some were taken, the server works.
    const failures = moved > 0 ? 1 : pace.failures + 1;
    const pause = pauseMs(failures, random());
    const isKeyRefused = status === 401 || status === 403;
    // Too large, or a body that is not understood: halves, down to the single event that is the reason.
    const isDivided = (status === 413 || status === 400 || status === 415 || status === 422) && sent > 1;
    return {
      failures,
      notBeforeMs: now() + (isDivided ? 0 : (isKeyRefused ? keyRefusedPauseMs : retryMs) + pause),
      batch: isDivided ? Math.max(1, Math.floor(sent / 2)) : pace.batch,
      status,
    };
  }
}

/** What a status says where the answer says nothing of single events. */
function verdictsOf(status: number, answer: unknown, count: number): Verdict[] {
  const verdicts = readVerdicts(answer, count);
  const isPermanent = status === 400 || status === 413 || status === 422;
  if (isPermanent && count === 1 && verdicts[0]?.kind === "retry" && !hasResults(answer))
    return [{ kind: "refused", reason: codeOf(answer) }];
  // An edge that failed promises nothing, whatever a proxy wrote into the body.
  return status >= 500 || status === 429 || status === 0
    ? verdicts.map((verdict) => (verdict.kind === "accepted" ? { kind: "retry" } : verdict))
    : verdicts;
}

const hasResults = (answer: unknown): boolean => Array.isArray((answer as { results?: unknown } | null)?.results);

function codeOf(answer: unknown): string {
  const code = (answer as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code.slice(0, 64) : "unknown";
}
