import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { canonicalModel, canonicalProvider, canonicalRegion, estimate, loadDefaultFactorSet } from "../src/index.js";

const factors = loadDefaultFactorSet();

const reported = readFileSync(join(import.meta.dirname, "reported-models.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split(/ +/) as [provider: string, name: string, model: string]);

describe(`${reported.length} names as they are reported`, () => {
  const judge = (provider: string, name: string): string => {
    const { model, known, supported } = canonicalModel(factors, canonicalProvider(provider), name);
    if (!supported) return "unsupported";
    if (model.startsWith("embedding:")) return "embedding";
    return known ? model : "unknown";
  };

  test.each([
    ["as they are", (name: string) => name],
    ["in upper case", (name: string) => name.toUpperCase()],
    ["with blanks around", (name: string) => ` ${name} `],
  ])("%s", (_how, write) => {
    const wrong = reported.filter(([provider, name, model]) => judge(provider, write(name)) !== model);
    expect(wrong.map(([provider, name]) => [provider, name, judge(provider, write(name))])).toEqual([]);
  });

  test("every listed model is reported by some name, and every name is in the table once", () => {
    const found = new Set(reported.map(([, , model]) => model));
    const listed = factors.models.filter(({ provider }) => provider !== "*").map(({ id }) => id);
    expect(listed.filter((id) => !found.has(id))).toEqual([]);
    expect(new Set(reported.map(([provider, name]) => `${provider} ${name}`)).size).toBe(reported.length);
  });

  test("unknown ones cost what class:large does, in tier D, and say so; embeddings what class:small does", () => {
    const price = (provider: string, model: string) => {
      const { values, tier, flags } = estimate({ provider, model, tokensIn: 1_000, tokensOut: 100 }, factors);
      return { kwhIt: values?.kwhIt, tier, unknown: flags.includes("unknown_model") };
    };
    const of = (id: string) => factors.modelById.get(id);
    for (const [provider, name, model] of reported) {
      if (model !== "unknown" && model !== "embedding") continue;
      const stand = of(model === "unknown" ? "class:large" : "class:small");
      const central = ((stand?.out[1] as number) * 100 + (stand?.in[1] as number) * 1_000) / 1e6;
      expect(price(provider, name), name).toMatchObject({ tier: "D", unknown: true });
      expect(price(provider, name).kwhIt?.[1], name).toBeCloseTo(central, 12);
    }
  });
});

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
  ["openai.chat", "openai"],
  ["google.generative-ai", "google"],
  ["google.vertex.chat", "vertex-ai"],
  ["bedrock_converse", "amazon"],
  ["vertex_ai_beta", "vertex-ai"],
  ["cohere_chat", "cohere"],
  ["acme", "acme"],
  ["constructor", "constructor"],
])("provider %s is %s", (reported, provider) => {
  expect(canonicalProvider(reported)).toBe(provider);
});

describe("regions", () => {
  const keys = Object.keys(factors.grids);
  const at = (region: string | undefined, cloud?: string) => canonicalRegion(factors, region, cloud);

  test("every region of the tables, in every spelling", () => {
    for (const key of keys) {
      const spellings = [key, key.toLowerCase(), key.toUpperCase(), ` ${key} `];
      const [cloud, region] = key.split("/") as [string, string | undefined];
      if (region !== undefined) {
        spellings.push(region, region.toUpperCase(), `${cloud}:${region}`, `${cloud}-${region}`);
        expect(at(region, cloud), key).toBe(key);
        expect(at(region, cloud.toUpperCase()), key).toBe(key);
      } else if (key.startsWith("US-")) spellings.push(key.slice(3), `eGRID-${key.slice(3)}`);
      for (const spelling of spellings) expect(at(spelling), spelling).toBe(key);
    }
    expect(keys.filter((key) => key.startsWith("aws/")).length).toBe(31);
    expect(keys.filter((key) => key.startsWith("azure/")).length).toBe(34);
    expect(keys.filter((key) => key.startsWith("gcp/")).length).toBe(44);
  });

  test("every country by its code of two letters, as ISO 3166 has it, of three, and by name", () => {
    const english = new Intl.DisplayNames(["en"], { type: "region" });
    const countries = keys.filter((key) => /^[A-Z]{3}$/.test(key));
    expect(countries.length).toBe(69);
    const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
    const codes = letters.flatMap((first) => letters.map((second) => first + second));
    const byCode = new Map(codes.map((code) => [code, at(code)] as const).filter(([, key]) => key.length === 3));
    expect(new Set(byCode.values())).toEqual(new Set(countries));
    const spelledOtherwise = ["HKG", "PHL", "TUR", "TWN", "VNM"];
    for (const [code, key] of byCode)
      if (!spelledOtherwise.includes(key) && code !== "UK") expect(factors.grids[key]?.name).toBe(english.of(code));
    expect(spelledOtherwise.map((key) => [...byCode].find(([, value]) => value === key)?.[0])).toEqual([
      "HK",
      "PH",
      "TR",
      "TW",
      "VN",
    ]);
    for (const key of countries) expect(at(factors.grids[key]?.name)).toBe(key);
  });

  test.each([
    ["us-east-1", undefined, "aws/us-east-1"],
    ["US-East-1a", undefined, "aws/us-east-1"],
    ["swedencentral", "azure", "azure/swedencentral"],
    ["Sweden Central", "azure", "azure/swedencentral"],
    ["East US 2", undefined, "azure/eastus2"],
    ["europe-west1", undefined, "gcp/europe-west1"],
    ["europe-west1-b", undefined, "gcp/europe-west1"],
    ["azure:eastus2", undefined, "azure/eastus2"],
    ["uk", undefined, "GBR"],
    ["germany", undefined, "DEU"],
    ["Turkey", undefined, "TUR"],
    ["CAMX", undefined, "US-CAMX"],
    ["CN-North", undefined, "CN-North"],
    ["Beijing", undefined, "CN-Beijing"],
    ["inner mongolia", undefined, "CN-Inner-Mongolia"],
    ["CN-BJ", undefined, "CN-Beijing"],
    ["CN-HB", undefined, "CHN"],
    ["CN", undefined, "CHN"],
    ["EU", undefined, "EU"],
    ["world", undefined, "WORLD"],
    // Zones and regions that the tables lack stand for their country.
    ["US-CAL-CISO", undefined, "USA"],
    ["US-NE-ISNE", undefined, "USA"],
    ["US-CA", undefined, "USA"],
    ["DE-LU", undefined, "DEU"],
    ["DK-DK1", undefined, "DNK"],
    ["SE-SE3", undefined, "SWE"],
    ["JP-TK", undefined, "JPN"],
    ["AU-NSW", undefined, "AUS"],
    ["BR-CS", undefined, "BRA"],
    ["CA-QC", undefined, "CAN"],
    ["IN-WE", undefined, "IND"],
    ["SA-RC", undefined, "SAU"],
    ["us-east-7", undefined, "USA"],
    ["ca-west-7", undefined, "CAN"],
    ["eu-west-9", undefined, "EU"],
    // What looks like a place of the tables and is none.
    ["sa-east-7", undefined, ""],
    ["ap-south-9", undefined, ""],
    ["north-virginia", undefined, ""],
    ["east", undefined, ""],
    ["Central", undefined, ""],
    ["atlantis", undefined, ""],
    ["us", "gcp", "USA"],
    ["constructor", undefined, ""],
    ["", undefined, ""],
    [undefined, undefined, ""],
  ])("%s of %s is %s", (region, cloud, key) => {
    expect(at(region, cloud)).toBe(key);
  });
});
