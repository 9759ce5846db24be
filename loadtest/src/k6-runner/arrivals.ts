/** The open model: iterations begin when they are due, however long those before take. */

export interface Stage {
  readonly seconds: number;
  /** Iterations a second at the stage's end, reached in a straight line. */
  readonly target: number;
}

/** How many iterations are due after a time: the area under the rate. */
export function dueAfter(seconds: number, startRate: number, stages: readonly Stage[]): number {
  let due = 0;
  let rate = startRate;
  let left = Math.max(0, seconds);
  for (const { seconds: length, target } of stages) {
    const of = Math.min(left, length);
    const reached = length === 0 ? target : rate + ((target - rate) * of) / length;
    due += ((rate + reached) / 2) * of;
    left -= of;
    rate = target;
    if (left <= 0) break;
  }
  return due;
}

/** `500ms`, `30s`, `5m`, `1h`, `1m30s`, in seconds. @throws Error for another text */
export function secondsOf(text: string): number {
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600 };
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) throw new Error(`a duration that is not understood: ${text}`);
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, value, unit = ""]) => sum + Number(value) * (units[unit] ?? 0),
    0,
  );
}

export interface ArrivalOptions {
  readonly startRate: number;
  readonly stages: readonly Stage[];
  /** Iterations that may be under way at once; one that finds no place is dropped. */
  readonly places: number;
  readonly iterate: () => Promise<void>;
  readonly onDropped: () => void;
  readonly onFault: (error: unknown) => void;
  /** Ends the run early. */
  readonly signal: AbortSignal;
}

/** How often due iterations are begun, in milliseconds. */
const tickMs = 2;

/** Begins iterations by their schedule, and waits for the last. @returns how late the latest one began, in milliseconds */
export async function arrive(options: ArrivalOptions): Promise<number> {
  const { startRate, stages, places, iterate, onDropped, onFault, signal } = options;
  const length = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  const beganMs = performance.now();
  const underWay = new Set<Promise<void>>();
  let begun = 0;
  let lastMs = beganMs;
  let latestMs = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const nowMs = performance.now();
      latestMs = Math.max(latestMs, nowMs - lastMs - tickMs);
      lastMs = nowMs;
      const seconds = (nowMs - beganMs) / 1_000;
      const due = Math.floor(dueAfter(Math.min(seconds, length), startRate, stages));
      for (; begun < due; begun += 1) {
        if (underWay.size >= places) {
          onDropped();
          continue;
        }
        const iteration = iterate().catch(onFault);
        underWay.add(iteration);
        void iteration.then(() => underWay.delete(iteration));
      }
      if (seconds >= length || signal.aborted) {
        clearInterval(timer);
        resolve();
      }
    }, tickMs);
  });
  await Promise.all(underWay);
  return latestMs;
}
