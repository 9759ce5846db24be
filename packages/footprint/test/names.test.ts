import { expect, test } from "vitest";
import { canonicalModel, canonicalProvider, canonicalRegion, loadDefaultFactorSet } from "../src/index.js";

const factors = loadDefaultFactorSet();

test.each([
  ["openai", "openai/gpt-4o-2024-08-06", "gpt-4o"],
  ["openai", "GPT-4o-mini", "gpt-4o-mini"],
  ["openai", "gpt-4o-mini-2024-07-18", "gpt-4o-mini"],
  ["openai", "gpt-5-chat-latest", "gpt-5"],
  ["openai", "o3-2025-04-16", "o3"],
  ["openai", "gpt-4-0125-preview", "gpt-4-turbo"],
  ["anthropic", "claude-3-5-sonnet-latest", "claude-3-5-sonnet"],
  ["anthropic", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5"],
  ["anthropic", "claude-sonnet-4.5", "claude-sonnet-4-5"],
  ["amazon", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"],
  ["amazon", "anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku"],
  ["amazon", "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku"],
  [
    "amazon",
    "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-1-20250805-v1:0",
    "claude-opus-4-1",
  ],
  ["amazon", "eu.amazon.nova-lite-v1:0", "nova-lite"],
  ["amazon", "meta.llama3-1-70b-instruct-v1:0", "llama-3.1-70b-instruct"],
  ["google", "models/gemini-2.5-flash", "gemini-2.5-flash"],
  ["google", "gemini-2.5-flash-preview-05-20", "gemini-2.5-flash"],
  ["vertex-ai", "publishers/google/models/gemini-2.5-pro", "gemini-2.5-pro"],
  ["vertex-ai", "claude-sonnet-4-5@20250929", "claude-sonnet-4-5"],
  ["vertex-ai", "projects/p/locations/us-central1/publishers/google/models/gemini-2.0-flash-001", "gemini-2.0-flash"],
  ["mistral", "mistral-large-latest", "mistral-large-2411"],
  ["azure-openai", "gpt-35-turbo", "gpt-3.5-turbo"],
  ["azure-openai", "prod-gpt-4o-eu", "gpt-4o"],
  ["azure-openai", "gpt-4o-mini-deployment-2", "gpt-4o-mini"],
  ["deepseek", "deepseek-reasoner", "deepseek-r1"],
  ["openrouter", "deepseek/deepseek-r1:free", "deepseek-r1"],
  ["openrouter", "anthropic/claude-3.7-sonnet:thinking", "claude-3-7-sonnet"],
  ["self-hosted", "Qwen/Qwen3-32B", "qwen3-32b"],
  ["self-hosted", "llama3.1:8b-instruct-q4_0", "llama-3.1-8b-instruct"],
])("%s %s is %s", (provider, reported, model) => {
  expect(canonicalModel(factors, provider, reported)).toEqual({ model, known: true, supported: true });
});

test.each([
  ["openai", "gpt-9"],
  ["openai", "gpt-4.5-preview"],
  ["openai", "gpt-4o-finetuned-by-us"],
  ["azure-openai", "team-chat"],
  ["acme", "House-Model-7"],
  ["anthropic", "claude"],
  ["openai", "class:small"],
])("%s %s is not known", (provider, reported) => {
  expect(canonicalModel(factors, provider, reported)).toEqual({
    model: reported.toLowerCase(),
    known: false,
    supported: true,
  });
});

test.each([
  "dall-e-3",
  "gpt-image-1",
  "whisper-1",
  "imagen-4.0-generate-001",
  "openai/sora-2",
  "tts-1-hd",
])("%s is not supported", (reported) => {
  expect(canonicalModel(factors, "openai", reported).supported).toBe(false);
});

test("an embedding is a small model's input", () => {
  expect(canonicalModel(factors, "openai", "text-embedding-3-small").model).toBe("embedding:text-embedding-3-small");
});

test("invented names do not fill the memory", () => {
  for (let index = 0; index < 30_000; index += 1) canonicalModel(factors, "acme", `m${index}`);
  expect(canonicalModel(factors, "openai", "gpt-4o").known).toBe(true);
});

test.each([
  ["OpenAI", "openai"],
  ["azure", "azure-openai"],
  ["AWS.Bedrock", "amazon"],
  ["vertex_ai", "vertex-ai"],
  ["acme", "acme"],
  ["constructor", "constructor"],
])("provider %s is %s", (reported, provider) => {
  expect(canonicalProvider(reported)).toBe(provider);
});

test.each([
  ["us-east-1", undefined, "aws/us-east-1"],
  ["US-East-1a", undefined, "aws/us-east-1"],
  ["swedencentral", "azure", "azure/swedencentral"],
  ["Sweden Central", "azure", "azure/swedencentral"],
  ["europe-west1", undefined, "gcp/europe-west1"],
  ["europe-west1-b", undefined, "gcp/europe-west1"],
  ["aws/eu-central-1", undefined, "aws/eu-central-1"],
  ["azure:eastus2", undefined, "azure/eastus2"],
  ["DE", undefined, "DEU"],
  ["deu", undefined, "DEU"],
  ["uk", undefined, "GBR"],
  ["CAMX", undefined, "US-CAMX"],
  ["US-CAMX", undefined, "US-CAMX"],
  ["CN-North", undefined, "CN-North"],
  ["Beijing", undefined, "CN-Beijing"],
  ["CN", undefined, "CHN"],
  ["US-CAL-CISO", undefined, "USA"],
  ["DE-LU", undefined, "DEU"],
  ["EU", undefined, "EU"],
  ["world", undefined, "WORLD"],
  ["atlantis", undefined, ""],
  ["", undefined, ""],
  [undefined, undefined, ""],
])("region %s of %s is %s", (region, cloud, key) => {
  expect(canonicalRegion(factors, region, cloud)).toBe(key);
});
