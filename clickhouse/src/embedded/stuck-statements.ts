import { readFileSync } from "node:fs";

/** A statement that the engine runs. */
export interface RunningStatement {
  readonly queryId: string;
  readonly user: string;
  /** What it is for and who asks, where its sender says so: its user agent. */
  readonly mark: string;
  readonly elapsedSeconds: number;
  /** Its `max_execution_time`; 0: none. */
  readonly limitSeconds: number;
  /** Threads of this process that have worked for it. */
  readonly threads: readonly number[];
}

/** How often longer than its limit a statement has to run before it counts as one that nothing ends. */
const patience = 3;
/** How many looks have to find a thread of it computing without a pause. */
const looksToBelieve = 3;

interface ThreadState {
  /** Clock ticks on a processor. */
  readonly ticks: number;
  /** How often it has waited for something of its own accord. */
  readonly waits: number;
}

/** @returns undefined: the thread has ended */
export function threadState(thread: number): ThreadState | undefined {
  try {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, "utf8");
    // The second field is a name in brackets, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const status = readFileSync(`/proc/self/task/${thread}/status`, "utf8");
    const waits = /^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1];
    return { ticks: Number(fields[11]) + Number(fields[12]), waits: Number(waits) };
  } catch {
    return undefined;
  }
}

/**
 * Finds statements that no limit ends: long beyond it, and inside of one call that computes on and on. A statement
 * whose answer is only read slowly also stays in the engine's list beyond its limit; its threads wait, or work for others.
 */
export class StuckStatements {
  readonly #state: (thread: number) => ThreadState | undefined;
  readonly #seen = new Map<number, ThreadState>();
  readonly #busyLooks = new Map<string, number>();

  constructor(state: (thread: number) => ThreadState | undefined = threadState) {
    this.#state = state;
  }

  /** Looks once. @param running every statement of the engine @returns those that are stuck */
  look(running: readonly RunningStatement[]): readonly RunningStatement[] {
    const overdue = running.filter(
      ({ elapsedSeconds, limitSeconds }) => limitSeconds > 0 && elapsedSeconds > patience * limitSeconds,
    );
    const ids = new Set(overdue.map(({ queryId }) => queryId));
    for (const queryId of this.#busyLooks.keys()) if (!ids.has(queryId)) this.#busyLooks.delete(queryId);
    // A thread that several statements name works for the one that began last.
    const owners = new Map<number, RunningStatement>();
    for (const statement of [...running].sort((a, b) => b.elapsedSeconds - a.elapsedSeconds))
      for (const thread of statement.threads) owners.set(thread, statement);
    const own = overdue.map((statement) => statement.threads.filter((thread) => owners.get(thread) === statement));
    overdue.forEach(({ queryId }, index) => {
      if ((own[index] ?? []).filter((thread) => this.#isComputing(thread)).length > 0)
        this.#busyLooks.set(queryId, (this.#busyLooks.get(queryId) ?? 0) + 1);
    });
    const watched = new Set(own.flat());
    for (const thread of this.#seen.keys()) if (!watched.has(thread)) this.#seen.delete(thread);
    return overdue.filter(({ queryId }) => (this.#busyLooks.get(queryId) ?? 0) >= looksToBelieve);
  }

  /** Whether a thread has computed since the last look, without once waiting for anything. */
  #isComputing(thread: number): boolean {
    const before = this.#seen.get(thread);
    const now = this.#state(thread);
    if (now === undefined) return false;
    this.#seen.set(thread, now);
    return before !== undefined && now.ticks > before.ticks && now.waits === before.waits;
  }
}
