import type { ControlClient } from "./control-client.js";
import { type RunningStatement, StuckStatements, type threadState } from "./stuck-statements.js";

export interface WatchdogOptions {
  /** How often it looks, in milliseconds. @default 1_000 */
  readonly intervalMs?: number | undefined;
  /** Called once, with the statements that nothing ends. */
  readonly found: (stuck: readonly RunningStatement[]) => void;
  /** Called for the first of several failed looks in a row, and for every sixtieth. */
  readonly failed: (error: unknown, looksInARow: number) => void;
  /** @default of this process's threads */
  readonly stateOf?: typeof threadState;
}

/** How long the engine may take to list its statements, in milliseconds: long, since stuck ones leave it little to compute with. */
const mostMsOfLook = 5_000;
const looksPerReport = 60;

/**
 * Looks for statements that outlive their limit of time three times in a call that the engine cannot interrupt. Where the
 * engine does not answer a look, its threads are looked at for the statements that it listed last: an engine that is too busy
 * to answer is the one that needs its watchdog most.
 */
export function startWatchdog(
  control: Pick<ControlClient, "runningStatements">,
  { intervalMs = 1_000, found, failed, stateOf }: WatchdogOptions,
): () => void {
  const statements = new StuckStatements(stateOf);
  let running: readonly RunningStatement[] = [];
  let failures = 0;
  let isOver = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    try {
      running = await control.runningStatements(mostMsOfLook);
      failures = 0;
    } catch (error) {
      failures += 1;
      // One that has ended is not the watchdog's.
      if (!isOver && failures % looksPerReport === 1) failed(error, failures);
    }
    if (isOver) return;
    const stuck = statements.look(running);
    if (stuck.length > 0) return found(stuck);
    timer = setTimeout(look, intervalMs).unref();
  };
  timer = setTimeout(look, intervalMs).unref();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
