import { Effect } from "effect";
import type { LogFault } from "./errors.js";
import { makeOwnership } from "./ownership.js";
import type { PipelineOptions } from "./pipeline-options.js";
import { makePublishWithRetry } from "./publish-with-retry.js";
import { session } from "./session.js";
import { makeWaitForStore } from "./wait-for-store.js";

/** A log that gives nothing but faults for this long ends the process, so that whoever watches it looks, in milliseconds. */
const patienceWithLogMs = 60_000;

/** Reads, publishes and accounts until `stopping`; fails when the log does for longer than a change of leaders takes. */
export const pipeline = Effect.fnUntraced(function* (options: PipelineOptions) {
  const { logger, stopping } = options;
  const waitForStore = makeWaitForStore(options);
  const ownership = yield* makeOwnership({ ...options, waitForStore });
  const publish = yield* makePublishWithRetry({ ...options, waitForStore });

  const faults = { sinceMs: 0, lastMs: Number.NEGATIVE_INFINITY };
  /** Leaves the group and joins again: what was being worked on is read again from where the accounts end. */
  const bearWithLog = (fault: LogFault) => {
    const nowMs = performance.now();
    // One that comes after a quiet time is another story. Joining and failing again takes less than that.
    if (nowMs - faults.lastMs > patienceWithLogMs / 2) faults.sinceMs = nowMs;
    faults.lastMs = nowMs;
    if (nowMs - faults.sinceMs > patienceWithLogMs) return Effect.fail(fault);
    return Effect.sync(() => logger.warn({ err: fault }, "the log is away; joining again")).pipe(
      Effect.andThen(Effect.sleep("1 second")),
    );
  };

  while (!stopping())
    yield* session(options, ownership, publish).pipe(
      // No new assignment came: leave the group and join again.
      Effect.catchTag("Fenced", () =>
        Effect.sync(() => logger.warn("another process took over; joining again")).pipe(
          Effect.andThen(Effect.sleep("250 millis")),
        ),
      ),
      Effect.catchTag("StoreUnavailable", () => Effect.void),
      Effect.catchTag("LogFault", bearWithLog),
    );
});
