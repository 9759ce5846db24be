/** Why a process is not ready: `starting`, `draining`, or a limit of its own such as `memory` or `disk`. */
export interface HealthReport {
  readonly status: "ready" | "not_ready";
  readonly reasons: readonly string[];
  /** What the process sees of the parts it depends on; these do not decide readiness. */
  readonly dependencies: Readonly<Record<string, "up" | "down" | "unknown">>;
}

/** Readiness of this process: not ready while any reason holds. Begins with `starting`. */
export class Health {
  readonly #reasons = new Set<string>(["starting"]);
  readonly #limits = new Map<string, () => boolean>();
  readonly #dependencies = new Map<string, () => boolean | undefined>();

  /** Adds a reason not to be ready. */
  hold(reason: string): void {
    this.#reasons.add(reason);
  }

  /** Removes a reason. */
  release(reason: string): void {
    this.#reasons.delete(reason);
  }

  /** A limit of this process's own, such as `disk`: a reason not to be ready for as long as it is reached. No I/O of length. */
  holdWhile(reason: string, isReached: () => boolean): void {
    this.#limits.set(reason, isReached);
  }

  get #holding(): readonly string[] {
    return [...this.#reasons, ...[...this.#limits].flatMap(([reason, isReached]) => (isReached() ? [reason] : []))];
  }

  started(): void {
    this.release("starting");
  }

  /** A part this process depends on, told by a look that does no I/O; undefined: not known yet. */
  dependsOn(name: string, isUp: () => boolean | undefined): void {
    this.#dependencies.set(name, isUp);
  }

  get ready(): boolean {
    return this.#holding.length === 0;
  }

  report(): HealthReport {
    const dependencies: Record<string, "up" | "down" | "unknown"> = {};
    for (const [name, isUp] of this.#dependencies) {
      const up = isUp();
      dependencies[name] = up === undefined ? "unknown" : up ? "up" : "down";
    }
    const reasons = this.#holding;
    return { status: reasons.length === 0 ? "ready" : "not_ready", reasons, dependencies };
  }
}
