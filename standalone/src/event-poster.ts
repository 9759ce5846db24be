import type { UsageEvent } from "@ecomind/contract";

export interface PostOptions {
  /** The edge, without a path. */
  readonly url: string;
  readonly apiKey: string;
  /** Events a request. @default 500 */
  readonly batchSize?: number;
  /** Requests at once. @default 4 */
  readonly concurrency?: number;
  /** Gives up on a batch that has met nothing but outages for this long, in milliseconds. @default 60_000 */
  readonly patienceMs?: number;
  readonly onProgress?: (posted: number) => void;
}

export interface PostResult {
  readonly accepted: number;
  /** Reject reasons and how often each was given. */
  readonly rejected: ReadonlyMap<string, number>;
}

/** The edge refused the request as a whole, for a reason that trying again does not mend. */
class PostRefusedError extends Error {
  override readonly name = "PostRefusedError";
}

interface BatchAnswer {
  readonly accepted: number;
  readonly results?: readonly { readonly status: string; readonly reason?: string }[];
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** One try: the answer, or how many milliseconds to wait before the next. */
async function attempt(
  body: string,
  { url, apiKey }: PostOptions,
): Promise<BatchAnswer | { waitMs: number; why: string }> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}/v1/ingest/batch`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": apiKey },
      body,
      signal: AbortSignal.timeout(15_000),
    });
    text = await response.text();
  } catch (error) {
    return { waitMs: 0, why: error instanceof Error ? error.message : String(error) };
  }
  if (response.status === 505)
    throw new PostRefusedError(
      "a proxy in front of the edge speaks HTTP/1.0; docs/reverse-proxy.md has what to configure",
    );
  if (response.status === 429 || response.status >= 500) {
    const seconds = Number(response.headers.get("retry-after") ?? "0");
    return { waitMs: Math.min(10_000, seconds * 1000), why: `status ${response.status}` };
  }
  const answer: unknown = JSON.parse(text);
  if (response.status === 202) return answer as BatchAnswer;
  const { code, results } = answer as { code?: string; results?: BatchAnswer["results"] };
  if (response.status === 400 && results) return { accepted: 0, results };
  throw new PostRefusedError(`the edge answered ${response.status} ${code ?? ""}`.trim());
}

/**
 * Posts events in batches through the edge. What fails for want of an answer is sent again, whole: an event's id and
 * time are its identity, so that a repeat is counted once.
 * @throws PostRefusedError, or Error when the edge was away for longer than `patienceMs`
 */
export async function postEvents(events: Iterable<UsageEvent>, options: PostOptions): Promise<PostResult> {
  const { batchSize = 500, concurrency = 4, patienceMs = 60_000, onProgress } = options;
  const rejected = new Map<string, number>();
  let accepted = 0;
  let posted = 0;
  const iterator = events[Symbol.iterator]();

  function nextBatch(): UsageEvent[] {
    const batch: UsageEvent[] = [];
    while (batch.length < batchSize) {
      const { done, value } = iterator.next();
      if (done) break;
      batch.push(value);
    }
    return batch;
  }

  async function post(batch: readonly UsageEvent[]): Promise<void> {
    const body = JSON.stringify({ events: batch });
    const sinceMs = performance.now();
    for (let tries = 0; ; tries += 1) {
      const answer = await attempt(body, options);
      if ("accepted" in answer) {
        accepted += answer.accepted;
        for (const { status, reason } of answer.results ?? [])
          if (status === "rejected") rejected.set(reason ?? "unknown", (rejected.get(reason ?? "unknown") ?? 0) + 1);
        return;
      }
      if (performance.now() - sinceMs > patienceMs) throw new Error(`the edge does not answer: ${answer.why}`);
      await pause(Math.max(answer.waitMs, Math.min(2_000, 50 * 2 ** tries) * (0.5 + Math.random() / 2)));
    }
  }

  async function work(): Promise<void> {
    for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) {
      await post(batch);
      posted += batch.length;
      onProgress?.(posted);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  return { accepted, rejected };
}
