import { nameKey } from "./name-key.js";

/** Words that tell one model of a family from another: with one of them left over, a listed name is not the model. */
const variants = new Set(
  (
    "nano micro mini small medium large big huge xl xxl lite light flash pro max ultra plus turbo fast premier express air " +
    "codex code coder coding math vision vl omni audio realtime live voice tts transcribe deep research search cyber " +
    "guard safety moderation embedding embed oss distill nemotron sol luna terra astra opus sonnet haiku fable mythos " +
    "argon hydrogen scout maverick super instant lightning spark wonder glimmer open multi computer robotics"
  ).split(" "),
);

/** Words that customers put behind a model when they name a deployment. */
const deploymentWords = new Set(
  (
    "prod production dev development test testing stage staging uat qa demo sandbox pilot poc int preprod live " +
    "eu us uk de fr se ch nl no fi dk it es pl in jp kr au ca br za emea apac amer global regional region " +
    "east west north south central sweden france germany europe america asia switzerland norway spain italy poland japan korea " +
    "india australia canada brazil eastus westus swedencentral francecentral northeurope westeurope uksouth " +
    "standard globalstandard datazone datazonestandard zone data deployment deploy deployed dep model llm ai bot chatbot " +
    "assistant agent app api service svc gateway proxy team internal external shared main primary secondary backup failover " +
    "fallback canary blue green default current new old my our the for with and by chat hr finance legal sales marketing " +
    "support ops engineering platform company corp group batch ptu provisioned image captions caption summary summaries " +
    "summarizer rag ft finetuned tuned custom a b c d e f g h"
  ).split(" "),
);

/** Whether what stands around a listed name leaves it the model: no size, variant or version. */
function isDressOf(before: string, after: string): boolean {
  const words = (text: string) => text.split("-").filter((word) => word !== "");
  const [first, ...rest] = words(after);
  if (words(before).some((word) => variants.has(word))) return false;
  // A number right behind a name is a version of it; behind a word it counts deployments.
  if (first !== undefined && !deploymentWords.has(first) && !/^20\d\d$/.test(first)) return false;
  return rest.every((word) => deploymentWords.has(word) || /^\d+$/.test(word));
}

/**
 * The longest listed name that a customer's own name of a deployment holds: prod-gpt-4o-eu. Undefined where what is left
 * over is or may be another model's: gpt-5.4-nano, claude-opus-4-8.
 * @param listed keys of listed names @returns the key
 */
export function keyInDeployment(listed: Iterable<string>, deployment: string): string | undefined {
  const name = `-${nameKey(deployment)}-`;
  let longest: string | undefined;
  for (const key of listed) {
    if (key.length <= (longest?.length ?? 2) || !/\d/.test(key)) continue;
    if (name.includes(`-${key}-`)) longest = key;
  }
  if (longest === undefined) return undefined;
  const at = name.indexOf(`-${longest}-`);
  return isDressOf(name.slice(0, at), name.slice(at + longest.length + 1)) ? longest : undefined;
}
