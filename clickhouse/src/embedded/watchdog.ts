import type { ControlClient } from "./control-client.js";
import { type RunningStatement, StuckStatements } from "./stuck-statements.js";

export interface WatchdogOptions {
  /** How often it looks, in milliseconds. @default 1_000 */
  readonly intervalMs?: number | undefined;
  /** Called once, with the statements that nothing ends. */
  readonly found: (stuck: readonly RunningStatement[]) => void;
}

/** Looks for statements that outlive their limit of time three times in a call that the engine cannot interrupt. */
export function startWatchdog(control: ControlClient, { intervalMs = 1_000, found }: WatchdogOptions): () => void {
  const statements = new StuckStatements();
  let isOver = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    // An engine that is too busy to answer is asked again; one that has ended is not the watchdog's.
    const running = await control.runningStatements().catch(() => []);
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
