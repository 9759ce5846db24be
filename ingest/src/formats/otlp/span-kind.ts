import { agentScopes } from "./agent-scopes.js";
import { slot } from "./attribute-names.js";
import type { SpanRecord } from "./telemetry.js";

const openinferenceSpanKindSlot = slot("openinference.span.kind");
const langfuseObservationTypeSlot = slot("langfuse.observation.type");
const operationNameSlot = slot("gen_ai.operation.name");
const aiOperationIdSlot = slot("ai.operationId");
const llmRequestTypeSlot = slot("llm.request.type");

/** What a span stands for: a call whose answer is text, one that only reads, or nothing that counts. */
export type SpanKind = "text" | "embedding" | undefined;

const operations: Readonly<Record<string, SpanKind>> = {
  chat: "text",
  generate_content: "text",
  text_completion: "text",
  embeddings: "embedding",
};
/** Traceloop's older name of the same. */
const requestTypes: Readonly<Record<string, SpanKind>> = { chat: "text", completion: "text", embedding: "embedding" };
const observations: Readonly<Record<string, SpanKind>> = { generation: "text", embedding: "embedding" };
const openInference: Readonly<Record<string, SpanKind>> = { LLM: "text", EMBEDDING: "embedding" };
/** The spans of single attempts; those around them (`ai.generateText`, …) sum up, or repeat the last. */
const attempts = /^ai\.\w+\.do(Generate|Stream|Embed)\b/;

/**
 * Whether a span is the use of a model. Agents, tools, turns and tasks repeat the usage of the calls below them, and never
 * count.
 */
export function kindOf(span: SpanRecord): SpanKind {
  const kind = span.attributes.isEmpty ? undefined : kindByNames(span);
  return kind !== undefined && agentScopes.test(span.scopeName) ? undefined : kind;
}

function kindByNames(span: SpanRecord): SpanKind {
  const { attributes } = span;
  const kind = attributes.text(openinferenceSpanKindSlot);
  if (kind !== undefined) return openInference[kind.toUpperCase()];
  const observation = attributes.text(langfuseObservationTypeSlot);
  if (observation !== undefined) return observations[observation.toLowerCase()];
  const operation = attributes.text(operationNameSlot);
  const { name } = span;
  if (name === "raw_gen_ai_request") return undefined;
  if (operation !== undefined && Object.hasOwn(operations, operation)) return operations[operation];
  const ofSdk = attributes.text(aiOperationIdSlot) ?? (name.startsWith("ai.") ? name : undefined);
  if (ofSdk !== undefined) {
    if (!attempts.test(ofSdk)) return undefined;
    return ofSdk.includes(".doEmbed") ? "embedding" : "text";
  }
  if (name === "litellm_request") return "text";
  if (operation !== undefined) return undefined;
  const type = attributes.text(llmRequestTypeSlot);
  if (type !== undefined) return requestTypes[type];
  // The OpenAI Agents SDK names only the innermost of three spans with the same usage so, and gives it no operation.
  return name === "response" ? "text" : undefined;
}

/** Spans that are a use only when they say how much: others of their kind stand beside one that does. */
export const needsUsage = ({ scopeName, name, attributes }: SpanRecord): boolean =>
  scopeName.startsWith("logfire") || (name === "response" && attributes.text(operationNameSlot) === undefined);
