import type { SkipReason, Use } from "../use.js";
import { joinSpans } from "./join-spans.js";
import { readJsonLogs, readJsonMetrics, readJsonTraces } from "./read-json.js";
import { readProtobufLogs, readProtobufMetrics, readProtobufTraces } from "./read-protobuf.js";
import { type LogUse, useOfLog } from "./use-of-log.js";
import { countsTokens, type PointUse, TokenPoints } from "./use-of-points.js";
import { type SpanUse, useOfSpan } from "./use-of-span.js";

/** What telemetry comes as; the last part of the path. */
export type Signal = "traces" | "logs" | "metrics";

/** A use with the service that its telemetry is of. */
export interface ServiceUse extends Use {
  readonly service: string;
}

/** What was found in a request. */
export interface OtlpReading {
  readonly uses: readonly ServiceUse[];
  /** Records that tell of no use of their own, by reason. */
  readonly skipped: ReadonlyMap<SkipReason, number>;
}

class Skipped {
  readonly counts = new Map<SkipReason, number>();

  add(reason: SkipReason, count = 1): void {
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + count);
  }
}

function readTraces(body: Buffer, protobuf: boolean): OtlpReading {
  const found: SpanUse[] = [];
  const skipped = new Skipped();
  (protobuf ? readProtobufTraces : readJsonTraces)(body, {
    span: (span) => {
      const use = useOfSpan(span);
      if (typeof use === "string") skipped.add(use);
      else found.push(use);
    },
  });
  const uses = joinSpans(found);
  if (uses.length < found.length) skipped.add("joined", found.length - uses.length);
  return { uses, skipped: skipped.counts };
}

function readLogs(body: Buffer, protobuf: boolean): OtlpReading {
  const uses: LogUse[] = [];
  const skipped = new Skipped();
  (protobuf ? readProtobufLogs : readJsonLogs)(body, {
    log: (log) => {
      const use = useOfLog(log);
      if (typeof use === "string") skipped.add(use);
      else uses.push(use);
    },
  });
  return { uses, skipped: skipped.counts };
}

function readMetrics(body: Buffer, protobuf: boolean): OtlpReading {
  const points = new TokenPoints();
  const skipped = new Skipped();
  (protobuf ? readProtobufMetrics : readJsonMetrics)(body, {
    wantsMetric: countsTokens,
    point: (point) => {
      if (!points.add(point)) skipped.add("not_a_use");
    },
  });
  const uses: readonly PointUse[] = points.uses();
  return { uses, skipped: skipped.counts };
}

const readers = { traces: readTraces, logs: readLogs, metrics: readMetrics } as const;

/**
 * Finds the uses of models in an OTLP export request.
 * @param protobuf whether the body is protobuf, else its JSON form
 * @throws MalformedTelemetry
 */
export const readOtlp = (signal: Signal, body: Buffer, protobuf: boolean): OtlpReading =>
  readers[signal](body, protobuf);
