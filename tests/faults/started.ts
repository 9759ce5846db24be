import type { Child } from "../../standalone/src/child.js";

/** Tries what a busy machine may be too slow for. */
export async function again<T>(tries: number, work: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left -= 1)
    try {
      return await work();
    } catch (error) {
      if (left === 1) throw error;
    }
}

/** A child that is ready. */
export const started = (make: () => Child): Promise<Child> =>
  again(3, async () => {
    const child = make();
    try {
      await child.start();
      return child;
    } catch (error) {
      await child.stop();
      throw error;
    }
  });
