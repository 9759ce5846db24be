/**
 * Every attribute that is read of telemetry. Nothing else is looked at, so that prompts and answers, which emitters send in
 * other attributes whether asked to or not, are never read into memory of their own.
 */
export const attributeNames = [
  // OpenTelemetry's conventions for generative AI, of any age
  "gen_ai.operation.name",
  "gen_ai.provider.name",
  "gen_ai.system",
  "gen_ai.request.model",
  "gen_ai.response.model",
  "gen_ai.response.id",
  "gen_ai.user",
  "gen_ai.token.type",
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.output_tokens",
  "gen_ai.usage.prompt_tokens",
  "gen_ai.usage.completion_tokens",
  "gen_ai.usage.total_tokens",
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.usage.cache_read_input_tokens",
  "gen_ai.usage.cache_write.input_tokens",
  "gen_ai.usage.cache_write_input_tokens",
  "gen_ai.usage.cache_creation.input_tokens",
  "gen_ai.usage.cache_creation_input_tokens",
  "gen_ai.usage.reasoning.output_tokens",
  "gen_ai.usage.reasoning_tokens",
  "gen_ai.usage.details.reasoning_tokens",
  "gen_ai.usage.details.thoughts_tokens",
  "gen_ai.usage.details.cache_read_tokens",
  "gen_ai.usage.details.cache_write_tokens",
  "gen_ai.usage.details.cached_tokens",
  "gen_ai.usage.details.cached_content_tokens",
  // Traceloop
  "llm.request.type",
  "llm.usage.total_tokens",
  // OpenInference
  "openinference.span.kind",
  "llm.provider",
  "llm.system",
  "llm.model_name",
  "embedding.model_name",
  "llm.token_count.prompt",
  "llm.token_count.completion",
  "llm.token_count.total",
  "llm.token_count.prompt_details.cache_read",
  "llm.token_count.prompt_details.cache_write",
  "llm.token_count.completion_details.reasoning",
  // Vercel AI SDK
  "ai.operationId",
  "ai.model.id",
  "ai.model.provider",
  "ai.response.id",
  "ai.response.model",
  "ai.response.providerMetadata",
  "ai.telemetry.metadata.userId",
  "ai.usage.inputTokens",
  "ai.usage.promptTokens",
  "ai.usage.tokens",
  "ai.usage.outputTokens",
  "ai.usage.completionTokens",
  "ai.usage.totalTokens",
  "ai.usage.reasoningTokens",
  "ai.usage.cachedInputTokens",
  "ai.usage.inputTokenDetails.cacheReadTokens",
  "ai.usage.inputTokenDetails.cacheWriteTokens",
  "ai.usage.outputTokenDetails.reasoningTokens",
  // Langfuse
  "langfuse.observation.type",
  "langfuse.observation.model.name",
  "langfuse.observation.usage_details",
  // Coding agents' log events and metrics
  "event.name",
  "event.kind",
  "event.timestamp",
  "event.sequence",
  "session.id",
  "conversation.id",
  "prompt_id",
  "request_id",
  "anthropic.provider",
  "model",
  "type",
  "query_source",
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_creation_tokens",
  "input_token_count",
  "output_token_count",
  "cached_token_count",
  "cached_content_token_count",
  "thoughts_token_count",
  "tool_token_count",
  "total_token_count",
  // Who, where, which service
  "enduser.id",
  "user.id",
  "team.id",
  "cloud.region",
  "service.name",
  "service.instance.id",
  "deployment.environment.name",
  "deployment.environment",
  "server.address",
  "error.type",
] as const;

export type AttributeName = (typeof attributeNames)[number];

/** Where the value of each attribute stands in {@link Attributes}. */
export const slotOf: ReadonlyMap<string, number> = new Map(attributeNames.map((name, slot) => [name, slot]));

/** The place of an attribute in {@link Attributes}: looked up once, as a module is loaded. */
export const slot = (name: AttributeName): number => slotOf.get(name) as number;

export const slots = (...names: readonly AttributeName[]): readonly number[] => names.map(slot);
