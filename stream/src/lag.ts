import type { LogInspector } from "@ecomind/event-log";
import type { StreamMetrics } from "./metrics.js";

/**
 * Measures how far behind the group's reported progress is: in records, and by the age of the oldest record that is not
 * accounted.
 */
export async function measureLag(inspector: LogInspector, group: string, metrics: StreamMetrics): Promise<void> {
  const [bounds, committed] = await Promise.all([inspector.bounds(), inspector.committed(group)]);
  for (const [partition, { start, end }] of bounds) {
    const position = Math.max(start, committed.get(partition) ?? 0);
    const oldest = position < end ? await inspector.recordAt(partition, position) : undefined;
    metrics.lagRecords.set({ partition }, end - position);
    metrics.lagSeconds.set(
      { partition },
      oldest === undefined ? 0 : Math.max(0, (Date.now() - oldest.timestampMs) / 1000),
    );
  }
}
