import { type Rank, ranks } from "../use.js";
import { slot } from "./attribute-names.js";
import type { SpanRecord } from "./telemetry.js";

const openinferenceSpanKindSlot = slot("openinference.span.kind");
const llmRequestTypeSlot = slot("llm.request.type");

/** SDKs of providers that have spans of their own whenever an application has a tracer. */
const native = /^(anthropic|@anthropic-ai\/sdk|anthropic-sdk|mistralai|mistralai_sdk_tracer|openai|@google\/genai)\b/;
const other = /^(openinference\.|@arizeai\/openinference|@traceloop\/|traceloop\b)/;
const instrumentation = /^(opentelemetry\.(instrumentation|util\.genai)|@opentelemetry\/)/;
/** Versions of OpenTelemetry's own instrumentations, as in 2.4b0; Traceloop, under the same names, has plain ones. */
const beta = /\db\d+$/;

/** How much a span is believed, by who made it. */
export function rankOf({ scopeName, scopeVersion, attributes }: SpanRecord): Rank {
  if (other.test(scopeName) || attributes.get(openinferenceSpanKindSlot) !== undefined) return ranks.other;
  if (instrumentation.test(scopeName)) {
    const isTraceloop =
      attributes.get(llmRequestTypeSlot) !== undefined ||
      (scopeName.startsWith("opentelemetry.instrumentation.") && scopeVersion !== "" && !beta.test(scopeVersion));
    return isTraceloop ? ranks.other : ranks.contrib;
  }
  return native.test(scopeName) ? ranks.native : ranks.framework;
}
