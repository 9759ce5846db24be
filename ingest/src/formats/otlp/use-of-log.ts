import { parseTimestamp } from "@ecomind/contract";
import { modelName } from "../model-name.js";
import { providerOf, unknownName } from "../provider.js";
import { responseIdOf } from "../response-id.js";
import { isKnown, type Usage, usageOf } from "../usage.js";
import { ranks, type SkipReason, type Use } from "../use.js";
import { uuidV5 } from "../uuid-v5.js";
import { agentScopes } from "./agent-scopes.js";
import type { Attributes } from "./attributes.js";
import { countsOf } from "./reported-counts.js";
import type { LogEventRecord } from "./telemetry.js";
import { whose } from "./whose.js";

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
          input: attributes.count("input_tokens"),
          output: attributes.count("output_tokens"),
          cached: attributes.count("cache_read_tokens"),
          written: attributes.count("cache_creation_tokens"),
        },
        { exclusiveInput: true, google: false, exclusiveOutput: false },
      ),
    provider: (attributes) => clouds[attributes.text("anthropic.provider") ?? ""] ?? "anthropic",
    key: (attributes) => {
      const request = attributes.text("request_id");
      if (request !== undefined) return [request];
      const [session, sequence] = [attributes.text("session.id"), attributes.count("event.sequence")];
      return session === undefined || sequence === undefined ? undefined : [session, String(sequence)];
    },
  },
  {
    event: /^codex\.sse_event$/,
    usage: (attributes) => {
      // Each answer ends with two events of this kind, and one of them has the counts.
      if (attributes.text("event.kind") !== "response.completed") return undefined;
      const input = attributes.count("input_token_count");
      if (input === undefined) return undefined;
      return usageOf({
        input,
        output: attributes.count("output_token_count"),
        cached: attributes.count("cached_token_count"),
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
          input: attributes.count("input_token_count"),
          output: attributes.count("output_token_count"),
          cached: attributes.count("cached_content_token_count"),
          written: undefined,
          reasoning: attributes.count("thoughts_token_count"),
          tools: attributes.count("tool_token_count"),
          total: attributes.count("total_token_count"),
        },
        { exclusiveInput: false, google: true, exclusiveOutput: true },
      ),
    provider: (attributes) => (attributes.text("event.name")?.startsWith("gemini") ? "google" : undefined),
    key: () => undefined,
  },
];

function timeOf({ attributes, timeMs, observedMs }: LogEventRecord): number {
  const stamp = attributes.text("event.timestamp");
  const ms = stamp === undefined ? Number.NaN : parseTimestamp(stamp);
  return Number.isNaN(ms) ? timeMs || observedMs : ms;
}

function ofAgent(log: LogEventRecord, agent: AgentEvent): LogUse | SkipReason {
  const { attributes, resource } = log;
  const usage = agent.usage(attributes);
  if (usage === undefined) return "not_a_use";
  const model = modelName(attributes.text("model") ?? "") || unknownName;
  const tsMs = timeOf(log);
  const session = attributes.firstText(["session.id", "conversation.id"]) ?? resource.text("session.id") ?? "";
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
  const operation = attributes.text("gen_ai.operation.name");
  const isEmbedding = operation === "embeddings";
  if (!isEmbedding && operation !== "chat" && operation !== "generate_content" && operation !== "text_completion")
    return "not_a_use";
  const model = modelName(attributes.firstText(["gen_ai.response.model", "gen_ai.request.model"]) ?? "") || unknownName;
  const provider = providerOf(
    attributes.firstText(["gen_ai.provider.name", "gen_ai.system"]),
    attributes.text("server.address"),
    model,
  );
  const { counts, counting } = countsOf(log, provider);
  const usage = usageOf(counts, counting);
  // The same event is sent as the request goes out; an answer without counts has its span.
  if (!isKnown(usage)) return "not_a_use";
  const tsMs = timeOf(log);
  const responseId = responseIdOf(attributes.text("gen_ai.response.id"));
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
  const name = log.attributes.text("event.name") ?? log.eventName;
  if (name === "") return "not_a_use";
  const agent = agentEvents.find(({ event }) => event.test(name));
  if (agent !== undefined) {
    if (name === "api_request" && !log.scopeName.startsWith("com.anthropic")) return "not_a_use";
    return ofAgent(log, agent);
  }
  if (agentScopes.test(log.scopeName) || name !== "gen_ai.client.inference.operation.details") return "not_a_use";
  return ofOperation(log);
}
