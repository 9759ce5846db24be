import type { FactorSet } from "./factor-set.js";

/** Names under which clients report a provider, and the name that the factor tables have. */
const aliases: Readonly<Record<string, string>> = {
  azure: "azure-openai",
  "azure-ai": "azure-openai",
  azure_openai: "azure-openai",
  azureopenai: "azure-openai",
  azure_ai: "azure-openai",
  "azure.ai.openai": "azure-openai",
  "az.ai.openai": "azure-openai",
  "az.ai.inference": "azure-openai",
  microsoft: "azure-openai",
  copilot: "azure-openai",
  chatgpt: "openai",
  "chat.openai.com": "openai",
  "chatgpt.com": "openai",
  "api.openai.com": "openai",
  claude: "anthropic",
  "claude.ai": "anthropic",
  "api.anthropic.com": "anthropic",
  aws: "amazon",
  bedrock: "amazon",
  "aws.bedrock": "amazon",
  "aws-bedrock": "amazon",
  "amazon-bedrock": "amazon",
  "bedrock-converse": "amazon",
  sagemaker: "amazon",
  "amazon-sagemaker": "amazon",
  gemini: "google",
  "gcp.gemini": "google",
  "gcp.gen_ai": "google",
  "google-ai-studio": "google",
  "google-genai": "google",
  "google-gemini": "google",
  "google-generativeai": "google",
  "google-generative-ai": "google",
  "gemini.google.com": "google",
  vertex: "vertex-ai",
  "google.vertex": "vertex-ai",
  vertexai: "vertex-ai",
  vertex_ai: "vertex-ai",
  "gcp.vertex_ai": "vertex-ai",
  "google-vertex": "vertex-ai",
  "google-vertexai": "vertex-ai",
  "google-vertex-ai": "vertex-ai",
  "google-cloud-vertex-ai": "vertex-ai",
  mistralai: "mistral",
  mistral_ai: "mistral",
  "mistral-ai": "mistral",
  "chat.mistral.ai": "mistral",
  "x-ai": "xai",
  "x.ai": "xai",
  x_ai: "xai",
  grok: "xai",
  "meta-llama": "meta",
  llama: "meta",
  "chat.deepseek.com": "deepseek",
  alibaba: "qwen",
  dashscope: "qwen",
  "alibaba-cloud": "qwen",
  cohere_chat: "cohere",
  "api.cohere.com": "cohere",
  // Who runs machines of their own, or whose customers choose a cloud
  together: "together-ai",
  together_ai: "together-ai",
  togetherai: "together-ai",
  fireworks_ai: "fireworks",
  "fireworks-ai": "fireworks",
  moonshotai: "moonshot",
  "moonshot-ai": "moonshot",
  kimi: "moonshot",
  "z-ai": "zai",
  "z.ai": "zai",
  zhipu: "zai",
  zhipuai: "zai",
  bigmodel: "zai",
  minimaxai: "minimax",
  "stepfun-ai": "stepfun",
  xiaomi_mimo: "xiaomi",
  bytedance: "volcengine",
  ark: "volcengine",
  github_copilot: "github-copilot",
  githubcopilot: "github-copilot",
  github: "github-copilot",
  lambda_ai: "lambda",
  "lambda-ai": "lambda",
  "perplexity-ai": "perplexity",
  perplexityai: "perplexity",
  nebius_ai: "nebius",
  ovh: "ovhcloud",
  novita_ai: "novita",
  "novita-ai": "novita",
  hunyuan: "tencent",
  aleph_alpha: "aleph-alpha",
  yandexgpt: "yandex",
  ibm: "watsonx",
  watsonx_text: "watsonx",
  oracle: "oci",
  vercel_ai_gateway: "vercel",
  "vercel-ai-gateway": "vercel",
  gateway: "vercel",
  "workers-ai": "cloudflare",
  ai21_chat: "ai21",
  ollama: "self-hosted",
  vllm: "self-hosted",
  "hosted-vllm": "self-hosted",
  "lm-studio": "self-hosted",
  lmstudio: "self-hosted",
  "llama-cpp": "self-hosted",
  "llama.cpp": "self-hosted",
  llamacpp: "self-hosted",
  llamafile: "self-hosted",
  localai: "self-hosted",
  sglang: "self-hosted",
  "text-generation-inference": "self-hosted",
  tgi: "self-hosted",
  xinference: "self-hosted",
  "self-hosted": "self-hosted",
  localhost: "self-hosted",
  local: "self-hosted",
};

const known: ReadonlySet<string> = new Set(Object.values(aliases));

/** What SDKs and gateways put behind a provider's name: openai.chat, google.generative-ai, bedrock_converse. */
const sdkSuffix = /\.(chat|responses|messages|completions?|embeddings?|generative-ai)$|[-_](beta|converse|text|chat)$/;

const knownName = (name: string): string | undefined =>
  known.has(name) ? name : Object.hasOwn(aliases, name) ? aliases[name] : undefined;

/** Whether a canonical name is one that the tables or the list of spellings have. */
export const isKnownProvider = ({ hosts }: Pick<FactorSet, "hosts">, provider: string): boolean =>
  known.has(provider) || Object.hasOwn(hosts, provider);

/** Spaces and underscores, for which others write hyphens. */
const gaps = /[\s_]+/g;

/**
 * The name of a provider in the factor tables, whatever its spelling: amazon_bedrock, Amazon Bedrock, amazon-bedrock. Of an unknown
 * one its own, in lower case.
 */
export function canonicalProvider(name: string): string {
  const lower = name.trim().toLowerCase();
  const bare = lower.replace(sdkSuffix, "");
  return (
    knownName(lower) ??
    knownName(bare) ??
    knownName(lower.replace(gaps, "-")) ??
    knownName(bare.replace(gaps, "-")) ??
    lower
  );
}
