import type { Attributes } from "./attributes.js";

/** What all records of a body share as they are read. Only valid during the call that hands it over. */
export interface Origin {
  readonly resource: Attributes;
  readonly scopeName: string;
  readonly scopeVersion: string;
}

/** A span, as far as it is read. */
export interface SpanRecord extends Origin {
  readonly attributes: Attributes;
  /** Lower-case hex; "" when absent. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly failed: boolean;
}

/** A log record, as far as it is read; never its body. */
export interface LogEventRecord extends Origin {
  readonly attributes: Attributes;
  readonly traceId: string;
  readonly spanId: string;
  readonly eventName: string;
  /** Milliseconds since 1970; 0 when absent. */
  readonly timeMs: number;
  readonly observedMs: number;
  /** Nanoseconds since 1970, in decimal: what tells records of one millisecond apart. */
  readonly observedNano: string;
}

/** One point of a metric that counts tokens. */
export interface MetricPoint extends Origin {
  readonly metric: string;
  readonly attributes: Attributes;
  readonly cumulative: boolean;
  /** Nanoseconds since 1970, in decimal; "0" when absent. */
  readonly startNano: string;
  readonly timeNano: string;
  /** Sum of the tokens. */
  readonly value: number;
  /** Calls that a histogram counted; undefined for a sum. */
  readonly count: number | undefined;
}

/** Receives the records of a body, in order. */
export interface TelemetryVisitor {
  span?(record: SpanRecord): void;
  log?(record: LogEventRecord): void;
  /** Whether points of a metric of this name are wanted. */
  wantsMetric?(name: string): boolean;
  point?(record: MetricPoint): void;
}

/** The body is not what its media type says. Its message never repeats what was sent. */
export class MalformedTelemetry extends Error {}
