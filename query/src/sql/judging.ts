/** A statement that is refused, and why. */
export class Refused extends Error {}

/**
 * What judging one statement may take, in nodes and names looked at: 10,000 nodes, as many as the engine reads, a few times
 * each. About a microsecond a step; the service answers nobody else meanwhile.
 */
const mostSteps = 120_000;

/** Counts what is looked at, so that a statement cannot make its judge work for longer than itself would run. */
export class Steps {
  #taken = 0;

  get taken(): number {
    return this.#taken;
  }

  /** @throws Refused */
  take(count: number): void {
    this.#taken += count;
    if (this.#taken > mostSteps)
      throw new Refused(
        "The statement is too involved. Use fewer names for one another, and fewer lambdas in lambdas.",
      );
  }
}
