import { asCount } from "../count.js";
import type { Counting, ReportedCounts } from "../usage.js";
import type { AttributeName } from "./attribute-names.js";
import type { Attributes } from "./attributes.js";

const input: readonly AttributeName[] = [
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.prompt_tokens",
  "ai.usage.inputTokens",
  "ai.usage.promptTokens",
  "ai.usage.tokens",
  "llm.token_count.prompt",
];
const output: readonly AttributeName[] = [
  "gen_ai.usage.output_tokens",
  "gen_ai.usage.completion_tokens",
  "ai.usage.outputTokens",
  "ai.usage.completionTokens",
  "llm.token_count.completion",
];
const cached: readonly AttributeName[] = [
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.usage.cache_read_input_tokens",
  "ai.usage.inputTokenDetails.cacheReadTokens",
  "ai.usage.cachedInputTokens",
  "llm.token_count.prompt_details.cache_read",
  "gen_ai.usage.details.cache_read_tokens",
  "gen_ai.usage.details.cached_tokens",
  "gen_ai.usage.details.cached_content_tokens",
];
/** Names of one quantity: where an emitter sends two of them they are equal, and never added. */
const written: readonly AttributeName[] = [
  "gen_ai.usage.cache_write.input_tokens",
  "gen_ai.usage.cache_creation.input_tokens",
  "gen_ai.usage.cache_write_input_tokens",
  "gen_ai.usage.cache_creation_input_tokens",
  "ai.usage.inputTokenDetails.cacheWriteTokens",
  "llm.token_count.prompt_details.cache_write",
  "gen_ai.usage.details.cache_write_tokens",
];
const reasoning: readonly AttributeName[] = [
  "gen_ai.usage.reasoning.output_tokens",
  "gen_ai.usage.reasoning_tokens",
  "gen_ai.usage.details.reasoning_tokens",
  "gen_ai.usage.details.thoughts_tokens",
  "ai.usage.outputTokenDetails.reasoningTokens",
  "ai.usage.reasoningTokens",
  "llm.token_count.completion_details.reasoning",
];
const total: readonly AttributeName[] = [
  "gen_ai.usage.total_tokens",
  "llm.usage.total_tokens",
  "ai.usage.totalTokens",
  "llm.token_count.total",
];

/** The Vercel AI SDK 5 keeps what it read from a cache, and wrote to one, inside the JSON text of the provider's metadata. */
function ofMetadata(attributes: Attributes): Pick<ReportedCounts, "cached" | "written"> | undefined {
  const text = attributes.text("ai.response.providerMetadata");
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

/** What a span, or an event of the same conventions, says of tokens. */
export function countsOf(
  record: { readonly attributes: Attributes; readonly scopeName: string },
  provider: string,
): { counts: ReportedCounts; counting: Counting } {
  const { attributes, scopeName } = record;
  // The SDK's next major has the parts as attributes, and its input includes them.
  const hasParts =
    attributes.get("ai.usage.inputTokenDetails.cacheReadTokens") !== undefined ||
    attributes.get("ai.usage.inputTokenDetails.cacheWriteTokens") !== undefined ||
    attributes.get("gen_ai.usage.cache_read.input_tokens") !== undefined;
  const metadata = hasParts ? undefined : ofMetadata(attributes);
  const counts = {
    input: attributes.firstCount(input),
    output: attributes.firstCount(output),
    cached: metadata?.cached ?? attributes.firstCount(cached),
    written: metadata?.written ?? attributes.firstCount(written),
    reasoning: attributes.firstCount(reasoning),
    total: attributes.firstCount(total),
  };
  const isFifthMajor = attributes.get("ai.usage.outputTokenDetails.reasoningTokens") === undefined;
  return {
    counts,
    counting: {
      exclusiveInput: exclusiveScopes.test(scopeName) || metadata !== undefined,
      google: provider === "google",
      exclusiveOutput: provider === "google" && thoughtless.test(scopeName) && (scopeName !== "ai" || isFifthMajor),
    },
  };
}
