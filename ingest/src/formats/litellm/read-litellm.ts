import { usageOfObject } from "../json-usage.js";
import { modelName } from "../model-name.js";
import { providerOf, unknownName } from "../provider.js";
import { responseIdOf } from "../response-id.js";
import { isKnown, type Usage } from "../usage.js";
import { ranks, type SkipReason, type Use } from "../use.js";
import { uuidV5 } from "../uuid-v5.js";

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Calls that go through the proxy and use no model. */
const noUse = /moderation|file|batch|fine_tun|vector_store|health|list|assistant|thread|skill|mcp/;
const embedding = /embedding/;

const tagged = /^([a-z0-9_]{1,32})[:=](.+)$/i;

/** Tags as labels: `name:value` by its name, others as `tag`, `tag_2`, … */
function labelsOf(tags: unknown): Record<string, string> {
  const labels: Record<string, string> = {};
  if (!Array.isArray(tags)) return labels;
  let plain = 0;
  for (const tag of tags) {
    if (typeof tag !== "string" || tag.startsWith("User-Agent:") || Object.keys(labels).length >= 8) continue;
    const [, name, value] = tagged.exec(tag) ?? [];
    if (name !== undefined && value !== undefined) labels[name.toLowerCase()] = value.trim();
    else {
      plain += 1;
      labels[plain === 1 ? "tag" : `tag_${plain}`] = tag;
    }
  }
  return labels;
}

function usageOfCall(call: Fields, isEmbedding: boolean): Usage {
  const details = usageOfObject(fieldsOf(call.metadata).usage_object);
  const sums = usageOfObject({
    ...fieldsOf(fieldsOf(call.metadata).usage_object),
    prompt_tokens: call.prompt_tokens,
    completion_tokens: call.completion_tokens,
  });
  const usage = isKnown(sums) ? sums : details;
  return isEmbedding && isKnown(usage) ? { ...usage, tokensOut: usage.tokensOut ?? 0 } : usage;
}

/** One call as LiteLLM's callback describes it, as a use, or why it is none. */
export function useOfCall(value: unknown): Use | SkipReason {
  const call = fieldsOf(value);
  if (call.status !== "success") return call.status === "failure" ? "failed" : "not_a_use";
  if (call.cache_hit === true || call.cache_hit === "True") return "cache_hit";
  const callType = textOf(call.call_type) ?? "";
  const usage = usageOfCall(call, embedding.test(callType));
  if (!isKnown(usage) && noUse.test(callType)) return "not_a_use";
  const metadata = fieldsOf(call.metadata);
  const named = textOf(call.custom_llm_provider);
  const sent = modelName(textOf(call.model) ?? "");
  const model =
    (named !== undefined && sent.startsWith(`${named}/`) ? sent.slice(named.length + 1) : sent) || unknownName;
  const userOfKey = textOf(metadata.user_api_key_user_id);
  const id = textOf(call.id) ?? textOf(call.litellm_call_id) ?? "";
  const seconds = typeof call.startTime === "number" ? call.startTime : Number.NaN;
  const tsMs = Number.isFinite(seconds) ? Math.floor(seconds * 1_000) : Date.parse(textOf(call.startTime) ?? "");
  return {
    id: uuidV5("litellm", id, String(tsMs)),
    tsMs: Number.isFinite(tsMs) ? tsMs : 0,
    provider: providerOf(named, textOf(call.api_base), model),
    model,
    usage,
    responseId: responseIdOf(textOf(call.id)),
    rank: ranks.framework,
    user:
      textOf(call.end_user) ??
      textOf(metadata.user_api_key_end_user_id) ??
      (userOfKey === "default_user_id" ? undefined : userOfKey),
    team: textOf(metadata.user_api_key_team_id) ?? textOf(metadata.team_id),
    region: undefined,
    labels: labelsOf(call.request_tags),
    source: "litellm",
  };
}
