import { BoundedCache } from "./bounded-cache.js";
import type { FactorSet, ModelFactors } from "./factor-set.js";

/** What became of a reported model name. */
export interface CanonicalModel {
  /** Id in the factor set; of an unknown model its reported name, in lower case; see {@link energyModel}. */
  readonly model: string;
  readonly known: boolean;
  /** Images, audio and video are outside the method. */
  readonly supported: boolean;
}

/** Prefix of the canonical name of what the method does not cover. */
export const unsupportedPrefix = "unsupported:";
/** Prefix of the canonical name of an embedding model: reckoned as a small model's input. */
export const embeddingPrefix = "embedding:";

/** More names than the tables list, as clients and clouds report them. */
const aliases: Readonly<Record<string, string>> = {
  "chatgpt-4o": "gpt-4o",
  "gpt-4-o": "gpt-4o",
  gpt4o: "gpt-4o",
  "gpt-4o-chat": "gpt-4o",
  "gpt-4-32k": "gpt-4",
  "gpt-4-1106-preview": "gpt-4-turbo",
  "gpt-4-0125-preview": "gpt-4-turbo",
  "gpt-4-vision-preview": "gpt-4-turbo",
  "gpt-35-turbo-16k": "gpt-3.5-turbo",
  "gpt-3.5-turbo-16k": "gpt-3.5-turbo",
  "o1-preview": "o1",
  "claude-3.5-sonnet": "claude-3-5-sonnet",
  "claude-3.5-haiku": "claude-3-5-haiku",
  "claude-3.7-sonnet": "claude-3-7-sonnet",
  "claude-4-sonnet": "claude-sonnet-4",
  "claude-4-opus": "claude-opus-4",
  "claude-4.5-sonnet": "claude-sonnet-4-5",
  "claude-sonnet-4.5": "claude-sonnet-4-5",
  "claude-4.5-haiku": "claude-haiku-4-5",
  "claude-haiku-4.5": "claude-haiku-4-5",
  "claude-opus-4.1": "claude-opus-4-1",
  "claude-opus-4.5": "claude-opus-4-5",
  "claude-opus-4.6": "claude-opus-4-6",
  "claude-sonnet-4.6": "claude-sonnet-4-6",
  "gemini-2.5-flash-preview": "gemini-2.5-flash",
  "gemini-2.5-pro-preview": "gemini-2.5-pro",
  "llama3-1-8b-instruct": "llama-3.1-8b-instruct",
  "llama3-1-70b-instruct": "llama-3.1-70b-instruct",
  "llama3-1-405b-instruct": "llama-3.1-405b-instruct",
  "llama3-3-70b-instruct": "llama-3.3-70b-instruct",
  "llama-3.1-8b-instant": "llama-3.1-8b-instruct",
  "llama-3.3-70b-versatile": "llama-3.3-70b-instruct",
  "llama3.1": "llama-3.1-8b-instruct",
  "llama3.3": "llama-3.3-70b-instruct",
  "deepseek-r1-0528": "deepseek-r1",
  "mistral-large-2407-v1": "mistral-large-2411",
  "nova-micro": "nova-micro",
};

const unsupported =
  /(^|[/._-])(dall-?e|gpt-image|chatgpt-image|imagen|image-generation|stable-diffusion|sdxl|flux|midjourney|sora|veo|kling|whisper|tts|transcribe|realtime-audio|audio-preview|nova-canvas|nova-reel|nova-sonic|titan-image)/;
const embedding = /embed|(^|[/._-])(bge|e5|voyage|gte)-/;

/** Ways in which a name is dressed up; each is taken off in turn, and the rest looked up after every step. */
const dress: readonly RegExp[] = [
  /^arn:.*\//,
  /^(models|publishers\/[^/]+\/models|projects\/.*\/models|accounts\/[^/]+\/models)\//,
  /^.*\//,
  /^(us|us-gov|eu|apac|ap|jp|au|ca|global)\./,
  /^(anthropic|amazon|meta|mistral|cohere|deepseek|qwen|openai|google|ai21|xai)\./,
  /@[\w.-]+$/,
  /:(latest|free|beta|thinking|extended|online|nitro|floor|\d+[kbm]?|[\w.-]*q\d[\w.-]*)$/,
  /-v\d+:\d+(:\d+k)?$/,
  /-v\d+$/,
  /-(latest|preview|exp|experimental)$/,
  /-(20\d{2}-\d{2}-\d{2}|20\d{6}|\d{4}-\d{2}|preview-\d{2}-\d{2}(-\d{4})?|\d{2}-\d{2}|\d{3,4})$/,
  /-(thinking|high|medium|low|minimal)$/,
];

function lookUp({ modelByAlias }: FactorSet, name: string): string | undefined {
  const alias = Object.hasOwn(aliases, name) ? (aliases[name] as string) : name;
  return modelByAlias.get(alias);
}

/** Takes the dress off step by step until a listed name appears. */
function undress(factors: FactorSet, name: string): string | undefined {
  let rest = name;
  let found = lookUp(factors, rest);
  for (const pattern of dress) {
    if (found !== undefined) return found;
    const next = rest.replace(pattern, "");
    if (next === rest || next === "") continue;
    rest = next;
    found = lookUp(factors, rest);
  }
  return found;
}

/** The longest listed name that stands in a deployment's own, such as prod-gpt-4o-eu; gpt-4 within gpt-4o is not one. */
function namedIn(factors: FactorSet, deployment: string): string | undefined {
  let longest = "";
  for (const alias of factors.modelByAlias.keys()) {
    if (alias.length <= longest.length) continue;
    const at = deployment.indexOf(alias);
    if (at < 0) continue;
    const before = deployment[at - 1] ?? "-";
    const after = deployment[at + alias.length] ?? "-";
    if (/[-_./:]/.test(before) && /[-_/:]/.test(after)) longest = alias;
  }
  return factors.modelByAlias.get(longest);
}

function resolve(factors: FactorSet, provider: string, reported: string): CanonicalModel {
  const name = reported.trim().toLowerCase();
  if (unsupported.test(name)) return { model: unsupportedPrefix + name, known: false, supported: false };
  // Only Azure's customers name deployments themselves; elsewhere a name that contains a listed one is another model.
  const id = undress(factors, name) ?? (provider === "azure-openai" ? namedIn(factors, name) : undefined);
  if (id !== undefined) return { model: id, known: true, supported: true };
  return { model: embedding.test(name) ? embeddingPrefix + name : name, known: false, supported: true };
}

const caches = new WeakMap<FactorSet, BoundedCache<CanonicalModel>>();

/**
 * The model that a reported name stands for: dates, `-latest`, vendor prefixes, cloud ids and letter case make no
 * difference. Remembered, since the same few names come with every event.
 * @param provider canonical
 */
export function canonicalModel(factors: FactorSet, provider: string, reported: string): CanonicalModel {
  let cache = caches.get(factors);
  if (cache === undefined) {
    cache = new BoundedCache(10_000);
    caches.set(factors, cache);
  }
  return cache.get(provider, reported) ?? cache.set(provider, reported, resolve(factors, provider, reported));
}

/** The energy factors behind a canonical model: its own, a class's, or none where the method does not apply. */
export function energyModel(
  { modelById }: FactorSet,
  model: string,
): { factors: ModelFactors; known: boolean } | undefined {
  if (model.startsWith(unsupportedPrefix)) return undefined;
  const own = modelById.get(model);
  if (own !== undefined) return { factors: own, known: !model.startsWith("class:") };
  const fallback = model.startsWith(embeddingPrefix) ? "class:small" : "class:large";
  return { factors: modelById.get(fallback) as ModelFactors, known: false };
}
