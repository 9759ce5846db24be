import type { EventLog } from "@ecomind/event-log";
import type { Random } from "../../standalone/src/random.js";
import type { StoreClient } from "./store-client.js";

/** One way of breaking the system. */
export interface Fault {
  /** What is done to what; the summary counts by it. */
  readonly name: string;
  /** How often it is chosen, among the others. */
  readonly weight: number;
  /**
   * Resolves when it is done; what it broke may still be coming back.
   * @returns false when it was aimed at a moment that did not come, and struck at another
   */
  run(random: Random): Promise<boolean | undefined>;
}

/** Running processes that take, count and answer. */
export interface SystemUnderTest {
  readonly description: string;
  readonly urls: readonly string[];
  /** The query service. */
  readonly queryUrl: string;
  readonly store: StoreClient;
  readonly faults: readonly Fault[];
  /** As one more process opens it. */
  openLog(): Promise<EventLog>;
  /** Whatever was stopped or killed runs again when this resolves. */
  heal(): Promise<void>;
  /**
   * Only where the log has topics that an operator can recreate: does so, looks whether it is noticed, and mends it as the
   * runbook says. @returns what went wrong
   */
  recreateTopic?(): Promise<readonly string[]>;
  /** What the processes logged that tells how hard the run was, by name. */
  remarks(): Readonly<Record<string, number>>;
  /** Why partitions halted: none should in a run in which no operator did anything wrong. */
  halts(): readonly string[];
  dispose(): Promise<void>;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Whole milliseconds in [from, to). */
export const between = (random: Random, fromMs: number, toMs: number): number =>
  Math.floor(fromMs + random.next() * (toMs - fromMs));

/** Polls until it holds, through errors. @throws Error after the time */
export async function eventually(what: string, timeoutMs: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      if (await holds()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline)
      throw new Error(`not within ${timeoutMs} ms: ${what}${last === undefined ? "" : ` (${last})`}`);
    await sleep(100);
  }
}

/**
 * Waits until one of our services has a statement running that has `text` in it, at most `timeoutMs`; then at once `strike`.
 * @returns whether one was
 */
export async function aimed(store: StoreClient, text: string, timeoutMs: number, strike: () => void): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  let running = false;
  while (!running && Date.now() < deadline) running = await store.isRunning(text).catch(() => false);
  strike();
  return running;
}

/** SIGSTOP, and SIGCONT after a while. A process that is gone by then needs neither. */
export async function pause(pids: readonly number[], ms: number): Promise<undefined> {
  signal(pids, "SIGSTOP");
  await sleep(ms);
  signal(pids, "SIGCONT");
}

export function signal(pids: readonly number[], name: NodeJS.Signals): undefined {
  for (const pid of pids)
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
}
