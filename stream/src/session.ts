import type { LogReader } from "@ecomind/event-log";
import { mayFail } from "@ecomind/platform";
import { Effect } from "effect";
import { Fenced, logFault } from "./errors.js";
import { type Held, nothing, type Ownership } from "./ownership.js";
import type { PipelineOptions } from "./pipeline-options.js";
import { type Collected, collect } from "./poll-window.js";
import type { PublishWithRetry } from "./publish-with-retry.js";

/** After this long without a new assignment a process that was fenced leaves the group and joins again, in milliseconds. */
const patienceWhenFencedMs = 15_000;

/**
 * One membership in the group of readers: from joining it until `stopping`, or until another process has our partitions
 * and no new assignment comes.
 */
export const session = (options: PipelineOptions, ownership: Ownership, publish: PublishWithRetry) =>
  Effect.gen(function* () {
    const { logger, stopping } = options;
    const handle = Effect.fnUntraced(function* (reader: LogReader, { assignment, records }: Collected, held: Held) {
      for (;;) {
        const admitted = ownership.admit(reader, records, held);
        if (admitted.length === 0) return;
        const halted = yield* publish(admitted, held).pipe(
          Effect.as(undefined),
          Effect.catchTag("PartitionHalted", (fault) => Effect.succeed(fault)),
        );
        if (halted !== undefined) {
          // The others go on without it.
          ownership.stop(reader, held.next, halted);
          continue;
        }
        const next = new Map(admitted.map(({ partition, offset }) => [partition, offset + 1]));
        for (const [partition, offset] of next) held.next.set(partition, offset);
        yield* ownership.report(reader, assignment, next);
        return;
      }
    });

    const reader = yield* Effect.acquireRelease(
      Effect.tryPromise({ try: options.openReader, catch: logFault }),
      (opened) =>
        Effect.promise(() => opened.close().catch(mayFail("the brokers take a reader that is gone from its group"))),
    );
    let held = nothing();
    let fencedMs = Number.POSITIVE_INFINITY;
    const isPatient = () =>
      performance.now() - fencedMs < patienceWhenFencedMs || fencedMs === Number.POSITIVE_INFINITY;
    /** Somebody else has a partition: whoever was given it has joined, so that a new assignment is on its way. */
    const yieldTo = () => {
      logger.info("another process took over; waiting for a new assignment");
      fencedMs = performance.now();
      return nothing();
    };
    while (!stopping()) {
      if (!isPatient()) return yield* new Fenced();
      const got = yield* Effect.tryPromise({
        try: () => collect(reader, options, ownership.halt, isPatient),
        catch: logFault,
      });
      if (got === undefined) continue;
      if (got.kind === "assigned") {
        fencedMs = Number.POSITIVE_INFINITY;
        held = yield* ownership.takeOver(reader, got).pipe(
          Effect.catchTag("AssignmentLost", () => Effect.sync(nothing)),
          Effect.catchTag("Fenced", () => Effect.sync(yieldTo)),
        );
        continue;
      }
      yield* handle(reader, got, held).pipe(
        Effect.catchTag("Fenced", () =>
          Effect.sync(() => {
            held = yieldTo();
          }),
        ),
      );
    }
  }).pipe(Effect.scoped);
