import { type LogReader, type LogRecord, StaleAssignmentError } from "@ecomind/event-log";
import type { Logger } from "@ecomind/platform";
import { Effect } from "effect";
import { AssignmentLost, haltedAdvice, logFault, PartitionHalted } from "./errors.js";
import { Fences } from "./Fences.js";
import { type FormerIdRule, FormerIds } from "./FormerIds.js";
import type { StreamMetrics } from "./metrics.js";
import { Positions } from "./Positions.js";
import type { Assigned } from "./poll-window.js";
import type { WaitForStore } from "./wait-for-store.js";

/** What this process may publish: the fence of each partition, and the offset that must come next. */
export interface Held {
  readonly fences: ReadonlyMap<number, number>;
  readonly next: Map<number, number>;
  /** How events are found that are stored under another id; undefined: none is. */
  readonly formerIds: FormerIdRule | undefined;
}

/** No partition at all. */
export const nothing = (): Held => ({ fences: new Map(), next: new Map(), formerIds: undefined });

interface OwnershipOptions {
  readonly metrics: StreamMetrics;
  readonly logger: Logger;
  readonly waitForStore: WaitForStore;
}

/** Which partitions this process may publish: taken over with a fence, given up one by one where they can't be read on. */
export const makeOwnership = Effect.fnUntraced(function* ({ metrics, logger, waitForStore }: OwnershipOptions) {
  const fenceService = yield* Fences;
  const positions = yield* Positions;
  const former = yield* FormerIds;

  const halt = (fault: PartitionHalted) => {
    metrics.halted.set({ partition: fault.partition }, 1);
    logger.error({ partition: fault.partition }, fault.message);
  };

  const stop = (reader: LogReader, next: Map<number, number>, fault: PartitionHalted) => {
    halt(fault);
    next.delete(fault.partition);
    reader.pause([fault.partition]);
  };

  /**
   * Commits to the log how far records are accounted. Commits only report, and the accounts say where reading goes on: so
   * one that fails, or that waits for a process that stopped inside a write of the embedded log, holds nothing up.
   */
  const report = (reader: LogReader, assignment: number, positions: ReadonlyMap<number, number>) =>
    Effect.tryPromise({ try: () => reader.commit(assignment, positions), catch: (cause) => cause }).pipe(
      Effect.timeout("5 seconds"),
      Effect.catch((error) => Effect.sync(() => logger.debug({ err: error }, "progress was not reported"))),
    );

  /** Fences the partitions of an assignment, and reads on where the accounts end. */
  const takeOver = Effect.fnUntraced(function* (reader: LogReader, { assignment, partitions }: Assigned) {
    metrics.halted.reset();
    if (partitions.length === 0) return nothing();
    const fences = yield* waitForStore(fenceService.take(partitions));
    const found = yield* waitForStore(positions.find(partitions));
    const formerIds = yield* waitForStore(former.rule);
    for (const fault of found.halted) halt(fault);
    yield* Effect.tryPromise({
      try: async () => {
        // What stood still in an earlier assignment has just been looked at again.
        reader.resume(partitions);
        await reader.seek(assignment, found.positions);
      },
      catch: (cause) => (cause instanceof StaleAssignmentError ? new AssignmentLost() : logFault(cause)),
    });
    logger.info({ assignment, positions: Object.fromEntries(found.positions) }, "partitions taken over");
    // The last commit may be older than the accounts (a kill before a commit), or an operator's own word.
    yield* report(reader, assignment, found.positions);
    return { fences, next: new Map(found.positions), formerIds };
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
            message: `Partition ${partition}: ${due} is next, and ${offset} came. ${haltedAdvice}`,
          }),
        );
      }
    }
    return records.filter(({ partition }) => next.has(partition));
  };

  return { admit, halt, report, stop, takeOver };
});

export type Ownership = Effect.Success<ReturnType<typeof makeOwnership>>;
