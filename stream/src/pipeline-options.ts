import type { LogReader } from "@ecomind/event-log";
import type { FactorSet } from "@ecomind/footprint";
import type { Logger, Tracing } from "@ecomind/platform";
import type { StreamMetrics } from "./metrics.js";

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
