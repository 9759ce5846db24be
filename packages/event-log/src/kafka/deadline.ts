import { mayFail } from "@ecomind/platform";
import { LogUnavailableError } from "../errors.js";

/** Waits for `promise` at most `ms` milliseconds; what comes later is ignored. @throws LogUnavailableError */
export async function within<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LogUnavailableError(`${what}: no answer within ${Math.round(ms)} ms`)), ms);
  });
  // It may fail after the time is up, when nobody listens any more.
  promise.catch(mayFail("nobody listens once the time is up"));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Milliseconds to sleep; keeps no process alive. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
