import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";

/** Files that an organisation may read at once, of one process. */
export const mostOfOne = 3;
/** Files of all organisations at once: each holds a connection to the store. */
export const mostOfAll = 40;

/** Lets each organisation read a few files at a time: a slow reader may take an hour for one. */
export class ExportConcurrencyLimit {
  readonly #running = new Map<string, number>();
  #all = 0;

  /** @returns what to call, once, when the file has ended @throws ProblemError at once when there is no place */
  take(orgId: string): () => void {
    const own = this.#running.get(orgId) ?? 0;
    if (own >= mostOfOne)
      throw new ProblemError(
        problem("too_many_exports", { detail: `An organisation reads ${mostOfOne} files at once.` }),
        { "retry-after": "10" },
      );
    if (this.#all >= mostOfAll)
      throw new ProblemError(problem("store_unavailable", { detail: "Too many files are being read." }), {
        "retry-after": "10",
      });
    this.#running.set(orgId, own + 1);
    this.#all += 1;
    return () => {
      const left = (this.#running.get(orgId) ?? 1) - 1;
      if (left === 0) this.#running.delete(orgId);
      else this.#running.set(orgId, left);
      this.#all -= 1;
    };
  }
}
