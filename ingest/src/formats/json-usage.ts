import { asCount } from "./count.js";
import { type ReportedCounts, type Usage, unknownUsage, usageOf } from "./usage.js";

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

const first = (fields: Fields, ...names: readonly string[]): number | undefined => {
  for (const name of names) {
    const count = asCount(fields[name]);
    if (count !== undefined) return count;
  }
  return undefined;
};

/** Sum of the counts whose names begin in a way; undefined when there is none. */
function sumOf(fields: Fields, pattern: RegExp): number | undefined {
  let sum: number | undefined;
  for (const name in fields) {
    const count = pattern.test(name) ? asCount(fields[name]) : undefined;
    if (count !== undefined) sum = (sum ?? 0) + count;
  }
  return sum;
}

/** Parts that OpenAI's and others' usage objects keep below `…_details`. */
function detailsOf(usage: Fields): Pick<ReportedCounts, "cached" | "written" | "reasoning"> {
  const input = fieldsOf(usage.prompt_tokens_details ?? usage.input_tokens_details ?? usage.input_token_details);
  const output = fieldsOf(usage.completion_tokens_details ?? usage.output_tokens_details ?? usage.output_token_details);
  return {
    cached: first(input, "cached_tokens", "cache_read"),
    written: first(input, "cache_write_tokens", "cache_creation_tokens", "cache_creation"),
    reasoning: first(output, "reasoning_tokens", "reasoning"),
  };
}

/**
 * Reads a provider's usage object, or one of Langfuse's own: OpenAI's two shapes, Anthropic's, Bedrock's, Google's, and
 * parts named `input…`, `output…` that are summed.
 */
export function usageOfObject(value: unknown): Usage {
  const usage = fieldsOf(value);
  const details = detailsOf(usage);
  if ("prompt_tokens" in usage || "completion_tokens" in usage)
    return usageOf({
      input: first(usage, "prompt_tokens"),
      output: first(usage, "completion_tokens"),
      ...details,
      cached: details.cached ?? first(usage, "cache_read_input_tokens", "prompt_cache_hit_tokens"),
      written: details.written ?? first(usage, "cache_creation_input_tokens"),
    });
  if ("input_tokens" in usage || "output_tokens" in usage)
    return usageOf(
      {
        input: first(usage, "input_tokens"),
        output: first(usage, "output_tokens"),
        ...details,
        cached: details.cached ?? first(usage, "cache_read_input_tokens"),
        written: details.written ?? first(usage, "cache_creation_input_tokens"),
      },
      // Anthropic's own object keeps the parts beside each other, and leaves them out of the input.
      {
        exclusiveInput: "cache_read_input_tokens" in usage || "cache_creation_input_tokens" in usage,
        google: false,
        exclusiveOutput: false,
      },
    );
  if ("inputTokens" in usage || "outputTokens" in usage)
    return usageOf(
      {
        input: first(usage, "inputTokens"),
        output: first(usage, "outputTokens"),
        cached: first(usage, "cacheReadInputTokens", "cachedInputTokens"),
        written: first(usage, "cacheWriteInputTokens"),
      },
      { exclusiveInput: true, google: false, exclusiveOutput: false },
    );
  if ("prompt_token_count" in usage || "promptTokenCount" in usage)
    return usageOf(
      {
        input: first(usage, "prompt_token_count", "promptTokenCount"),
        output: first(usage, "candidates_token_count", "candidatesTokenCount"),
        cached: first(usage, "cached_content_token_count", "cachedContentTokenCount"),
        written: undefined,
        reasoning: first(usage, "thoughts_token_count", "thoughtsTokenCount"),
        tools: first(usage, "tool_use_prompt_token_count", "toolUsePromptTokenCount"),
        total: first(usage, "total_token_count", "totalTokenCount"),
      },
      { exclusiveInput: false, google: true, exclusiveOutput: true },
    );
  const input = sumOf(usage, /^(input|cache_)/);
  const output = sumOf(usage, /^output/);
  if (input === undefined && output === undefined) return unknownUsage;
  return { tokensIn: input, tokensCached: sumOf(usage, /cache_read|cached/), tokensOut: output };
}

/** The same from JSON text. */
export function usageOfJson(text: string): Usage {
  try {
    return usageOfObject(JSON.parse(text));
  } catch {
    // Cut off by the emitter's limit of an attribute's length, for one.
    return unknownUsage;
  }
}
