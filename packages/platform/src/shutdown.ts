import type { Logger } from "./logging.js";

interface Step {
  readonly name: string;
  readonly run: () => Promise<void> | void;
}

export interface ShutdownOptions {
  readonly logger: Logger;
  /** After this many milliseconds the process ends with status 1, whatever is still running. @default 10_000 */
  readonly deadlineMs?: number;
  /** How the process ends. @default process.exit */
  readonly exit?: (status: number) => void;
}

/**
 * Ends a process in order: steps run one after another, the last registered first. A step that fails is logged and the
 * others still run; then the status is 1, else 0. A second call joins the first.
 */
export class Shutdown {
  readonly #steps: Step[] = [];
  readonly #logger: Logger;
  readonly #deadlineMs: number;
  readonly #exit: (status: number) => void;
  #running: Promise<void> | undefined;

  constructor({ logger, deadlineMs = 10_000, exit = (status) => process.exit(status) }: ShutdownOptions) {
    this.#logger = logger;
    this.#deadlineMs = deadlineMs;
    this.#exit = exit;
  }

  get started(): boolean {
    return this.#running !== undefined;
  }

  register(name: string, run: Step["run"]): void {
    this.#steps.unshift({ name, run });
  }

  /**
   * Begins an orderly end on SIGTERM and SIGINT. A supervised child leaves these to its parent, since a terminal and a
   * process manager signal the whole group at once and the parent knows the order: it ends on the message
   * `{ type: "stop" }`, or when the parent is gone.
   */
  listen({ supervised = false }: { supervised?: boolean } = {}): void {
    for (const signal of ["SIGTERM", "SIGINT"] as const)
      process.on(signal, () => {
        if (!supervised) void this.run(signal);
      });
    if (process.channel === undefined) return;
    process.on("message", (message) => {
      if ((message as { type?: unknown } | null)?.type === "stop") void this.run("stop");
    });
    process.on("disconnect", () => void this.run("parent gone"));
  }

  run(cause: string, status = 0): Promise<void> {
    this.#running ??= this.#run(cause, status);
    return this.#running;
  }

  async #run(cause: string, initialStatus: number): Promise<void> {
    let status = initialStatus;
    this.#logger.info({ cause }, "shutting down");
    const timer = setTimeout(() => {
      this.#logger.error({ deadlineMs: this.#deadlineMs }, "shutdown took too long");
      this.#exit(1);
    }, this.#deadlineMs);
    for (const { name, run } of this.#steps) {
      try {
        await run();
      } catch (error) {
        status = 1;
        this.#logger.error({ err: error, step: name }, "shutdown step failed");
      }
    }
    clearTimeout(timer);
    this.#logger.info({ status }, "stopped");
    this.#exit(status);
  }
}
