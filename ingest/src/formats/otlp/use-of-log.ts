import { parseTimestamp } from "@ecomind/contract";
import { modelName } from "../model-name.js";
import { providerOf, unknownName } from "../provider.js";
import { responseIdOf } from "../response-id.js";
import { isKnown, type Usage, usageOf } from "../usage.js";
import { ranks, type SkipReason, type Use } from "../use.js";
import { uuidV5 } from "../uuid-v5.js";
import { agentScopes } from "./agent-scopes.js";
import { slot, slots } from "./attribute-names.js";
import type { Attributes } from "./attributes.js";
import { countsOf } from "./reported-counts.js";
import type { LogEventRecord } from "./telemetry.js";
import { whose } from "./whose.js";

const inputTokensSlot = slot("input_tokens");
const outputTokensSlot = slot("output_tokens");
const cacheReadTokensSlot = slot("cache_read_tokens");
const cacheCreationTokensSlot = slot("cache_creation_tokens");
const anthropicProviderSlot = slot("anthropic.provider");
const requestIdSlot = slot("request_id");
const sessionIdSlot = slot("session.id");
const eventSequenceSlot = slot("event.sequence");
const eventKindSlot = slot("event.kind");
const inputTokenCountSlot = slot("input_token_count");
const outputTokenCountSlot = slot("output_token_count");
const cachedTokenCountSlot = slot("cached_token_count");
const cachedContentTokenCountSlot = slot("cached_content_token_count");
const thoughtsTokenCountSlot = slot("thoughts_token_count");
const toolTokenCountSlot = slot("tool_token_count");
const totalTokenCountSlot = slot("total_token_count");
const eventNameSlot = slot("event.name");
const eventTimestampSlot = slot("event.timestamp");
const modelSlot = slot("model");
const operationNameSlot = slot("gen_ai.operation.name");
const serverAddressSlot = slot("server.address");
const responseIdSlot = slot("gen_ai.response.id");

/** A log event's use, and the service that it is of. */
export interface LogUse extends Use {
  readonly service: string;
}

/** How one agent's log event tells of a use. */
interface AgentEvent {
  readonly event: RegExp;
  /** Undefined: the record is another part of the same answer. */
  readonly usage: (attributes: Attributes) => Usage | undefined;
  readonly provider: (attributes: Attributes) => string | undefined;
  /** What tells this answer from every other of the sender; undefined: its time does. */
  readonly key: (attributes: Attributes) => readonly string[] | undefined;
}

const clouds: Readonly<Record<string, string>> = { bedrock: "aws.bedrock", vertex: "google", foundry: "azure" };

const agentEvents: readonly AgentEvent[] = [
  {
    event: /^(claude_code\.)?api_request$/,
    usage: (attributes) =>
      usageOf(
        {
          input: attributes.count(inputTokensSlot),
          output: attributes.count(outputTokensSlot),
          cached: attributes.count(cacheReadTokensSlot),
          written: attributes.count(cacheCreationTokensSlot),
        },
        { exclusiveInput: true, google: false, exclusiveOutput: false },
      ),
    provider: (attributes) => clouds[attributes.text(anthropicProviderSlot) ?? ""] ?? "anthropic",
    key: (attributes) => {
      const request = attributes.text(requestIdSlot);
      if (request !== undefined) return [request];
      const [session, sequence] = [attributes.text(sessionIdSlot), attributes.count(eventSequenceSlot)];
      return session === undefined || sequence === undefined ? undefined : [session, String(sequence)];
    },
  },
  {
    event: /^codex\.sse_event$/,
    usage: (attributes) => {
      // Each answer ends with two events of this kind, and one of them has the counts.
      if (attributes.text(eventKindSlot) !== "response.completed") return undefined;
      const input = attributes.count(inputTokenCountSlot);
      if (input === undefined) return undefined;
      return usageOf({
        input,
        output: attributes.count(outputTokenCountSlot),
        cached: attributes.count(cachedTokenCountSlot),
        written: undefined,
      });
    },
    provider: () => "openai",
    key: () => undefined,
  },
  {
    event: /^(gemini_cli|qwen-code|qwen_code)\.api_response$/,
    usage: (attributes) =>
      usageOf(
        {
          input: attributes.count(inputTokenCountSlot),
          output: attributes.count(outputTokenCountSlot),
          cached: attributes.count(cachedContentTokenCountSlot),
          written: undefined,
          reasoning: attributes.count(thoughtsTokenCountSlot),
          tools: attributes.count(toolTokenCountSlot),
          total: attributes.count(totalTokenCountSlot),
        },
        { exclusiveInput: false, google: true, exclusiveOutput: true },
      ),
    provider: (attributes) => (attributes.text(eventNameSlot)?.startsWith("gemini") ? "google" : undefined),
    key: () => undefined,
  },
];

function timeOf({ attributes, timeMs, observedMs }: LogEventRecord): number {
  const stamp = attributes.text(eventTimestampSlot);
  const ms = stamp === undefined ? Number.NaN : parseTimestamp(stamp);
  return Number.isNaN(ms) ? timeMs || observedMs : ms;
}

function ofAgent(log: LogEventRecord, agent: AgentEvent): LogUse | SkipReason {
  const { attributes, resource } = log;
  const usage = agent.usage(attributes);
  if (usage === undefined) return "not_a_use";
  const model = modelName(attributes.text(modelSlot) ?? "") || unknownName;
  const tsMs = timeOf(log);
  const session = attributes.firstText(slots("session.id", "conversation.id")) ?? resource.text(sessionIdSlot) ?? "";
  const key = agent.key(attributes) ?? [session, String(tsMs), log.observedNano];
  return {
    ...whose(attributes, resource),
    id: uuidV5("agent", ...key),
    tsMs,
    provider: providerOf(agent.provider(attributes), undefined, model),
    model,
    usage,
    responseId: undefined,
    rank: ranks.logEvent,
    source: "otlp",
  };
}

/** OpenTelemetry's own event of a call, which some emitters send beside a span and some in its place. */
function ofOperation(log: LogEventRecord): LogUse | SkipReason {
  const { attributes, resource, traceId, spanId } = log;
  const operation = attributes.text(operationNameSlot);
  const isEmbedding = operation === "embeddings";
  if (!isEmbedding && operation !== "chat" && operation !== "generate_content" && operation !== "text_completion")
    return "not_a_use";
  const model =
    modelName(attributes.firstText(slots("gen_ai.response.model", "gen_ai.request.model")) ?? "") || unknownName;
  const provider = providerOf(
    attributes.firstText(slots("gen_ai.provider.name", "gen_ai.system")),
    attributes.text(serverAddressSlot),
    model,
  );
  const { counts, counting } = countsOf(log, provider);
  const usage = usageOf(counts, counting);
  // The same event is sent as the request goes out; an answer without counts has its span.
  if (!isKnown(usage)) return "not_a_use";
  const tsMs = timeOf(log);
  const responseId = responseIdOf(attributes.text(responseIdSlot));
  const key =
    spanId === "" ? (responseId === undefined ? [String(tsMs), log.observedNano] : [responseId]) : [traceId, spanId];
  return {
    ...whose(attributes, resource),
    id: uuidV5(...key),
    tsMs,
    provider,
    model,
    usage: isEmbedding ? { ...usage, tokensOut: usage.tokensOut ?? 0 } : usage,
    responseId,
    rank: ranks.logEvent,
    source: "otlp",
  };
}

/** The use that a log record tells of, or why it tells of none. */
export function useOfLog(log: LogEventRecord): LogUse | SkipReason {
  const name = log.attributes.text(eventNameSlot) ?? log.eventName;
  if (name === "") return "not_a_use";
  const agent = agentEvents.find(({ event }) => event.test(name));
  if (agent !== undefined) {
    if (name === "api_request" && !log.scopeName.startsWith("com.anthropic")) return "not_a_use";
    return ofAgent(log, agent);
  }
  if (agentScopes.test(log.scopeName) || name !== "gen_ai.client.inference.operation.details") return "not_a_use";
  return ofOperation(log);
}
