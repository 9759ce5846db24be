import { asCount } from "../count.js";
import type { Counting, ReportedCounts } from "../usage.js";
import { slot, slots } from "./attribute-names.js";
import type { Attributes } from "./attributes.js";

const aiResponseProviderMetadataSlot = slot("ai.response.providerMetadata");
const aiUsageInputTokenDetailsCacheReadTokensSlot = slot("ai.usage.inputTokenDetails.cacheReadTokens");
const aiUsageInputTokenDetailsCacheWriteTokensSlot = slot("ai.usage.inputTokenDetails.cacheWriteTokens");
const usageCacheReadInputTokensSlot = slot("gen_ai.usage.cache_read.input_tokens");
const aiUsageOutputTokenDetailsReasoningTokensSlot = slot("ai.usage.outputTokenDetails.reasoningTokens");

const input = slots(
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.prompt_tokens",
  "ai.usage.inputTokens",
  "ai.usage.promptTokens",
  "ai.usage.tokens",
  "llm.token_count.prompt",
);
const output = slots(
  "gen_ai.usage.output_tokens",
  "gen_ai.usage.completion_tokens",
  "ai.usage.outputTokens",
  "ai.usage.completionTokens",
  "llm.token_count.completion",
);
const cached = slots(
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.usage.cache_read_input_tokens",
  "ai.usage.inputTokenDetails.cacheReadTokens",
  "ai.usage.cachedInputTokens",
  "llm.token_count.prompt_details.cache_read",
  "gen_ai.usage.details.cache_read_tokens",
  "gen_ai.usage.details.cached_tokens",
  "gen_ai.usage.details.cached_content_tokens",
);
/** Names of one quantity: where an emitter sends two of them they are equal, and never added. */
const written = slots(
  "gen_ai.usage.cache_write.input_tokens",
  "gen_ai.usage.cache_creation.input_tokens",
  "gen_ai.usage.cache_write_input_tokens",
  "gen_ai.usage.cache_creation_input_tokens",
  "ai.usage.inputTokenDetails.cacheWriteTokens",
  "llm.token_count.prompt_details.cache_write",
  "gen_ai.usage.details.cache_write_tokens",
);
const reasoning = slots(
  "gen_ai.usage.reasoning.output_tokens",
  "gen_ai.usage.reasoning_tokens",
  "gen_ai.usage.details.reasoning_tokens",
  "gen_ai.usage.details.thoughts_tokens",
  "ai.usage.outputTokenDetails.reasoningTokens",
  "ai.usage.reasoningTokens",
  "llm.token_count.completion_details.reasoning",
);
const total = slots(
  "gen_ai.usage.total_tokens",
  "llm.usage.total_tokens",
  "ai.usage.totalTokens",
  "llm.token_count.total",
);

/** The Vercel AI SDK 5 keeps what it read from a cache, and wrote to one, inside the JSON text of the provider's metadata. */
function ofMetadata(attributes: Attributes): Pick<ReportedCounts, "cached" | "written"> | undefined {
  const text = attributes.text(aiResponseProviderMetadataSlot);
  if (text === undefined) return undefined;
  let metadata: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>> | null;
  try {
    metadata = JSON.parse(text);
  } catch {
    // Cut off by a limit of the attribute's length.
    return undefined;
  }
  const { anthropic, bedrock } = metadata ?? {};
  const usage = (anthropic?.usage ?? bedrock?.usage ?? {}) as Readonly<Record<string, unknown>>;
  const read = asCount(usage.cache_read_input_tokens) ?? asCount(usage.cacheReadInputTokens);
  const write =
    asCount(usage.cache_creation_input_tokens) ??
    asCount(usage.cacheWriteInputTokens) ??
    asCount(anthropic?.cacheCreationInputTokens);
  return read === undefined && write === undefined ? undefined : { cached: read, written: write };
}

/** Scopes whose input leaves out what was read from a cache or written to one. */
const exclusiveScopes =
  /^opentelemetry\.instrumentation\.(botocore|bedrock)\b|^@traceloop\/instrumentation-(anthropic|bedrock)$|^@opentelemetry\/instrumentation-aws-sdk$/;
/** Scopes whose output leaves out Google's thoughts. */
const thoughtless =
  /^(opentelemetry\.instrumentation\.(google_generativeai|vertexai)|@traceloop\/instrumentation-(google-generativeai|vertexai))\b|^ai$/;

interface ScopeCounting {
  readonly exclusive: boolean;
  readonly thoughtless: boolean;
}

/** An application has few scopes. */
const scopes = new Map<string, ScopeCounting>();

function countingOf(scope: string): ScopeCounting {
  const known = scopes.get(scope);
  if (known !== undefined) return known;
  const counting = { exclusive: exclusiveScopes.test(scope), thoughtless: thoughtless.test(scope) };
  if (scopes.size >= 1_000) scopes.clear();
  scopes.set(scope, counting);
  return counting;
}

/** What a span, or an event of the same conventions, says of tokens. */
export function countsOf(
  record: { readonly attributes: Attributes; readonly scopeName: string },
  provider: string,
): { counts: ReportedCounts; counting: Counting } {
  const { attributes, scopeName } = record;
  // The SDK's next major has the parts as attributes, and its input includes them.
  const hasParts =
    attributes.get(aiUsageInputTokenDetailsCacheReadTokensSlot) !== undefined ||
    attributes.get(aiUsageInputTokenDetailsCacheWriteTokensSlot) !== undefined ||
    attributes.get(usageCacheReadInputTokensSlot) !== undefined;
  const metadata = hasParts ? undefined : ofMetadata(attributes);
  const counts = {
    input: attributes.firstCount(input),
    output: attributes.firstCount(output),
    cached: metadata?.cached ?? attributes.firstCount(cached),
    written: metadata?.written ?? attributes.firstCount(written),
    reasoning: attributes.firstCount(reasoning),
    total: attributes.firstCount(total),
  };
  const isFifthMajor = attributes.get(aiUsageOutputTokenDetailsReasoningTokensSlot) === undefined;
  return {
    counts,
    counting: {
      exclusiveInput: countingOf(scopeName).exclusive || metadata !== undefined,
      google: provider === "google",
      exclusiveOutput:
        provider === "google" && countingOf(scopeName).thoughtless && (scopeName !== "ai" || isFifthMajor),
    },
  };
}
