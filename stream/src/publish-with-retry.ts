import type { LogRecord } from "@ecomind/event-log";
import { Effect, Exit } from "effect";
import { makeBatch } from "./batch.js";
import { BatchTrace } from "./batch-trace.js";
import { Fences } from "./Fences.js";
import type { Held } from "./ownership.js";
import { Positions } from "./Positions.js";
import { Publisher } from "./Publisher.js";
import { type PartitionRange, totalOf } from "./partition-range.js";
import type { PipelineOptions } from "./pipeline-options.js";
import type { WaitForStore } from "./wait-for-store.js";

type PublishOptions = Pick<PipelineOptions, "epoch" | "factors" | "metrics" | "logger" | "tracing"> & {
  readonly waitForStore: WaitForStore;
};

/** Publishes and accounts records that were read, in as many tries as it takes. */
export const makePublishWithRetry = Effect.fnUntraced(function* (options: PublishOptions) {
  const { epoch, factors, metrics, logger, waitForStore } = options;
  const fenceService = yield* Fences;
  const positions = yield* Positions;
  const publisher = yield* Publisher;

  const observe = (ranges: readonly PartitionRange[], records: readonly LogRecord[], closedMs: number) => {
    metrics.batches.inc();
    metrics.publishSeconds.observe((performance.now() - closedMs) / 1000);
    const nowMs = Date.now();
    for (const { timestampMs } of records) metrics.freshnessSeconds.observe(Math.max(0, nowMs - timestampMs) / 1_000);
    for (const range of ranges) {
      const { stored, duplicates, deadLetters, erased } = totalOf(range);
      for (const [outcome, count] of Object.entries({ stored, duplicates, dead_letters: deadLetters, erased }))
        if (count > 0) metrics.records.inc({ outcome }, count);
      if (deadLetters > 0)
        logger.warn(
          { partition: range.partition, dead_letters: deadLetters },
          "records were set aside. See docs/runbooks/dead-letters.md.",
        );
    }
  };

  return Effect.fnUntraced(function* (records: readonly LogRecord[], { fences, formerIds }: Held) {
    const closedMs = performance.now();
    const trace = options.tracing === undefined ? undefined : new BatchTrace(options.tracing, records);
    const firsts = new Map<number, number>();
    for (const { partition, offset } of records) if (!firsts.has(partition)) firsts.set(partition, offset);
    const partitions = [...firsts.keys()];
    let tries = 0;
    const attempt = Effect.gen(function* () {
      tries += 1;
      if (tries > 1) {
        // What an earlier try began may still be running; its end decides what this one finds.
        yield* fenceService.quiet(partitions);
        const found = yield* positions.find(partitions);
        const [fault] = found.halted;
        if (fault !== undefined) return yield* fault;
        // Every partition's range is in the one row block of `account`, or none is.
        if (partitions.every((partition) => (found.positions.get(partition) ?? 0) > (firsts.get(partition) ?? 0)))
          return [];
      }
      const batch = makeBatch(records, epoch, factors, formerIds);
      return yield* publisher.publish(batch, records, fences, trace?.traceparent);
    });
    const ranges = yield* waitForStore(attempt).pipe(
      Effect.onExit((exit) => Effect.sync(() => trace?.end(Exit.isSuccess(exit) ? undefined : "not accounted"))),
    );
    observe(ranges, records, closedMs);
  });
});

export type PublishWithRetry = Effect.Success<ReturnType<typeof makePublishWithRetry>>;
