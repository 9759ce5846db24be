import { headers } from "@ecomind/contract";
import type { LogRecord } from "@ecomind/event-log";
import { formatTraceparent, type Span, sampledParent, type TraceContext, type Tracing } from "@ecomind/platform";

/** Traces of a batch that are followed to the end; a batch may hold tens of thousands of records. */
const tracesMost = 64;

/**
 * What tracing tells of a batch: one span of its own, and in each sampled trace that led to it a span from the log's
 * taking of the record to its account, linked with the batch's. The batch's context goes with its statements, so that the
 * store's own spans hang below it.
 */
export class BatchTrace {
  readonly #batch: Span;
  readonly #records: readonly Span[];

  constructor(tracing: Tracing, records: readonly LogRecord[]) {
    const sampled: { parent: TraceContext; startMs: number }[] = [];
    for (const record of records) {
      if (sampled.length >= tracesMost) break;
      const bytes = record.headers[headers.traceparent];
      const parent = bytes === undefined ? undefined : sampledParent(Buffer.from(bytes).toString("latin1"));
      if (parent !== undefined) sampled.push({ parent, startMs: record.timestampMs });
    }
    this.#batch = tracing.start("publish batch", {
      kind: "consumer",
      links: sampled.map(({ parent }) => parent),
      attributes: { "messaging.system": "ecomind", "messaging.batch.message_count": records.length },
    });
    this.#records = sampled.map(({ parent, startMs }) =>
      tracing.start("count event", { kind: "consumer", parent, startMs, links: [this.#batch.context] }),
    );
  }

  get traceparent(): string {
    return formatTraceparent(this.#batch.context);
  }

  /** @param fault absent: the batch is accounted */
  end(fault?: string): void {
    this.#batch.end({}, fault);
    for (const span of this.#records) span.end({}, fault);
  }
}
