import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";

/** Statements at once for an organisation; and that may wait for their turn in this process. */
export const mostAtOnce = 2;
const mostWaiting = 50;

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Lets each organisation send a few statements at a time, in the order in which they came. Over all processes of the
 * service the engine keeps the same limit: see `AnalystSql`.
 */
export class ConcurrencyLimit {
  readonly #queues = new Map<string, Queue>();

  /**
   * @param patienceMs how long to wait at most; 0: not at all
   * @returns what to call, once or more often, when the statement has ended
   * @throws ProblemError rate_limited when it would take longer, or the signal's reason
   */
  async take(orgId: string, signal: AbortSignal, patienceMs: number): Promise<() => void> {
    const queue = this.#queues.get(orgId) ?? { running: 0, waiting: [] };
    this.#queues.set(orgId, queue);
    if (queue.running < mostAtOnce) queue.running += 1;
    else {
      if (patienceMs <= 0 || queue.waiting.length >= mostWaiting) throw tooManyAtOnce();
      await waited(queue, signal, patienceMs);
    }
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const next = queue.waiting.shift();
      // The turn is handed over: it never counts as free in between.
      if (next !== undefined) next();
      else queue.running -= 1;
      if (queue.running === 0) this.#queues.delete(orgId);
    };
  }
}

export const tooManyAtOnce = () =>
  new ProblemError(problem("rate_limited", { detail: `${mostAtOnce} statements at once.` }), { "retry-after": "1" });

function waited(queue: Queue, signal: AbortSignal, patienceMs: number): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const giveUp = (reason: unknown) => {
      const place = queue.waiting.indexOf(called);
      if (place >= 0) queue.waiting.splice(place, 1);
      end();
      reject(reason);
    };
    const timer = setTimeout(() => giveUp(tooManyAtOnce()), patienceMs);
    const aborted = () => giveUp(signal.reason);
    const called = () => {
      end();
      resolve();
    };
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", aborted);
    };
    signal.addEventListener("abort", aborted);
    queue.waiting.push(called);
  });
}
