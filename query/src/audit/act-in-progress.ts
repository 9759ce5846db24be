import type { ProblemDocument } from "@ecomind/platform";
import type { Act, AuditTrail, Change } from "./audit-trail.js";

/** An act while it is carried out. It is recorded once, when it is done: before the first byte of its answer leaves. */
export class ActInProgress {
  /** What it is done to, where the path does not say it: a new key's id, a file's, a statement. */
  target: string | undefined;
  /** What it changed, where that is told: what was settled before it and after it. */
  change: Change | undefined;
  readonly #trail: Pick<AuditTrail, "done" | "undone">;
  readonly #act: Act;
  #recorded: Promise<void> | undefined;

  constructor(trail: Pick<AuditTrail, "done" | "undone">, act: Act) {
    this.#trail = trail;
    this.#act = act;
  }

  /**
   * To be called before an answer leaves; whoever returns the answer need not.
   * @throws ProblemError store_unavailable: nothing may leave
   */
  record(): Promise<void> {
    this.#recorded ??= this.#trail.done({ ...this.#act, target: this.target, change: this.change });
    return this.#recorded;
  }

  /** It came to nothing, or broke off: after `record` that is a second row. */
  async undone(problem: ProblemDocument | undefined): Promise<void> {
    await this.#trail.undone({ ...this.#act, target: this.target }, problem);
  }
}
