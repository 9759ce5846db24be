/** The log cannot be reached, or did not answer in time: what was sent may or may not be stored. */
export class LogUnavailableError extends Error {
  override readonly name = "LogUnavailableError";
}

/** The log has no room. Nothing was written. */
export class LogFullError extends Error {
  override readonly name = "LogFullError";
}

/** The caller holds an assignment that is no longer the current one. */
export class StaleAssignmentError extends Error {
  override readonly name = "StaleAssignmentError";
  readonly held: number;
  readonly current: number;
  constructor(held: number, current: number) {
    super(`assignment ${held} is not the current one (${current})`);
    this.held = held;
    this.current = current;
  }
}

/** A position outside what the partition holds. */
export class OffsetOutOfRangeError extends Error {
  override readonly name = "OffsetOutOfRangeError";
  readonly partition: number;
  readonly offset: number;
  readonly start: number;
  readonly end: number;
  constructor(partition: number, offset: number, start: number, end: number) {
    super(`partition ${partition}: offset ${offset} is outside [${start}, ${end}]`);
    this.partition = partition;
    this.offset = offset;
    this.start = start;
    this.end = end;
  }
}

/** Offsets of a partition are not contiguous, or the log contradicts itself. */
export class LogIntegrityError extends Error {
  override readonly name = "LogIntegrityError";
  /** Whose records cannot be read on. */
  readonly partition: number | undefined;
  constructor(message: string, partition?: number) {
    super(message);
    this.partition = partition;
  }
}
