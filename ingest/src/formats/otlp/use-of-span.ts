import { usageOfJson } from "../json-usage.js";
import { modelName } from "../model-name.js";
import { providerOf, unknownName } from "../provider.js";
import { responseIdOf } from "../response-id.js";
import { isKnown, type Usage, usageOf } from "../usage.js";
import type { SkipReason, Use } from "../use.js";
import { uuidV5 } from "../uuid-v5.js";
import { slot, slots } from "./attribute-names.js";
import { rankOf } from "./emitter-rank.js";
import { countsOf } from "./reported-counts.js";
import { kindOf, needsUsage } from "./span-kind.js";
import type { SpanRecord } from "./telemetry.js";
import { whose } from "./whose.js";

const langfuseObservationUsageDetailsSlot = slot("langfuse.observation.usage_details");
const serverAddressSlot = slot("server.address");
const errorTypeSlot = slot("error.type");
const responseIdSlot = slot("gen_ai.response.id");
const aiResponseIdSlot = slot("ai.response.id");

const models = slots(
  "gen_ai.response.model",
  "ai.response.model",
  "gen_ai.request.model",
  "llm.model_name",
  "embedding.model_name",
  "ai.model.id",
  "langfuse.observation.model.name",
);
const providers = slots("gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider");

/** A span's use with what joins it to others that tell of the same. */
export interface SpanUse extends Use {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
}

function usageOfSpan(span: SpanRecord, provider: string): Usage {
  const details = span.attributes.text(langfuseObservationUsageDetailsSlot);
  if (details !== undefined) return usageOfJson(details);
  const { counts, counting } = countsOf(span, provider);
  return usageOf(counts, counting);
}

/** The use that a span tells of, or why it tells of none. */
export function useOfSpan(span: SpanRecord): SpanUse | SkipReason {
  const kind = kindOf(span);
  if (kind === undefined) return "not_a_use";
  const { attributes, resource, traceId, spanId } = span;
  const model = modelName(attributes.firstText(models) ?? "") || unknownName;
  const provider = providerOf(attributes.firstText(providers), attributes.text(serverAddressSlot), model);
  let usage = usageOfSpan(span, provider);
  if (!isKnown(usage)) {
    if (span.failed || attributes.get(errorTypeSlot) !== undefined) return "failed";
    if (needsUsage(span)) return "not_a_use";
  } else if (kind === "embedding") usage = { ...usage, tokensOut: usage.tokensOut ?? 0 };
  const { user, team, region, labels, service } = whose(attributes, resource);
  return {
    user,
    team,
    region,
    labels,
    service,
    id: uuidV5(traceId, spanId),
    tsMs: span.startMs,
    provider,
    model: withoutProvider(model, provider),
    usage,
    responseId: responseIdOf(attributes.text(responseIdSlot) ?? attributes.text(aiResponseIdSlot)),
    rank: rankOf(span),
    source: "otlp",
    traceId,
    spanId,
    parentSpanId: span.parentSpanId,
  };
}

/** LiteLLM writes `provider/model`. */
const withoutProvider = (model: string, provider: string): string =>
  model.startsWith(`${provider}/`) ? model.slice(provider.length + 1) : model;
