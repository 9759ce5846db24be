import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalProvider } from "../src/index.js";

test.each([
  [
    "amazon",
    ["amazon_bedrock", "Amazon Bedrock", "amazon-bedrock", "bedrock", "bedrock_converse", "aws.bedrock", "AWS"],
  ],
  ["vertex-ai", ["google_vertexai", "vertex_ai", "Google Vertex AI", "google.vertex", "vertexai"]],
  ["google", ["google_genai", "google-genai", "gemini", "google.generative-ai", "Google AI Studio", "gcp.gemini"]],
  ["azure-openai", ["azure_openai", "Azure OpenAI", "azure", "azure_ai", "az.ai.openai"]],
  ["self-hosted", ["lm_studio", "LM Studio", "lmstudio", "hosted_vllm", "vllm", "ollama", "ollama_chat", "llama_cpp"]],
  ["mistral", ["mistralai", "mistral_ai", "Mistral AI"]],
])("%s is one provider, however it is spelled", (canonical, spellings) => {
  for (const spelling of spellings) expect(canonicalProvider(spelling), spelling).toBe(canonical);
});

test("a provider that nobody knows keeps its name, and a canonical name is its own", () => {
  expect(canonicalProvider("House of Models")).toBe("house of models");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), (name) => {
      const once = canonicalProvider(name);
      expect(canonicalProvider(once)).toBe(once);
    }),
  );
});
