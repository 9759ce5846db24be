import type { Logger } from "@ecomind/platform";
import { Effect, Schedule } from "effect";
import type { StreamMetrics } from "./metrics.js";

interface WaitOptions {
  readonly metrics: StreamMetrics;
  readonly logger: Logger;
  readonly stopping: () => boolean;
}

/** Waits for the store, capped and with jitter, for as long as it takes. */
const patience = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("5 seconds")]).pipe(
  Schedule.jittered,
);

/** Repeats what fails because the store is away, until it is back or the process stops. */
export const makeWaitForStore =
  ({ metrics, logger, stopping }: WaitOptions) =>
  <A, E extends { readonly _tag: string }, R>(work: Effect.Effect<A, E, R>) =>
    work.pipe(
      Effect.tapError((error) =>
        Effect.sync(() => {
          if (error._tag !== "StoreUnavailable") return;
          metrics.waiting.set(1);
          logger.warn({ err: error }, "the store is away; waiting. See docs/runbooks/store-away.md.");
        }),
      ),
      Effect.retry(
        patience.pipe(
          Schedule.setInputType<E>(),
          Schedule.while(({ input }) => input._tag === "StoreUnavailable" && !stopping()),
        ),
      ),
      Effect.tap(() => Effect.sync(() => metrics.waiting.set(0))),
    );

export type WaitForStore = ReturnType<typeof makeWaitForStore>;
