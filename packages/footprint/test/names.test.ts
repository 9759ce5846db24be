import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseCsv } from "../scripts/csv.js";
import {
  type Band,
  canonicalModel,
  canonicalPlace,
  canonicalProvider,
  canonicalRegion,
  estimate,
  loadDefaultFactorSet,
} from "../src/index.js";

const factors = loadDefaultFactorSet();
/** The day of the table of reported names. */
const day = Date.parse("2026-11-30");

const reported = readFileSync(join(import.meta.dirname, "reported-models.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split(/ +/) as [provider: string, name: string, model: string]);

describe(`${reported.length} names as they are reported`, () => {
  const judge = (provider: string, name: string): string => {
    const { model, known, supported } = canonicalModel(factors, canonicalProvider(provider), name, day);
    if (!supported) return "unsupported";
    if (model.startsWith("embedding:")) return "embedding";
    return known ? model : "unlisted";
  };

  test.each([
    ["as they are", (name: string) => name],
    ["in upper case", (name: string) => name.toUpperCase()],
    ["with blanks around", (name: string) => ` ${name} `],
  ])("%s", (_how, write) => {
    const wrong = reported.filter(([provider, name, model]) => judge(provider, write(name)) !== model);
    expect(wrong.map(([provider, name]) => [provider, name, judge(provider, write(name))])).toEqual([]);
  });

  test("every name is in the table once", () => {
    expect(new Set(reported.map(([provider, name]) => `${provider} ${name}`)).size).toBe(reported.length);
  });

  test("of unlisted ones the flag says what stands in; embeddings without a size cost what class:small does", () => {
    const standIns = ["model_by_size", "model_by_family", "unknown_model"];
    const classSmall = factors.modelById.get("class:small") as (typeof factors.models)[number];
    // Machines of one's own take more: see serving.
    for (const [provider, name, model] of reported.filter(([host]) => canonicalProvider(host) !== "self-hosted")) {
      const { values, flags } = estimate({ provider, model: name, tokensIn: 1_000, tokensOut: 0 }, factors);
      if (model === "unlisted")
        expect(
          flags.filter((flag) => standIns.includes(flag)),
          name,
        ).toHaveLength(1);
      if (model === "embedding" && flags.includes("unknown_model"))
        expect(values?.kwhIt[1], name).toBeCloseTo(classSmall.in[1] / 1e3, 12);
    }
  });
});

test("every listed model, alias and family is read as itself, in every spelling of its version", () => {
  const wrong: string[] = [];
  for (const { id, provider } of factors.models) {
    const { model, known } = canonicalModel(factors, "acme", id);
    const rolls = factors.naming?.rolling.some(([name]) => name === id);
    if (!rolls && (model !== id || known !== (provider !== "*"))) wrong.push(`${id}: ${model}`);
    if (provider === "*" || rolls) continue;
    for (const spelling of [
      id.replaceAll(".", "-"),
      id.replaceAll(".", "_"),
      id.replaceAll(/(\d)\.(?=\d)/g, "$1p"),
      `vendor/${id}`,
    ])
      if (canonicalModel(factors, "acme", spelling).model !== id) wrong.push(spelling);
  }
  expect(wrong).toEqual([]);
});

describe("names of public lists", () => {
  const rows = parseCsv(readFileSync(join(import.meta.dirname, "public-names.csv"), "utf8")) as Record<
    "provider" | "name" | "kind",
    string
  >[];
  const judged = rows.map((row) => {
    const provider = canonicalProvider(row.provider || "unknown");
    const { model, known, supported } = canonicalModel(factors, provider, row.name, day);
    const flags = estimate({ provider, model: row.name, tokensIn: 1, tokensOut: 1, timeMs: day }, factors).flags;
    return { ...row, provider, model, known, supported, isClass: flags.includes("unknown_model") };
  });
  const writes = (kind: string) => ["chat", "responses", "completion"].includes(kind);

  test("97 of 100 names of models that write text get better than a class", () => {
    const texts = judged.filter(
      ({ kind, supported, model }) => writes(kind) && supported && !model.startsWith("embedding:"),
    );
    expect(texts.length).toBeGreaterThan(3_500);
    const share = 1 - texts.filter(({ isClass }) => isClass).length / texts.length;
    console.log(`${texts.length} names, ${(share * 100).toFixed(1)} % better than a class`);
    expect(share).toBeGreaterThanOrEqual(0.97);
  });

  /** Lists call chat what answers in that API, though it draws, speaks or listens. */
  const saysMedia = /image|audio|tts|live|lyria|banana|ocr|flux|sam-|realtime|pegasus|embed/;
  const kinds: Readonly<Record<string, readonly string[]>> = {
    text: ["chat", "responses", "completion", "decisions", "evaluation", "guardrail", "extraction"],
    embedding: ["embedding", "rerank"],
    unsupported: [
      ...["audio", "audio_speech", "audio_transcription", "image", "image_edit", "image_generation"],
      ...["moderation", "ocr", "realtime", "video", "video_generation"],
    ],
  };

  test("99 of 100 are of the right kind", () => {
    const kindOf = ({ supported, model }: (typeof judged)[number]) =>
      !supported ? "unsupported" : model.startsWith("embedding:") ? "embedding" : "text";
    const wanted = new Map(Object.entries(kinds).flatMap(([kind, listed]) => listed.map((name) => [name, kind])));
    const all = judged.filter(({ kind }) => wanted.has(kind));
    const wrong = all.filter((row) => kindOf(row) !== wanted.get(row.kind));
    const ours = wrong.filter(({ kind, name }) => !(writes(kind) && saysMedia.test(name)));
    console.log(
      `${all.length} names, ${wrong.length} of another kind than the list says, ${ours.length} of them not by the list's own fault`,
    );
    expect(ours.length / all.length).toBeLessThan(0.005);
    expect(wrong.length / all.length).toBeLessThan(0.02);
  });

  test("one model has one name: what is put around it does not change it", () => {
    const around: readonly (readonly [string, (name: string) => string])[] = [
      ["upper case", (name) => name.toUpperCase()],
      ["a gateway", (name) => `openrouter/${name}`],
      ["a day", (name) => `${name}-2026-03-05`],
      ["a day of eight digits", (name) => `${name}@20260305`],
      ["a context", (name) => `${name}[1m]`],
      ["a tag", (name) => `${name}:free`],
      ["a batch", (name) => `${name}:batch`],
      ["a quantisation", (name) => `${name}-FP8`],
      ["blanks", (name) => `  ${name} `],
      ["a path", (name) => `accounts/fireworks/models/${name}`],
    ];
    const settled = new Set(factors.naming?.rolling.flatMap(([name]) => name));
    // Where a date is the version, another date is another model.
    const dated =
      /mistral|mixtral|ministral|magistral|codestral|mathstral|pixtral|devstral|voxtral|leanstral|command|c4ai/;
    const plain = [
      ...new Set(judged.filter(({ known, model }) => known && !settled.has(model)).map(({ model }) => model)),
    ];
    expect(plain.length).toBeGreaterThan(200);
    const wrong: string[] = [];
    for (const model of plain)
      for (const [what, put] of around) {
        if (what === "a day" && dated.test(model)) continue;
        const got = canonicalModel(factors, "acme", put(model), day).model;
        if (got !== model) wrong.push(`${put(model)} (${what}): ${got}`);
      }
    expect(wrong).toEqual([]);
  });

  test("canonical names are their own: reading one again changes nothing", () => {
    const wrong = judged
      .filter(({ supported, model }) => supported && !model.startsWith("embedding:"))
      .filter(
        ({ provider, model }) =>
          provider !== "azure-openai" && canonicalModel(factors, provider, model, day).model !== model,
      )
      .filter(({ model }) => !factors.naming?.rolling.some(([name]) => name === model));
    expect([
      ...new Set(
        wrong.map(({ model, provider }) => `${model}: ${canonicalModel(factors, provider, model, day).model}`),
      ),
    ]).toEqual([]);
  });
});

describe("names of lists that took no part in making the rules", () => {
  const rows = parseCsv(readFileSync(join(import.meta.dirname, "held-out-names.csv"), "utf8")) as Record<
    "provider" | "name" | "writes" | "list",
    string
  >[];
  const judged = rows.map((row) => {
    const { model, known, supported } = canonicalModel(factors, canonicalProvider(row.provider), row.name, day);
    const flags = estimate({ ...row, model: row.name, tokensIn: 1, tokensOut: 1, timeMs: day }, factors).flags;
    return { ...row, model, known, supported, isClass: flags.includes("unknown_model") };
  });

  test.each(["models.dev 2026-07-02", "genai-prices 0.2.3"])("%s: 97 of 100 get better than a class", (list) => {
    const texts = judged.filter((row) => row.list === list && row.supported && !row.model.startsWith("embedding:"));
    expect(texts.length).toBeGreaterThan(1_400);
    const share = 1 - texts.filter(({ isClass }) => isClass).length / texts.length;
    console.log(`${list}: ${texts.length} names, ${(share * 100).toFixed(1)} % better than a class`);
    expect(share).toBeGreaterThanOrEqual(0.97);
  });

  test("99 of 100 that write nothing but text, or none, are of the right kind", () => {
    // A list says of what draws and of what hears that it writes text, too: those are unsupported by their name.
    const media = /image|audio|whisper|ocr|asr|transcri|realtime|voice|stt|tts|video|lyria|banana|turn|aura|speak/i;
    const sure = judged.filter(({ writes, name }) => /^(text|image|video|audio)$/.test(writes) && !media.test(name));
    expect(sure.length).toBeGreaterThan(3_500);
    const wrong = sure.filter(({ writes, supported }) => (writes === "text") !== supported);
    console.log(`${sure.length} names, of another kind: ${wrong.map(({ name }) => name).join(" ")}`);
    expect(wrong.length / sure.length).toBeLessThan(0.01);
  });

  test("a number in a listed model's name stands in what was reported, unless a list says that they are one", () => {
    // What a maker or a list declares to be another name of a model, and rolling names.
    const declared = new Set([
      ...factors.models.flatMap(({ aliases }) => aliases),
      ...(factors.naming?.aliases.map(([name]) => name) ?? []),
      ...(factors.naming?.rolling.map(([name]) => name) ?? []),
    ]);
    const last = (name: string) => (name.toLowerCase().split("/").at(-1) as string).replaceAll(/[^a-z0-9]/g, "");
    const digits = (name: string) => name.replaceAll(/[^0-9]/g, "");
    const declaredNames = [...declared].map(last).filter((name) => name.length > 3);
    const wrong = judged
      .filter(({ known }) => known)
      .filter(
        ({ name, model }) =>
          !digits(name).includes(digits(model)) && !declaredNames.some((alias) => last(name).includes(alias)),
      );
    expect(wrong.map(({ name, model }) => `${name}: ${model}`)).toEqual([]);
  });
});

test.each([
  ["acme", "acme-gpt-5.5", "gpt-5.5"],
  ["gitlab", "duo-chat-opus-4-7", "claude-opus-4-7"],
  ["venice", "zai-org-glm-4.7-flash", "glm-4.7-flash"],
  ["acme", "sonnet-4.5", "claude-sonnet-4-5"],
  // Words that make it another model.
  ["acme", "mini-gpt-5.5", undefined],
  ["acme", "distilled-gpt-5.5", undefined],
  ["acme", "uncensored-glm-5.1", undefined],
  ["acme", "acme-gpt-5.5-heretic", undefined],
  ["acme", "acme-chat", undefined],
  ["meituan", "longcat-flash-lite", "longcat-flash-lite"],
  ["acme", "glm-5.1-lite", undefined],
])("behind a word of %s's own: %s", (provider, name, model) => {
  const resolved = canonicalModel(factors, provider, name);
  expect(resolved.known ? resolved.model : undefined).toBe(model);
});

test.each([
  // A version, a variant or a size that is left over is another model.
  ["azure-openai", "claude-opus-4-9"],
  ["azure-openai", "gpt-5.4-pico"],
  ["azure-openai", "gpt-5-9"],
  ["azure-openai", "gpt-4o-mini-high-9b"],
  ["copilot", "o3-deepest"],
  ["azure-openai", "grok-4-9-fast"],
  ["azure-openai", "mistral-large-9"],
  ["openai", "gpt-4.1-micro"],
  ["anthropic", "claude-opus-4-9"],
  ["vertex-ai", "gemini-2.5-flash-ultralite"],
])("%s %s is no listed model", (provider, name) => {
  expect(canonicalModel(factors, canonicalProvider(provider), name).known).toBe(false);
});

test("a rolling name means what it meant at the time of the event", () => {
  const at = (name: string, time: string) => canonicalModel(factors, "acme", name, Date.parse(time)).model;
  expect(at("claude-opus-latest", "2025-06-01")).toBe("claude-opus-4");
  expect(at("claude-opus-latest", "2026-05-28T12:00:00Z")).toBe("claude-opus-4-8");
  expect(at("vertex_ai/claude-opus-latest", "2026-11-30")).toBe("claude-opus-5-5");
  expect(at("gemini-flash-latest", "2025-09-01")).toBe("gemini-2.5-flash");
  expect(at("gemini-flash-latest", "2026-11-30")).toBe("gemini-3.8-flash");
  expect(at("deepseek-chat", "2025-01-15")).toBe("deepseek-v3");
  expect(at("deepseek/deepseek-chat", "2026-11-30")).toBe("deepseek-v4-flash");
  expect(at("mistral-large-latest", "2025-06-01")).toBe("mistral-large-2411");
  // Before anybody could know it, the first that is known.
  expect(at("kimi-latest", "2020-01-01")).toBe("kimi-k2");
  // A snapshot of a day is what the name meant on that day.
  expect(at("qwen-max-2025-01-25", "2026-11-30")).toBe("qwen2.5-max");
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
  ["mistral", "mistral-large-latest", "mistral-large-4"],
  ["azure-openai", "gpt-35-turbo", "gpt-3.5-turbo"],
  ["azure-openai", "prod-gpt-4o-eu", "gpt-4o"],
  ["azure-openai", "gpt-4o-mini-deployment-2", "gpt-4o-mini"],
  ["deepseek", "deepseek-reasoner", "deepseek-v4-flash"],
  ["openrouter", "deepseek/deepseek-r1:free", "deepseek-r1"],
  ["openrouter", "anthropic/claude-3.7-sonnet:thinking", "claude-3-7-sonnet"],
  ["self-hosted", "Qwen/Qwen3-32B", "qwen3-32b"],
  ["self-hosted", "llama3.1:8b-instruct-q4_0", "llama-3.1-8b-instruct"],
])("%s %s is %s", (provider, reported, model) => {
  expect(canonicalModel(factors, provider, reported)).toEqual({ model, known: true, supported: true });
});

test.each([
  ["openai", "gpt-9"],
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
      // Every cloud has its EU: an area is named with its cloud.
      if (factors.grids[key]?.spread !== undefined && key.includes("/")) {
        expect(at(key), key).toBe(key);
        expect(at(key.replace("/", "_").toUpperCase()), key).toBe(key);
        continue;
      }
      const spellings = [key, key.toLowerCase(), key.toUpperCase(), ` ${key} `];
      const [cloud, region] = key.split("/") as [string, string | undefined];
      if (region !== undefined) {
        spellings.push(region, region.toUpperCase(), `${cloud}:${region}`, `${cloud}-${region}`);
        expect(at(region, cloud), key).toBe(key);
        expect(at(region, cloud.toUpperCase()), key).toBe(key);
      } else if (key.startsWith("US-")) spellings.push(key.slice(3), `eGRID-${key.slice(3)}`);
      for (const spelling of spellings) expect(at(spelling), spelling).toBe(key);
    }
    const regions = keys.filter((key) => factors.grids[key]?.country !== undefined);
    expect(regions.filter((key) => key.startsWith("aws/")).length).toBe(46);
    expect(regions.filter((key) => key.startsWith("azure/")).length).toBe(69);
    expect(regions.filter((key) => key.startsWith("gcp/")).length).toBe(45);
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
    ["us", "gcp", "gcp/us"],
    // As clouds print them.
    ["US East (N. Virginia)", undefined, "aws/us-east-1"],
    ["Europe (Frankfurt)", undefined, "aws/eu-central-1"],
    ["South America (São Paulo)", undefined, "aws/sa-east-1"],
    ["Canada (Central)", undefined, "aws/ca-central-1"],
    ["(US) East US", undefined, "azure/eastus"],
    ["europe-west4 (Netherlands)", undefined, "gcp/europe-west4"],
    ["AZURE_WESTEUROPE", undefined, "azure/westeurope"],
    ["AWS_US_WEST_2", undefined, "aws/us-west-2"],
    ["AZURE_EU", undefined, "azure/eu"],
    ["Frankfurt", undefined, "DEU"],
    ["Frankfurt", "gcp", "gcp/europe-west3"],
    ["SE3", undefined, "SWE"],
    ["NO1", undefined, "NOR"],
    ["DK2", undefined, "DNK"],
    ["constructor", undefined, ""],
    ["", undefined, ""],
    [undefined, undefined, ""],
  ])("%s of %s is %s", (region, cloud, key) => {
    expect(at(region, cloud)).toBe(key);
  });
});

describe("places", () => {
  const at = (provider: string, model: string, region?: string) => canonicalPlace(factors, { provider, model, region });

  test.each([
    // The profile computes where it says, not where it was called.
    ["amazon", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", "eu-north-1", "aws/global"],
    ["amazon", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "us-east-1", "aws/eu"],
    ["amazon", "arn:aws:bedrock:us-east-1:1:inference-profile/jp.anthropic.claude-opus-5", "us-east-1", "aws/jp"],
    ["amazon", "arn:aws:bedrock:eu-west-3::foundation-model/anthropic.claude-3-haiku", undefined, "aws/eu-west-3"],
    ["openrouter", "bedrock/eu-central-1/anthropic.claude-3-haiku", undefined, "aws/eu-central-1"],
    ["azure-openai", "azure/eu/gpt-4o", "eastus", "azure/eu"],
    ["azure-openai", "gpt-4o", "GlobalStandard", "azure/global"],
    ["azure-openai", "gpt-4o", "Data Zone Standard (EU)", "azure/eu"],
    ["azure-openai", "gpt-4o", "swedencentral", "azure/swedencentral"],
    [
      "vertex-ai",
      "projects/p/locations/europe-west1/publishers/google/models/gemini-2.5-pro",
      undefined,
      "gcp/europe-west1",
    ],
    ["vertex-ai", "projects/p/locations/global/publishers/google/models/gemini-2.5-pro", "us-central1", "gcp/global"],
    ["anthropic", "claude-opus-5", "us", "USA"],
    ["openai", "gpt-4o", undefined, ""],
    ["constructor", "eu.", "constructor", ""],
  ])("%s %s in %s is computed in %s", (provider, model, region, place) => {
    expect(at(provider, model, region)).toBe(place);
  });

  test("where the place is a guess, the bounds are those of the grids that it may be", () => {
    const intensity = (provider: string, region?: string) => {
      const { values } = estimate(
        { provider, model: "gpt-4o", tokensIn: 0, tokensOut: 1_000, ...(region === undefined ? {} : { region }) },
        factors,
      );
      const [low, central, high] = values?.kgco2eLb as Band;
      return { ratio: high / low, central: (central / (values?.kwhFacility[1] as number)) * 1_000 };
    };
    const known = intensity("azure-openai", "swedencentral").ratio;
    for (const host of Object.keys(factors.hosts)) expect(intensity(host).ratio, host).toBeGreaterThan(known);
    expect(intensity("somebody").ratio).toBeGreaterThan(30);
    // A global call from Stockholm is not computed on Sweden's grid.
    expect(intensity("azure-openai", "GlobalStandard").central).toBeGreaterThan(250);
  });

  test("a fleet's market-based factor is never above the location-based one", () => {
    for (const region of ["", ...Object.keys(factors.grids)]) {
      const { values } = estimate(
        { provider: "google", model: "gemini-2.5-flash", tokensIn: 0, tokensOut: 1_000, region },
        factors,
      );
      const market = values?.kgco2eMb?.[1];
      if (market !== undefined) expect(market, region).toBeLessThanOrEqual(values?.kgco2eLb[1] as number);
    }
    expect(
      estimate(
        { provider: "google", model: "gemini-2.5-flash", tokensIn: 0, tokensOut: 1, region: "europe-north1" },
        factors,
      ).values?.kgco2eMb,
    ).toBeUndefined();
  });
});
