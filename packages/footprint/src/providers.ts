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
  gemini: "google",
  "gcp.gemini": "google",
  "gcp.gen_ai": "google",
  "google-ai-studio": "google",
  "gemini.google.com": "google",
  vertex: "vertex-ai",
  "google.vertex": "vertex-ai",
  vertexai: "vertex-ai",
  vertex_ai: "vertex-ai",
  "gcp.vertex_ai": "vertex-ai",
  "google-vertex": "vertex-ai",
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
  ollama: "self-hosted",
  vllm: "self-hosted",
  "lm-studio": "self-hosted",
  localhost: "self-hosted",
  local: "self-hosted",
};

const known: ReadonlySet<string> = new Set(Object.values(aliases));

/** What SDKs and gateways put behind a provider's name: openai.chat, google.generative-ai, bedrock_converse. */
const sdkSuffix = /\.(chat|responses|messages|completions?|embeddings?|generative-ai)$|[-_](beta|converse|text|chat)$/;

/** The name of a provider in the factor tables; of an unknown one its own, in lower case. */
export function canonicalProvider(name: string): string {
  const lower = name.trim().toLowerCase();
  if (known.has(lower)) return lower;
  if (Object.hasOwn(aliases, lower)) return aliases[lower] as string;
  const bare = lower.replace(sdkSuffix, "");
  if (known.has(bare)) return bare;
  return Object.hasOwn(aliases, bare) ? (aliases[bare] as string) : lower;
}
