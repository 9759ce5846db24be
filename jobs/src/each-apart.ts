import type { JobContext } from "./job.js";

/**
 * Does a step for one after another: where it fails for one, the others do not wait for that to be mended.
 * @returns for whom it failed, and why: `acme: what the store said`
 * @throws what a step throws once another leads, or the process ends
 */
export async function eachApart<T>(
  { mayGoOn }: Pick<JobContext, "mayGoOn">,
  items: Iterable<T>,
  nameOf: (item: T) => string,
  step: (item: T) => Promise<unknown>,
): Promise<string[]> {
  const failed: string[] = [];
  for (const item of items) {
    try {
      await step(item);
    } catch (error) {
      if (!mayGoOn()) throw error;
      // What a store says may be long, and a run's row has place for a thousand characters.
      const why = (error instanceof Error ? error.message : String(error)).slice(0, 200);
      failed.push(`${nameOf(item)}: ${why}`);
    }
  }
  return failed;
}

/** @throws Error that tells of them, if there are any; of many the first */
export function throwFailed(failed: readonly string[]): void {
  if (failed.length > 0) throw new Error(failed.slice(0, 20).join("; "));
}
