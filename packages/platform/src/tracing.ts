import type { Attributes, Link, Span as OtelSpan, SpanContext } from "@opentelemetry/api";
import { loadConfig, settings } from "./config.js";
import { parseTraceparent, type TraceContext } from "./trace-context.js";

export interface SpanOptions {
  /** Whose work this is a part of; absent: a new trace, kept or not by the sampler. */
  readonly parent?: TraceContext | undefined;
  /** Other spans that led to this one. */
  readonly links?: readonly TraceContext[];
  readonly kind?: "server" | "consumer" | "internal";
  /** Milliseconds since 1970. @default now */
  readonly startMs?: number;
  readonly attributes?: Attributes;
}

export interface Span {
  readonly context: TraceContext;
  /** @param fault what went wrong, absent: nothing */
  end(attributes?: Attributes, fault?: string): void;
}

/** Spans of one service, sent to an OpenTelemetry collector by OTLP over HTTP. */
export interface Tracing {
  start(name: string, options?: SpanOptions): Span;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** W3C trace context of the header, when its trace is one that is kept. */
export function sampledParent(traceparent: string): TraceContext | undefined {
  const context = traceparent === "" ? undefined : parseTraceparent(traceparent);
  return context?.sampled ? context : undefined;
}

/**
 * Tracing as the environment asks for: on with `OTEL_EXPORTER_OTLP_ENDPOINT` (or `…_TRACES_ENDPOINT`), off and not even
 * loaded without. `OTEL_TRACES_SAMPLER_ARG` is the share of traces that begin here which is kept; one that a client began
 * is kept when its `traceparent` says so.
 * @throws ConfigError
 */
export async function startTracing(
  service: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Tracing | undefined> {
  const config = loadConfig(
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: settings.optional(),
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: settings.optional(),
      OTEL_TRACES_SAMPLER_ARG: settings.share({ default: 0.01 }),
    },
    env,
  );
  const base = config.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/$/, "");
  const url = config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base === undefined ? undefined : `${base}/v1/traces`);
  if (url === undefined) return undefined;
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
  ]);
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ "service.name": `ecomind-${service}`, "process.pid": process.pid }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(config.OTEL_TRACES_SAMPLER_ARG) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
  });
  const tracer = provider.getTracer("ecomind");
  const kinds = {
    server: api.SpanKind.SERVER,
    consumer: api.SpanKind.CONSUMER,
    internal: api.SpanKind.INTERNAL,
  } as const;
  const remote = ({ traceId, spanId, sampled }: TraceContext): SpanContext => ({
    traceId,
    spanId,
    traceFlags: sampled ? api.TraceFlags.SAMPLED : api.TraceFlags.NONE,
    isRemote: true,
  });
  const spanOf = (span: OtelSpan): Span => {
    const { traceId, spanId, traceFlags } = span.spanContext();
    return {
      context: { traceId, spanId, sampled: (traceFlags & api.TraceFlags.SAMPLED) !== 0 },
      end(attributes = {}, fault) {
        span.setAttributes(attributes);
        if (fault !== undefined) span.setStatus({ code: api.SpanStatusCode.ERROR, message: fault });
        span.end();
      },
    };
  };
  return {
    start(name, { parent, links = [], kind = "internal", startMs, attributes = {} } = {}) {
      const context =
        parent === undefined ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, remote(parent));
      const options = {
        kind: kinds[kind],
        attributes,
        links: links.map((link): Link => ({ context: remote(link) })),
        ...(startMs === undefined ? {} : { startTime: startMs }),
      };
      return spanOf(tracer.startSpan(name, options, context));
    },
    close: () => provider.shutdown(),
  };
}
