import type { LogInspector, LogReader } from "@ecomind/event-log";
import type { StreamMetrics } from "./metrics.js";

type LagMetrics = Pick<StreamMetrics, "lagRecords" | "lagSeconds" | "partitions" | "partitionsHeld">;

/**
 * Measures how far this process is behind on the partitions that it holds: in records, and by the age of the oldest one
 * that is not accounted. Each process tells of its own partitions only, so that sums over processes are right.
 */
export class LagMeter {
  readonly #inspector: LogInspector;
  readonly #metrics: LagMetrics;
  /** Next offset to be accounted, by partition held. */
  #positions = new Map<number, number>();
  #measuring = false;

  constructor(inspector: LogInspector, metrics: LagMetrics) {
    this.#inspector = inspector;
    this.#metrics = metrics;
  }

  /** A reader that tells this meter what it is assigned, where it begins and what it has reported as accounted. */
  watch(reader: LogReader): LogReader {
    return {
      poll: async (options) => {
        const result = await reader.poll(options);
        if (result.kind === "assigned") this.#forget();
        return result;
      },
      seek: async (assignment, positions) => {
        await reader.seek(assignment, positions);
        for (const [partition, offset] of positions) this.#positions.set(partition, offset);
      },
      commit: async (assignment, positions) => {
        // Accounted it is, whether or not the log takes the report.
        for (const [partition, offset] of positions)
          if (this.#positions.has(partition)) this.#positions.set(partition, offset);
        await reader.commit(assignment, positions);
      },
      pause: (partitions) => reader.pause(partitions),
      resume: (partitions) => reader.resume(partitions),
      close: async () => {
        this.#forget();
        await reader.close();
      },
    };
  }

  /** Partitions that this process holds. */
  get partitions(): Iterable<number> {
    return this.#positions.keys();
  }

  #forget(): void {
    this.#positions = new Map();
    this.#metrics.partitionsHeld.set(0);
    this.#metrics.lagRecords.reset();
    this.#metrics.lagSeconds.reset();
  }

  /** Looks at the log once; does nothing while an earlier look has not ended. */
  async measure(): Promise<void> {
    const positions = this.#positions;
    this.#metrics.partitionsHeld.set(positions.size);
    if (this.#measuring || positions.size === 0) return;
    this.#measuring = true;
    try {
      const bounds = await this.#inspector.bounds();
      this.#metrics.partitions.set(bounds.size);
      for (const [partition, { start, end }] of bounds) {
        const accounted = positions.get(partition);
        if (accounted === undefined) continue;
        const position = Math.max(start, accounted);
        const oldest = position < end ? await this.#inspector.recordAt(partition, position) : undefined;
        // Another assignment has come meanwhile: this partition may be somebody else's.
        if (positions !== this.#positions) return;
        this.#metrics.lagRecords.set({ partition }, Math.max(0, end - position));
        const seconds = oldest === undefined ? 0 : Math.max(0, (Date.now() - oldest.timestampMs) / 1_000);
        this.#metrics.lagSeconds.set({ partition }, seconds);
      }
    } finally {
      this.#measuring = false;
    }
  }
}
