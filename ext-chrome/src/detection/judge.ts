import type { PageSighting, RequestSighting } from "./sightings.js";
import type { UnknownSize } from "./turn.js";

/** A request that has ended, by whoever saw it. */
export interface Ended {
  readonly request: RequestSighting;
  readonly page: PageSighting | undefined;
  readonly endMs: number;
}

const isAnswer = (status: number): boolean => status >= 200 && status < 300;

/**
 * Whether a provider worked for this prompt. A refusal (4xx, 5xx, a redirect to a sign-in page) is none; one that the person
 * stopped is, even before the answer began: it was sent. What the network lost before an answer began is repeated by the page,
 * and counts then.
 */
export function wasAnswered({ request, page }: Ended): boolean {
  const status = request.status === 0 ? (page?.status ?? 0) : request.status;
  if (status !== 0) return isAnswer(status);
  return request.sent && request.end === "aborted";
}

/** Bytes of the answer after decompression, or why they are not known. */
function answerSize({ request, page }: Ended): number | UnknownSize {
  if (page !== undefined && page.decodedBytes > 0) return page.decodedBytes;
  if (request.end === "aborted") return "stopped";
  if (page === undefined) return "unseen";
  return request.end === "completed" ? "cross_origin" : "stopped";
}

/** An answer's size together with those of the requests that carried it on. */
export function wholeSize(prompt: Ended, continued: readonly Ended[]): number | UnknownSize {
  let added = 0;
  let replayed = 0;
  for (const one of continued) {
    const size = answerSize(one);
    if (typeof size !== "number") continue;
    if (one.request.kind === "add") added += size;
    else replayed = Math.max(replayed, size);
  }
  const own = answerSize(prompt);
  if (typeof own === "number") return Math.max(own + added, replayed);
  return added + replayed > 0 ? Math.max(added, replayed) : own;
}
