import type { LogInspector } from "@ecomind/event-log";

/** How far a group's reported progress is behind the end of one partition. */
export interface PartitionLag {
  readonly partition: number;
  readonly start: number;
  readonly end: number;
  /** Next offset that the group would read; null when it never reported any of this log. */
  readonly committed: number | null;
  readonly lag_records: number;
  /** Age of the oldest record that is not read yet, from the time at which the log took it; 0 without lag. */
  readonly lag_seconds: number;
}

/** @param nowMs milliseconds since 1970 */
export async function partitionLags(
  inspector: LogInspector,
  group: string,
  nowMs: number,
): Promise<readonly PartitionLag[]> {
  // Progress first: it may then be behind the bounds, and one beyond the end is of a log that stood here before.
  const reported = await inspector.committed(group);
  const bounds = await inspector.bounds();
  const lags: PartitionLag[] = [];
  for (const [partition, { start, end }] of [...bounds].sort(([a], [b]) => a - b)) {
    const known = reported.get(partition);
    const committed = known === undefined || known > end ? null : known;
    const position = Math.max(start, committed ?? 0);
    const oldest = position < end ? await inspector.recordAt(partition, position) : undefined;
    lags.push({
      partition,
      start,
      end,
      committed,
      lag_records: Math.max(0, end - position),
      lag_seconds: oldest === undefined ? 0 : Math.max(0, (nowMs - oldest.timestampMs) / 1_000),
    });
  }
  return lags;
}
