import {
  LogIntegrityError,
  type LogReader,
  type LogRecord,
  OffsetOutOfRangeError,
  type PollOptions,
} from "@ecomind/event-log";
import { haltedAdvice, PartitionHalted } from "./errors.js";
import type { PipelineOptions } from "./pipeline-options.js";

/** The log gave this process other partitions. */
export interface Assigned {
  readonly kind: "assigned";
  readonly assignment: number;
  readonly partitions: readonly number[];
}

/** What was read in one window. */
export interface Collected {
  readonly kind: "records";
  readonly assignment: number;
  readonly records: readonly LogRecord[];
}

/** A partition that the log cannot read on, if that is what a poll threw. */
function unreadable(error: unknown): PartitionHalted | undefined {
  const partition =
    error instanceof LogIntegrityError || error instanceof OffsetOutOfRangeError ? error.partition : undefined;
  if (partition === undefined) return undefined;
  return new PartitionHalted({ partition, message: `${(error as Error).message}. ${haltedAdvice}` });
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
export async function collect(
  reader: LogReader,
  { windowMs, maxRecords, stopping }: Pick<PipelineOptions, "windowMs" | "maxRecords" | "stopping">,
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
