import { type Logger, type ProblemError, RateLimiter } from "@ecomind/platform";

/**
 * The log of answers with a status of 500 or more: each once with its cause, but one a second of each kind, since an
 * outage fails every request.
 */
export class FailureLog {
  readonly #logger: Logger;
  readonly #perKind = new RateLimiter({ perSecond: 1, burst: 5 });
  readonly #left = new Map<string, number>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /**
   * @param error what was thrown @param known as it is answered; undefined: a fault of the service
   * @param request its id, and its method and path
   */
  note(error: unknown, known: ProblemError | undefined, request: { requestId: string; route: string }): void {
    const code = known?.problem.code ?? "internal";
    const kind = `${code}\n${request.route}`;
    if (!this.#perKind.take(kind, 1, Date.now()).allowed) {
      if (this.#left.size < 1_000 || this.#left.has(kind)) this.#left.set(kind, (this.#left.get(kind) ?? 0) + 1);
      return;
    }
    const unlogged = this.#left.get(kind);
    this.#left.delete(kind);
    const err = known?.cause ?? error;
    this.#logger.error({ ...request, code, err, ...(unlogged && { unlogged }) }, "a request failed");
  }
}
