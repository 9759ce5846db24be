import {
  LogIntegrityError,
  type LogReader,
  type LogRecord,
  OffsetOutOfRangeError,
  type PollOptions,
  StaleAssignmentError,
} from "@ecomind/event-log";
import type { FactorSet } from "@ecomind/footprint";
import type { Logger, Tracing } from "@ecomind/platform";
import { mayFail } from "@ecomind/platform";
import { Effect, Exit, Schedule } from "effect";
import { makeBatch, type PartitionRange } from "./batch.js";
import { BatchTrace } from "./batch-trace.js";
import { AssignmentLost, Fenced, LogFault, PartitionHalted } from "./errors.js";
import { Fences } from "./Fences.js";
import { type FormerIdRule, FormerIds } from "./FormerIds.js";
import type { StreamMetrics } from "./metrics.js";
import { Positions } from "./Positions.js";
import { Publisher, totalOf } from "./Publisher.js";

export interface PipelineOptions {
  readonly epoch: number;
  readonly factors: FactorSet;
  readonly openReader: () => Promise<LogReader>;
  readonly metrics: StreamMetrics;
  readonly logger: Logger;
  /** Absent: nothing is traced. */
  readonly tracing?: Tracing | undefined;
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

/** What this process may publish: the fence of each partition, and the offset that must come next. */
interface Held {
  readonly fences: ReadonlyMap<number, number>;
  readonly next: Map<number, number>;
  /** How events are found that are stored under another id; undefined: none is. */
  readonly formerIds: FormerIdRule | undefined;
}

const nothing = (): Held => ({ fences: new Map(), next: new Map(), formerIds: undefined });

/** After this long without a new assignment a process that was fenced leaves the group and joins it anew, in milliseconds. */
const patienceWhenFencedMs = 15_000;

/** A log that gives nothing but faults for this long ends the process, so that whoever watches it looks, in milliseconds. */
const patienceWithLogMs = 60_000;

const advice = "See docs/runbooks/partition-halted.md.";

const logFault = (cause: unknown) =>
  new LogFault({ message: cause instanceof Error ? cause.message : String(cause), cause });

/** A partition that the log cannot read on, if that is what a poll threw. */
function unreadable(error: unknown): PartitionHalted | undefined {
  const partition =
    error instanceof LogIntegrityError || error instanceof OffsetOutOfRangeError ? error.partition : undefined;
  if (partition === undefined) return undefined;
  return new PartitionHalted({ partition, message: `${(error as Error).message}. ${advice}` });
}

/** The next of the log; a partition that cannot be read on is halted, and the others go on. */
async function poll(reader: LogReader, options: PollOptions, halt: (fault: PartitionHalted) => void) {
  for (;;) {
    try {
      return await reader.poll(options);
    } catch (error) {
      const fault = unreadable(error);
      if (fault === undefined) throw error;
      halt(fault);
    }
  }
}

/** Records until the window that the first one opens has passed, or there are enough; or a new assignment. */
async function collect(
  reader: LogReader,
  { windowMs, maxRecords, stopping }: PipelineOptions,
  halt: (fault: PartitionHalted) => void,
  mayWait: () => boolean,
): Promise<Assigned | Collected | undefined> {
  let records: LogRecord[] = [];
  let closesMs = Number.POSITIVE_INFINITY;
  let assignment = -1;
  for (;;) {
    const leftMs = closesMs - performance.now();
    if (records.length >= maxRecords || leftMs <= 0) return { kind: "records", assignment, records };
    const result = await poll(
      reader,
      { maxRecords: maxRecords - records.length, maxWaitMs: Math.max(1, Math.min(500, leftMs)) },
      halt,
    );
    if (result.kind === "assigned") return result;
    if (result.kind === "records") {
      if (records.length === 0) closesMs = performance.now() + windowMs;
      assignment = result.assignment;
      records = records.length === 0 ? [...result.records] : records.concat(result.records);
    } else if (records.length === 0 && (stopping() || !mayWait())) return undefined;
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

/** Reads, publishes and accounts until `stopping`; fails when the log does for longer than a change of leaders takes. */
export const pipeline = Effect.fnUntraced(function* (options: PipelineOptions) {
  const { epoch, factors, metrics, logger, stopping } = options;
  const fenceService = yield* Fences;
  const positions = yield* Positions;
  const former = yield* FormerIds;
  const publisher = yield* Publisher;

  const waitForStore = <A, E extends { readonly _tag: string }, R>(work: Effect.Effect<A, E, R>) =>
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

  const halt = (fault: PartitionHalted) => {
    metrics.halted.set({ partition: fault.partition }, 1);
    logger.error({ partition: fault.partition }, fault.message);
  };

  /**
   * Tells the log how far is accounted. Commits only report, and the accounts say where reading goes on: so one that fails,
   * or that waits for a process that stopped inside a write of the embedded log, holds nothing up.
   */
  const report = (reader: LogReader, assignment: number, positions: ReadonlyMap<number, number>) =>
    Effect.tryPromise({ try: () => reader.commit(assignment, positions), catch: (cause) => cause }).pipe(
      Effect.timeout("5 seconds"),
      Effect.catch((error) => Effect.sync(() => logger.debug({ err: error }, "progress was not reported"))),
    );

  const takeOver = Effect.fnUntraced(function* (reader: LogReader, { assignment, partitions }: Assigned) {
    metrics.halted.reset();
    if (partitions.length === 0) return nothing();
    const fences = yield* waitForStore(fenceService.take(partitions));
    const found = yield* waitForStore(positions.find(partitions));
    const formerIds = yield* waitForStore(former.rule);
    for (const fault of found.halted) halt(fault);
    yield* Effect.tryPromise({
      try: async () => {
        // What stood still in an earlier assignment was looked at anew just now.
        reader.resume(partitions);
        await reader.seek(assignment, found.positions);
      },
      catch: (cause) => (cause instanceof StaleAssignmentError ? new AssignmentLost() : logFault(cause)),
    });
    logger.info({ assignment, positions: Object.fromEntries(found.positions) }, "partitions taken over");
    // What the log was told last may be older than the accounts (a kill before a commit), or an operator's own word.
    yield* report(reader, assignment, found.positions);
    return { fences, next: new Map(found.positions), formerIds };
  });

  const tell = (ranges: readonly PartitionRange[], records: readonly LogRecord[], closedMs: number) => {
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

  /** Publishes and accounts what was read, in as many tries as it takes. */
  const publish = Effect.fnUntraced(function* (records: readonly LogRecord[], { fences, formerIds }: Held) {
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
    tell(ranges, records, closedMs);
  });

  /** The records that may be published: of partitions held, each following the one before. The rest is halted or not ours. */
  const admit = (reader: LogReader, records: readonly LogRecord[], { next }: Held): readonly LogRecord[] => {
    const expected = new Map(next);
    const stray = new Set<number>();
    for (const { partition, offset } of records) {
      const due = expected.get(partition);
      if (due === undefined || stray.has(partition)) continue;
      if (offset === due) expected.set(partition, due + 1);
      else {
        stray.add(partition);
        stop(
          reader,
          next,
          new PartitionHalted({
            partition,
            message: `Partition ${partition}: ${due} is next, and ${offset} came. ${advice}`,
          }),
        );
      }
    }
    return records.filter(({ partition }) => next.has(partition));
  };

  const stop = (reader: LogReader, next: Map<number, number>, fault: PartitionHalted) => {
    halt(fault);
    next.delete(fault.partition);
    reader.pause([fault.partition]);
  };

  const handle = Effect.fnUntraced(function* (reader: LogReader, { assignment, records }: Collected, held: Held) {
    for (;;) {
      const admitted = admit(reader, records, held);
      if (admitted.length === 0) return;
      const halted = yield* publish(admitted, held).pipe(
        Effect.as(undefined),
        Effect.catchTag("PartitionHalted", (fault) => Effect.succeed(fault)),
      );
      if (halted !== undefined) {
        // The others go on without it.
        stop(reader, held.next, halted);
        continue;
      }
      const next = new Map(admitted.map(({ partition, offset }) => [partition, offset + 1]));
      for (const [partition, offset] of next) held.next.set(partition, offset);
      yield* report(reader, assignment, next);
      return;
    }
  });

  const faults = { sinceMs: 0, lastMs: Number.NEGATIVE_INFINITY };
  /** Leaves the group and joins it anew: what was being worked on is read again from where the accounts end. */
  const bearWithLog = (fault: LogFault) => {
    const nowMs = performance.now();
    // One that comes after a quiet time is another story. Joining and failing again takes less than that.
    if (nowMs - faults.lastMs > patienceWithLogMs / 2) faults.sinceMs = nowMs;
    faults.lastMs = nowMs;
    if (nowMs - faults.sinceMs > patienceWithLogMs) return Effect.fail(fault);
    return Effect.sync(() => logger.warn({ err: fault }, "the log is away; joining anew")).pipe(
      Effect.andThen(Effect.sleep("1 second")),
    );
  };

  const session = Effect.gen(function* () {
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
      const got = yield* Effect.tryPromise({ try: () => collect(reader, options, halt, isPatient), catch: logFault });
      if (got === undefined) continue;
      if (got.kind === "assigned") {
        fencedMs = Number.POSITIVE_INFINITY;
        held = yield* takeOver(reader, got).pipe(
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

  while (!stopping())
    yield* session.pipe(
      // No new assignment came: leave the group and join it anew.
      Effect.catchTag("Fenced", () =>
        Effect.sync(() => logger.warn("another process took over; joining anew")).pipe(
          Effect.andThen(Effect.sleep("250 millis")),
        ),
      ),
      Effect.catchTag("StoreUnavailable", () => Effect.void),
      Effect.catchTag("LogFault", bearWithLog),
    );
});
