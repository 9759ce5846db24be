import { Data } from "effect";

/** The store is away or has no room: wait and try again; nobody's record is to blame. */
export class StoreUnavailable extends Data.TaggedError("StoreUnavailable")<{
  readonly message: string;
  readonly cause: unknown;
}> {}

/** The store refused the content of a statement. */
export class StoreRefused extends Data.TaggedError("StoreRefused")<{
  readonly message: string;
  readonly code: number;
}> {}

/** Another process owns the partition now. */
export class Fenced extends Data.TaggedError("Fenced")<Record<never, never>> {}

/** Something contradicts itself: a person must look before the partition goes on. Nothing is skipped. */
export class PartitionHalted extends Data.TaggedError("PartitionHalted")<{
  readonly partition: number;
  readonly message: string;
}> {}

/** What a person does about a halted partition. */
export const haltedAdvice = "See docs/runbooks/partition-halted.md.";

/** The log cannot be read or written now. */
export class LogFault extends Data.TaggedError("LogFault")<{ readonly message: string; readonly cause: unknown }> {}

export const logFault = (cause: unknown): LogFault =>
  new LogFault({ message: cause instanceof Error ? cause.message : String(cause), cause });

/** The log took partitions away while they were being worked on. */
export class AssignmentLost extends Data.TaggedError("AssignmentLost")<Record<never, never>> {}
