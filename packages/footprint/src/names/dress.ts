/** Families in which a date is the version: two models of one name and two dates may have nothing in common. */
const datedVersions =
  /^(?:open-)?(?:mistral|mixtral|ministral|magistral|codestral|mathstral|pixtral|devstral|voxtral|leanstral|command|c4ai-command)-/;
/** Families that are reported with how long they were let think. */
const withEffort = /^(?:gpt|o\d|codex|grok|gemini|claude|deepseek|glm|kimi|qwen)/;

const month = "(?:0[1-9]|1[0-2])";
const day = "(?:0[1-9]|[12]\\d|3[01])";
const year = "2[3-9]";
const date = new RegExp(
  `-(?:20\\d\\d-?${month}-?${day}|20\\d\\d-${month}|${month}-20\\d\\d|20${year}|${year}${month}${day}|${month}-?${day}|${year}${month})$`,
);

const revision =
  /-(?:00\d|latest|preview|exp|experimental|default|ga|stable|beta|alpha|rc\d*|gv\d|customtools|with-tools|early-access)$/;
const precision =
  /[-.](?:(?:fp|bf|f|mxfp|nvfp|nf|int|uint)(?:2|4|6|8|16|32)|fp8-dynamic|[2-8]-?bit|i?q\d(?:-[0-9a-z]{1,3}){0,3}|w\d+a\d+(?:kv\d+)?|qat|imat|imatrix|dynamic|quantized|quant|bnb|awq|gptq|gguf|ggml|mlx|exl[23]|marlin|onnx|hf|safetensors|trtllm|torchao|unsloth)$/;
const service =
  /-(?:maas|tee|batch|bulk|flex|priority|spot|ptu|provisioned|throughput|tput|nitro|floor|free|online|extended|cloud|highspeed|high-speed|ultraspeed|serverless|dedicated|versatile|instant)$/;
const context =
  /-(?:\d{1,4}k(?:-(?:ctx|context))?|[1-9]\d?m(?:-context)?|8192|16384|32768|65536|131072|262144|1048576)$/;
const thinking = /-(?:(?:no|non)-?)?(?:thinking|think|reasoning|adaptive)(?:-(?:minimal|low|medium|high|max|\d+k?))?$/;
const effort = /-(?:none|minimal|low|medium|high|x-?high)$/;
const tuning = /-(?:instruct|instruction|chat|it|pt|base|sft|dpo)$/;
const claudeEffort = /^(claude-.*\d)-max$/;

/**
 * Words of which a model has its own at some suppliers, and which at others say how fast the same weights are served. `lite`
 * does so only behind a size: LongCat-Flash-Lite is an eighth of LongCat-Flash.
 */
export const speedWord = /-(?:turbo|fast|lightning)$|\d[bmt](?:-[a-z]+)?-lite$/;
const speedAtEnd = /-(?:turbo|fast|lightning|lite)$/;

/** The name without its word of speed. */
export const withoutSpeed = (name: string): string => name.replace(speedAtEnd, "");

const hasSize = /\d(?:\.\d+)?[bmt](?:-|$)/;

/**
 * The name without its last word, where that word does not change the model: a date, a revision, a precision, a way of
 * serving, a context, how long it thinks. Undefined when there is none.
 */
export function withoutDress(name: string): string | undefined {
  const take = (pattern: RegExp): string | undefined => {
    const next = name.replace(pattern, "");
    return next === name || next === "" ? undefined : next;
  };
  return (
    take(precision) ??
    take(context) ??
    (datedVersions.test(name) ? undefined : take(date)) ??
    take(revision) ??
    take(service) ??
    take(thinking) ??
    (withEffort.test(name) ? take(effort) : undefined) ??
    (claudeEffort.test(name) ? name.slice(0, -"-max".length) : undefined)
  );
}

/** Milliseconds since 1970 of the day that ends a name: qwen-max-2025-01-25; undefined when no whole day does. */
export function dayAtEnd(name: string): number | undefined {
  const [, of, on, at] = /-(20\d\d)-?(\d\d)-?(\d\d)$/.exec(name) ?? [];
  return of === undefined ? undefined : Date.parse(`${of}-${on}-${at}`);
}

/** Bedrock's number of a release: amazon.nova-lite-v1. Elsewhere a version, so that it goes only where a list has the rest. */
export const releaseNumber = /-v[12]$/;

/** The name without a word of its tuning: the same weights in size, so that energy does not differ. */
export function withoutTuning(name: string): string | undefined {
  const next = name.replace(tuning, "");
  return next === name || next === "" ? undefined : next;
}

/** Whether the name says how large the model is. */
export const saysSize = (name: string): boolean => hasSize.test(name);

/** Who makes or serves a model, before its name and a dash. */
const organisation =
  /^(?:databricks|azure|openai|anthropic|google|mistralai|mistral-ai|nvidia|amazon|aws|gcp|vertex|vertexai|bedrock|x-?ai|z-?ai|zai-org|moonshotai|minimaxai|deepseek-ai|cohere|coherelabs|snowflake|perplexity|microsoft|ibm|meta|meta-llama|hf|arcee|aion-labs|coding|free|cc|fw|labs|spot|ai21|xiaomi|alibaba|tencent|baidu|unsloth|thebloke|bartowski|lmstudio-community)-(?=[a-z])/;

/** The name without who makes or serves it; undefined when nobody stands before it. */
export function withoutOrganisationWord(name: string): string | undefined {
  const next = name.replace(organisation, "");
  return next === name ? undefined : next;
}

/** Words that tell one model of a family from another: before a name they make it another model, as in mini-gpt-4. */
const variantWord =
  /^(?:nano|micro|mini|tiny|small|medium|large|big|baby|pro|max|ultra|lite|light|flash|turbo|fast|air|distill?(?:ed)?|pruned|draft|guard|safety|embed|embedding|vision|audio|image|video|omni|code|coder|math|open|super|not|no|anti|pre|un\w*)$/;

/**
 * The name without its first word, where that may be the name of a reseller or a product that no list has (acme-gpt-5.5): the rest
 * has a version, and neither the word nor the rest says what would make it another model. Undefined where it may not.
 */
export function withoutFirstWord(name: string): string | undefined {
  const [, word = "", rest = ""] = /^([a-z]{2,})-(?=[a-z])(.+)$/.exec(name) ?? [];
  return word === "" || variantWord.test(word) || !/\d/.test(rest) || saysSize(name) ? undefined : rest;
}

/** Anthropic's models without their first name: opus-4.7, sonnet-4-5. */
export const anthropicsShort = /^(?:opus|sonnet|haiku|fable|mythos)-\d/;
