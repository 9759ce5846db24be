/** What emitters call a provider, and the name that events carry. Lower case, without what names an API behind it. */
const aliases: Readonly<Record<string, string>> = {
  gemini: "google",
  "gcp.gemini": "google",
  "gcp.gen_ai": "google",
  "gcp.vertex_ai": "google",
  "google.generative-ai": "google",
  "google.generativeai": "google",
  "google.vertex": "google",
  "google-vertex": "google",
  "google-gla": "google",
  google_genai: "google",
  google_generativeai: "google",
  vertex: "google",
  vertexai: "google",
  vertex_ai: "google",
  "az.ai.openai": "azure",
  "az.ai.inference": "azure",
  "azure.ai.openai": "azure",
  "azure.ai.inference": "azure",
  "azure-openai": "azure",
  azure_openai: "azure",
  mistralai: "mistral",
  mistral_ai: "mistral",
  "mistral-ai": "mistral",
  aws: "aws.bedrock",
  bedrock: "aws.bedrock",
  aws_bedrock: "aws.bedrock",
  "amazon-bedrock": "aws.bedrock",
  amazon_bedrock: "aws.bedrock",
  bedrock_converse: "aws.bedrock",
  x_ai: "xai",
  "x.ai": "xai",
};

const apiSuffix = /\.(chat|responses|messages|completions?|embeddings?|embedding|text)$/;

/** Hosts of providers whose API is OpenAI's, so that emitters call all of them `openai`. */
const hosts: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)openai\.azure\.com$|\.services\.ai\.azure\.com$|\.cognitiveservices\.azure\.com$/, "azure"],
  [/(^|\.)deepseek\.com$/, "deepseek"],
  [/(^|\.)mistral\.ai$/, "mistral"],
  [/(^|\.)groq\.com$/, "groq"],
  [/(^|\.)openrouter\.ai$/, "openrouter"],
  [/(^|\.)together\.(xyz|ai)$/, "together"],
  [/(^|\.)fireworks\.ai$/, "fireworks"],
  [/(^|\.)googleapis\.com$/, "google"],
  [/(^|\.)anthropic\.com$/, "anthropic"],
  [/(^|\.)amazonaws\.com$/, "aws.bedrock"],
  [/(^|\.)x\.ai$/, "xai"],
  [/(^|\.)perplexity\.ai$/, "perplexity"],
  [/(^|\.)cerebras\.ai$/, "cerebras"],
  [/(^|\.)sambanova\.ai$/, "sambanova"],
  [/(^|\.)dashscope(-intl|-us)?\.aliyuncs\.com$/, "qwen"],
  [/(^|\.)moonshot\.(ai|cn)$/, "moonshot"],
  [/(^|\.)(z\.ai|bigmodel\.cn)$/, "zai"],
  [/(^|\.)minimax(i)?\.(io|com|chat)$/, "minimax"],
  [/(^|\.)deepinfra\.com$/, "deepinfra"],
  [/(^|\.)nebius\.(com|ai)$/, "nebius"],
  [/(^|\.)novita\.ai$/, "novita"],
  [/(^|\.)hyperbolic\.xyz$/, "hyperbolic"],
  [/(^|\.)scaleway\.ai$/, "scaleway"],
  [/(^|\.)cohere\.(com|ai)$/, "cohere"],
  [/(^|\.)nvidia\.com$/, "nvidia"],
  [/(^|\.)huggingface\.co$/, "huggingface"],
  [/(^|\.)githubcopilot\.com$|^models\.github\.ai$|^models\.inference\.ai\.azure\.com$/, "github-copilot"],
];

function providerOfHost(address: string): string | undefined {
  const host = address
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/[:/].*$/s, "");
  return hosts.find(([pattern]) => pattern.test(host))?.[1];
}

/** Models whose names say who serves them first. */
const families: readonly (readonly [RegExp, string])[] = [
  [
    /^((us|eu|apac|jp|au|global)\.)?(anthropic|amazon|meta|cohere|mistral|ai21|deepseek|openai|qwen)\.[a-z]/,
    "aws.bedrock",
  ],
  [
    /^(gpt-|chatgpt|o[1345](-|$)|text-embedding-(3|ada)|text-davinci|davinci|babbage|codex|dall-e|whisper|tts-)/,
    "openai",
  ],
  [/^claude/, "anthropic"],
  [/^(models\/)?(gemini|text-embedding-00|gemma|learnlm|imagen|veo)/, "google"],
  [/^((open-)?(mistral|mixtral)|ministral|codestral|magistral|devstral|pixtral|voxtral)/, "mistral"],
  [/^deepseek/, "deepseek"],
  [/^(grok)/, "xai"],
  [/^(command|embed-(english|multilingual)|embed-v)/, "cohere"],
  [/^(qwen|qwq)/, "qwen"],
  [/^(sonar)/, "perplexity"],
  [/^(kimi|moonshot)/, "moonshot"],
  [/^(glm)/, "zai"],
];

/** What an event says where neither the emitter nor the model does. */
export const unknownName = "unknown";

function providerOfModel(model: string): string | undefined {
  const lower = model.toLowerCase();
  return families.find(([pattern]) => pattern.test(lower))?.[1];
}

/**
 * The provider of a use.
 * @param named as the emitter names it @param address host of the API, with or without scheme and port
 */
export function providerOf(named: string | undefined, address: string | undefined, model: string): string {
  const key = `${named ?? ""}\n${address ?? ""}\n${named === undefined ? model : ""}`;
  const known = memory.get(key);
  if (known !== undefined) return known;
  const provider = findProvider(named, address, model);
  if (key.length > longestRemembered) return provider;
  if (memory.size >= mostRemembered) memory.clear();
  memory.set(key, provider);
  return provider;
}

/** Applications name few providers, over and over; the patterns above take longer than all else that is read of a span. */
const memory = new Map<string, string>();
const mostRemembered = 1_000;
/** In characters; an address may be as long as a request. */
const longestRemembered = 500;

function findProvider(named: string | undefined, address: string | undefined, model: string): string {
  const lower = (named ?? "").trim().toLowerCase();
  const bare = lower.replace(apiSuffix, "");
  const provider = aliases[lower] ?? aliases[bare] ?? bare;
  const host = address === undefined ? undefined : providerOfHost(address);
  if (host !== undefined && (provider === "openai" || provider === "")) return host;
  return provider !== "" ? provider : (providerOfModel(model) ?? unknownName);
}
