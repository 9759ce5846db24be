import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";

/** Statements at once for an organisation, those whose answer is still read included; and that may wait for their turn. */
export const mostAtOnce = 2;
const mostWaiting = 50;

/** Places for organisations that have none yet: a second statement of one that has takes none of these. */
const keptForOthers = 2;

/**
 * How long a statement waits while other organisations have all places, in milliseconds: a little longer than a statement may
 * take, so that whoever is next in line gets one.
 */
export const mostMsForOthers = 25_000;

/** A statement's turn. Each of these may be called more than once. */
export interface Turn {
  /** The engine has computed the answer, which is now read: its place is free for another organisation. */
  computed(): void;
  /** The statement has ended. */
  done(): void;
}

interface Waiting {
  readonly start: () => void;
}

interface Organisation {
  /** Turns that have not ended. */
  open: number;
  /** … of which the engine still computes. */
  computing: number;
  readonly waiting: Waiting[];
}

/**
 * Shares the engine's places among organisations. Each sends a few statements at a time, in the order in which they came.
 * A place that becomes free goes to an organisation that has none, and among several to the one that was served longest ago.
 * Over all processes of the service the engine keeps limits, too: see `AnalystSql`.
 */
export class ConcurrencyLimit {
  /** Those with a statement, the one that was served last at the end. */
  readonly #organisations = new Map<string, Organisation>();
  #free: number;

  /** @param places statements that the engine computes at once */
  constructor(places: number) {
    this.#free = places;
  }

  /**
   * @param patienceMs how long to wait at most for statements of the same organisation; 0: not at all
   * @throws ProblemError rate_limited when its own statements would take longer, store_unavailable when those of others
   * would, or the signal's reason
   */
  async take(orgId: string, signal: AbortSignal, patienceMs: number): Promise<Turn> {
    signal.throwIfAborted();
    const own = this.#organisations.get(orgId) ?? { open: 0, computing: 0, waiting: [] };
    const isOver = patienceMs <= 0 && own.open + own.waiting.length >= mostAtOnce;
    if (isOver || own.waiting.length >= mostWaiting) throw tooManyAtOnce();
    this.#organisations.set(orgId, own);
    if (own.waiting.length === 0 && this.#mayStart(own)) this.#start(orgId, own);
    else await this.#called(orgId, own, signal, Math.max(patienceMs, mostMsForOthers));
    return this.#turn(orgId, own);
  }

  #mayStart({ open, computing }: Organisation): boolean {
    return open < mostAtOnce && this.#free > (computing === 0 ? 0 : keptForOthers);
  }

  #start(orgId: string, own: Organisation): void {
    own.open += 1;
    own.computing += 1;
    this.#free -= 1;
    // It was served last now.
    this.#organisations.delete(orgId);
    this.#organisations.set(orgId, own);
  }

  #turn(orgId: string, own: Organisation): Turn {
    let isComputing = true;
    let isOpen = true;
    const computed = () => {
      if (!isComputing) return;
      isComputing = false;
      own.computing -= 1;
      this.#free += 1;
      this.#callNext();
    };
    const done = () => {
      if (!isOpen) return;
      isOpen = false;
      own.open -= 1;
      computed();
      this.#callNext();
      if (own.open === 0 && own.waiting.length === 0) this.#organisations.delete(orgId);
    };
    return { computed, done };
  }

  /** Gives free places to those that wait. */
  #callNext(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const [orgId, own] = next;
      const waiting = own.waiting.shift();
      this.#start(orgId, own);
      waiting?.start();
    }
  }

  /** Which organisation is next: one that computes nothing before one that does. */
  #next(): readonly [string, Organisation] | undefined {
    const waiting = [...this.#organisations].filter(([, own]) => own.waiting.length > 0 && this.#mayStart(own));
    return waiting.find(([, { computing }]) => computing === 0) ?? waiting[0];
  }

  #called(orgId: string, own: Organisation, signal: AbortSignal, mostMs: number): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", aborted);
      };
      const waiting: Waiting = {
        start: () => {
          end();
          resolve();
        },
      };
      const giveUp = (reason: unknown) => {
        end();
        own.waiting.splice(own.waiting.indexOf(waiting), 1);
        if (own.open === 0 && own.waiting.length === 0) this.#organisations.delete(orgId);
        reject(reason);
      };
      const aborted = () => giveUp(signal.reason);
      const timer = setTimeout(() => giveUp(own.open >= mostAtOnce ? tooManyAtOnce() : allTaken()), mostMs);
      signal.addEventListener("abort", aborted);
      own.waiting.push(waiting);
    });
  }
}

export const tooManyAtOnce = () =>
  new ProblemError(problem("rate_limited", { detail: `${mostAtOnce} statements at once.` }), { "retry-after": "1" });

export const allTaken = () =>
  new ProblemError(problem("store_unavailable", { detail: "Statements of other organisations have all places." }), {
    "retry-after": "5",
  });
