import type { FactorSet } from "../factor-set.js";
import { type CanonicalModel, embeddingPrefix, unsupportedPrefix } from "./canonical-model.js";
import { firstAliases } from "./first-aliases.js";

/*
 * How names were read by the factor sets of 2026-11.1 and 2026-11.2. It stays as it is: a figure that was reported by one of
 * those sets can be computed again. Sets since then say `naming`, see resolve-name.ts.
 */

/** Names of models that make or read images, audio and video. */
const unsupported =
  /(^|[/:._-])(dall-?e|gpt-image|chatgpt-image|imagen|image-generation|stable-diffusion|sdxl|sd3|stability|flux|midjourney|sora|veo|kling|whisper|tts|transcribe|voxtral|realtime|(gpt|4o|mini|native)-audio|mistral-ocr|nova-canvas|nova-reel|nova-sonic|titan-image)([/:._-]|\d|$)|(gemini|grok|qwen)[\w.-]*-image/;
const embedding = /embed|rerank|(^|[/._-])(bge|e5|voyage|gte)-/;

/** What is put before a name; each is taken off once, in this order. */
const prefixes: readonly [RegExp, string][] = [
  [/^arn:.*\//, ""],
  [/^.*\//, ""],
  // A fine-tuned model costs what its base does: ft:gpt-4o-mini-2024-07-18:company:name:id.
  [/^ft:([^:]+):.*$/, "$1"],
  [/^(us|us-gov|eu|apac|ap|jp|au|ca|global)\./, ""],
  [/^(anthropic|amazon|meta|mistral|cohere|deepseek|qwen|openai|google|ai21|xai)\./, ""],
  [/^databricks-/, ""],
  [/^meta-llama-/, "llama-"],
  // Bedrock writes llama3-1-70b, Fireworks llama-v3p1-70b.
  [/^llama-?v?(\d)[-.p](\d)-(?=\d+b)/, "llama-$1.$2-"],
  [/^llama-?v?(\d)-(?=\d+b|scout|maverick)/, "llama-$1-"],
];

/** What is put after a name; taken off as long as anything is there. A size (llama3.1:70b) is none of it. */
const suffixes: readonly [RegExp, string][] = [
  [/@[\w.-]+$/, ""],
  [/:(latest|free|beta|thinking|extended|online|nitro|floor|exacto|cloud)$/, ""],
  // Ollama's quantisations: llama3.1:8b-instruct-q4_0.
  [/:(\d+(?:x\d+)?b)-[\w.-]+$/, ":$1"],
  [/-v?\d+:\d+(:\w+)?$/, ""],
  [/-v\d+$/, ""],
  [/-(maas|fp8|fp8-dynamic|nvfp4|bf16|awq|gptq|gguf|int4|int8|bnb-4bit|4bit|8bit|mlx|quantized\.w\d+a\d+)$/, ""],
  [/^((?:llama|qwen\d|deepseek|mixtral).*)-(turbo|turbo-free|tput|lite|fast)$/, "$1"],
  [/-(latest|preview|exp|experimental|default)$/, ""],
  // Mistral's dates are versions: two models of one name may have nothing in common, so only listed ones are known.
  [
    /^(?!(?:open-)?(?:mistral|mixtral|ministral|magistral|codestral|pixtral|devstral))(.*?)-(20\d{2}-\d{2}-\d{2}|20\d{6}|\d{2}-20\d{2}|\d{2}-\d{2}|\d{4}|00\d)$/,
    "$1",
  ],
  [/-(thinking|reasoning|xhigh|high|medium|low|minimal)$/, ""],
  [/-(it|instruct)$/, ""],
];

function lookUp({ modelByAlias }: FactorSet, name: string): string | undefined {
  const alias = Object.hasOwn(firstAliases, name) ? (firstAliases[name] as string) : name;
  return modelByAlias.get(alias);
}

/** Takes the dress off step by step until a listed name appears. */
function undress(factors: FactorSet, name: string): string | undefined {
  let rest = name;
  let found = lookUp(factors, rest);
  for (const [pattern, bare] of prefixes) {
    if (found !== undefined) return found;
    rest = rest.replace(pattern, bare);
    found = lookUp(factors, rest);
  }
  for (let worn = true; worn && found === undefined; ) {
    worn = false;
    for (const [pattern, bare] of suffixes) {
      const next = rest.replace(pattern, bare);
      if (next === rest || next === "") continue;
      rest = next;
      worn = true;
      found = lookUp(factors, rest);
      if (found !== undefined) break;
    }
  }
  return found;
}

/** The longest listed name that stands in a deployment's own, such as prod-gpt-4o-eu; gpt-4 within gpt-4o is not one. */
function namedIn(factors: FactorSet, deployment: string): string | undefined {
  let longest = "";
  for (const alias of [...factors.modelByAlias.keys(), ...Object.keys(firstAliases)]) {
    if (alias.length <= longest.length) continue;
    const at = deployment.indexOf(alias);
    if (at < 0) continue;
    const before = deployment[at - 1] ?? "-";
    const after = deployment[at + alias.length] ?? "-";
    if (/[-_./:]/.test(before) && /[-_/:]/.test(after)) longest = alias;
  }
  return lookUp(factors, longest);
}

/** The model that a reported name stands for by the first rules. @param provider canonical */
export function resolveFirst(factors: FactorSet, provider: string, reported: string): CanonicalModel {
  const name = reported.trim().toLowerCase();
  const listed = undress(factors, name);
  if (listed !== undefined) return { model: listed, known: true, supported: true };
  if (unsupported.test(name)) return { model: unsupportedPrefix + name, known: false, supported: false };
  // Only Azure's customers name deployments themselves; elsewhere a name that contains a listed one is another model.
  const deployed = provider === "azure-openai" ? namedIn(factors, name) : undefined;
  if (deployed !== undefined) return { model: deployed, known: true, supported: true };
  return { model: embedding.test(name) ? embeddingPrefix + name : name, known: false, supported: true };
}
