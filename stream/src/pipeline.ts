import { type LogReader, type LogRecord, StaleAssignmentError } from "@ecomind/event-log";
import type { FactorSet } from "@ecomind/footprint";
import type { Logger } from "@ecomind/platform";
import { Effect, Schedule } from "effect";
import { makeBatch, type PartitionRange } from "./batch.js";
import { AssignmentLost, LogFault, type PartitionHalted } from "./errors.js";
import { Fences } from "./Fences.js";
import type { StreamMetrics } from "./metrics.js";
import { Positions } from "./Positions.js";
import { Publisher, totalOf } from "./Publisher.js";

export interface PipelineOptions {
  readonly epoch: number;
  readonly factors: FactorSet;
  readonly openReader: () => Promise<LogReader>;
  readonly metrics: StreamMetrics;
  readonly logger: Logger;
  readonly windowMs: number;
  readonly maxRecords: number;
  /** Looked at between batches: what is being published is still accounted, then the pipeline ends. */
  readonly stopping: () => boolean;
}

interface Assigned {
  readonly kind: "assigned";
  readonly assignment: number;
  readonly partitions: readonly number[];
}
interface Collected {
  readonly kind: "records";
  readonly assignment: number;
  readonly records: readonly LogRecord[];
}

const logFault = (cause: unknown) =>
  new LogFault({ message: cause instanceof Error ? cause.message : String(cause), cause });

/** Records until the window that the first one opens has passed, or there are enough; or a new assignment. */
async function collect(
  reader: LogReader,
  { windowMs, maxRecords, stopping }: PipelineOptions,
): Promise<Assigned | Collected | undefined> {
  let records: LogRecord[] = [];
  let closesMs = Number.POSITIVE_INFINITY;
  let assignment = -1;
  for (;;) {
    const leftMs = closesMs - performance.now();
    if (records.length >= maxRecords || leftMs <= 0) return { kind: "records", assignment, records };
    const result = await reader.poll({
      maxRecords: maxRecords - records.length,
      maxWaitMs: Math.max(1, Math.min(500, leftMs)),
    });
    if (result.kind === "assigned") return result;
    if (result.kind === "records") {
      if (records.length === 0) closesMs = performance.now() + windowMs;
      assignment = result.assignment;
      records = records.length === 0 ? [...result.records] : records.concat(result.records);
    } else if (records.length === 0 && stopping()) return undefined;
    // What has just been read needs a moment to gather company; polling at once would bring it one by one.
    const restMs = Math.min(windowMs / 5, closesMs - performance.now());
    if (records.length > 0 && records.length < maxRecords && restMs > 1)
      await new Promise((resolve) => setTimeout(resolve, restMs));
  }
}

/** Waits for the store, capped and with jitter, for as long as it takes. */
const patience = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("5 seconds")]).pipe(
  Schedule.jittered,
);

/** Reads, publishes and accounts until `stopping`; fails when the log does. */
export const pipeline = Effect.fnUntraced(function* (options: PipelineOptions) {
  const { epoch, factors, metrics, logger, stopping } = options;
  const fences = yield* Fences;
  const positions = yield* Positions;
  const publisher = yield* Publisher;

  const waitForStore = <A, E extends { readonly _tag: string }, R>(work: Effect.Effect<A, E, R>) =>
    work.pipe(
      Effect.tapError((error) =>
        Effect.sync(() => {
          if (error._tag !== "StoreUnavailable") return;
          metrics.waiting.set(1);
          logger.warn({ err: error }, "the store is away; waiting");
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

  const halt = (fault: PartitionHalted) => {
    metrics.halted.set({ partition: fault.partition }, 1);
    logger.error({ partition: fault.partition }, fault.message);
  };

  const takeOver = Effect.fnUntraced(function* (reader: LogReader, { assignment, partitions }: Assigned) {
    metrics.halted.reset();
    metrics.lagRecords.reset();
    metrics.lagSeconds.reset();
    if (partitions.length === 0) return new Map<number, number>();
    const held = yield* waitForStore(fences.take(partitions));
    const found = yield* waitForStore(positions.find(partitions));
    for (const fault of found.halted) halt(fault);
    yield* Effect.tryPromise({
      try: () => reader.seek(assignment, found.positions),
      catch: (cause) => (cause instanceof StaleAssignmentError ? new AssignmentLost() : logFault(cause)),
    });
    logger.info({ assignment, positions: Object.fromEntries(found.positions) }, "partitions taken over");
    return held;
  });

  const tell = (ranges: readonly PartitionRange[], closedMs: number) => {
    metrics.batches.inc();
    metrics.publishSeconds.observe((performance.now() - closedMs) / 1000);
    for (const range of ranges) {
      const { stored, duplicates, deadLetters, erased } = totalOf(range);
      for (const [outcome, count] of Object.entries({ stored, duplicates, dead_letters: deadLetters, erased }))
        if (count > 0) metrics.records.inc({ outcome }, count);
      metrics.freshnessSeconds.observe(Math.max(0, Date.now() - range.oldestMs) / 1000);
    }
  };

  const handle = Effect.fnUntraced(function* (
    reader: LogReader,
    { assignment, records }: Collected,
    held: ReadonlyMap<number, number>,
  ) {
    const closedMs = performance.now();
    const partitions = [...new Set(records.map(({ partition }) => partition))];
    let tries = 0;
    const attempt = Effect.gen(function* () {
      // What an earlier try began may still be running; its end decides what this one finds.
      if (tries > 0) yield* fences.quiet(partitions);
      tries += 1;
      if (tries > 1) {
        const found = yield* positions.find(partitions);
        const accounted = partitions.every(
          (partition) =>
            (found.positions.get(partition) ?? 0) >
            (records.find((record) => record.partition === partition)?.offset ?? 0),
        );
        if (accounted) return [];
      }
      return yield* publisher.publish(makeBatch(records, epoch, factors), records, held);
    });
    const ranges = yield* waitForStore(attempt);
    tell(ranges, closedMs);
    const next = new Map(records.map(({ partition, offset }) => [partition, offset + 1]));
    yield* Effect.tryPromise({ try: () => reader.commit(assignment, next), catch: (cause) => cause }).pipe(
      // Commits only report: the accounts say where reading goes on.
      Effect.catch((error) => Effect.sync(() => logger.debug({ err: error }, "progress was not reported"))),
    );
  });

  const session = Effect.gen(function* () {
    const reader = yield* Effect.acquireRelease(
      Effect.tryPromise({ try: options.openReader, catch: logFault }),
      (opened) => Effect.promise(() => opened.close().catch(() => {})),
    );
    let held: ReadonlyMap<number, number> = new Map();
    while (!stopping()) {
      const got = yield* Effect.tryPromise({ try: () => collect(reader, options), catch: logFault });
      if (got === undefined) return;
      if (got.kind === "assigned") {
        held = yield* takeOver(reader, got).pipe(
          Effect.catchTag("AssignmentLost", () => Effect.succeed(new Map<number, number>())),
        );
        continue;
      }
      yield* handle(reader, got, held).pipe(
        Effect.catchTag("PartitionHalted", (fault) =>
          Effect.sync(() => {
            halt(fault);
            reader.pause([...new Set(got.records.map(({ partition }) => partition))]);
          }),
        ),
      );
    }
  }).pipe(Effect.scoped);

  while (!stopping())
    yield* session.pipe(
      // Somebody else has the partition: leave the group and join it anew.
      Effect.catchTag("Fenced", () =>
        Effect.sync(() => logger.warn("another process took over; joining anew")).pipe(
          Effect.andThen(Effect.sleep("250 millis")),
        ),
      ),
      Effect.catchTag("StoreUnavailable", () => Effect.void),
    );
});
