import type { Use } from "./use.js";

/** Reports of one answer begin within this of each other; milliseconds. */
const windowMs = 10 * 60_000;
const mostAnswers = 100_000;

interface Identity {
  readonly id: string;
  readonly tsMs: number;
}

/**
 * Gives every report of one answer the identity of the first, and its rank as its revision, so that the stream counts one of
 * them: the one that is believed most. Nothing is ever dropped here: a report that comes while the first is not yet durable, or
 * after that failed, is stored in its place.
 */
export class AnswerIdentities {
  readonly #first = new Map<string, Identity>();

  /** @param orgId whose answers they are: ids of answers mean nothing elsewhere */
  settle(use: Use, orgId: string): Use {
    const { responseId, id, tsMs, rank } = use;
    if (responseId === undefined) return use;
    const key = `${orgId}\n${responseId}`;
    const known = this.#first.get(key);
    if (known !== undefined && Math.abs(known.tsMs - tsMs) <= windowMs)
      return { ...use, id: known.id, tsMs: known.tsMs, revision: rank };
    this.#first.delete(key);
    this.#first.set(key, { id, tsMs });
    const [oldest] = this.#first.size > mostAnswers ? this.#first.keys() : [];
    if (oldest !== undefined) this.#first.delete(oldest);
    return { ...use, revision: rank };
  }
}
