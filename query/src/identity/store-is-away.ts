import { type Logger, RateLimiter } from "@ecomind/platform";

/** Logs, once in ten seconds, that identity is judged by what was known last. @param what such as `members' roles` */
export function storeIsAway(logger: Logger | undefined, what: string): (error: unknown) => void {
  const lines = new RateLimiter({ perSecond: 0.1, burst: 1 });
  return (error) => {
    if (lines.take(what, 1, Date.now()).allowed)
      logger?.warn({ err: error, what }, "the store could not be asked; what was known last holds");
  };
}
