import { resolveUse } from "@ecomind/footprint";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
}, 240_000);
afterAll(() => api?.stop());

/** Names as clients report them. */
interface Reported {
  readonly provider: string;
  readonly model: string;
  readonly region: string;
}
interface Mapping {
  readonly kind: "model" | "provider" | "region";
  readonly name: string;
  readonly provider?: string | null;
  readonly to: { readonly [Name in keyof Reported]?: Reported[Name] | undefined };
}

/** An event's row, its names resolved as the stream resolves them. */
function rowOf(atMs: number, { provider, model, region }: Reported, fields: object = {}) {
  const timeMs = Math.floor(atMs);
  const names = resolveUse(api.factors, { provider, model, region: region || undefined, timeMs });
  const isEmbedding = names.model.startsWith("embedding:");
  return eventRow(atMs, {
    ...names,
    ...{ model_reported: model, region_reported: region },
    tokens_out: isEmbedding ? 0 : 500,
    ...fields,
  });
}

async function organisation(org: string, minimum = 1) {
  await api.insert("org_settings", [{ org_id: org, minimum_group_size: minimum, updated_at: "2020-01-01 00:00:00" }]);
  const headers = async (role: string) => ({
    authorization: `Bearer ${await api.issuer.token({ sub: `${role} of ${org}`, org_id: org, roles: [role] })}`,
  });
  const admin = await headers("admin");
  return {
    org,
    admin,
    analyst: await headers("analyst"),
    get: async (path: string) => (await api.call(path, { headers: admin })).body,
    put: (body: unknown) => api.call("/v1/name-mappings", { method: "PUT", headers: admin, body }),
  };
}

const dayMs = 86_400_000;
const beginMs = Date.parse("2026-08-20T00:00:00Z");
const range = "from=2026-08-20&to=2026-09-08";

/** Deployments, ARNs, aliases and paths; one that a factor set lists, and one that is resolved by what it holds. */
const spelled = [
  "prod-chat",
  "Team 7 / Chat",
  "/models/ours/v3.gguf",
  "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3d4e5f6",
  "arn:aws:bedrock:eu-west-3:123456789012:provisioned-model/x9y8z7",
  "gpt-4",
  "prod-gpt-4o-eu",
  "我们的模型",
];
const known = [
  "gpt-4o-mini",
  "claude-sonnet-latest",
  "claude-sonnet-4-5",
  "llama-3.3-70b-instruct",
  "text-embedding-3-small",
  "chat-latest",
  "mistral-large-2512",
];
const providers = ["openai", "azure-openai", "amazon", "our gateway", "litellm-proxy"];
const regions = ["", "East US", "eu-central-1", "moon base 1", "DC-Frankfurt", "EU"];
const knownRegions = ["DEU", "aws/us-east-1", "Sweden Central", "eu"];

const reported = fc.record({
  provider: fc.constantFrom(...providers),
  model: fc.constantFrom(...spelled, ...known),
  region: fc.constantFrom(...regions),
});
const option = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const mapping: fc.Arbitrary<Mapping> = fc.oneof(
  fc.record({
    kind: fc.constant("model" as const),
    name: fc.constantFrom(...spelled),
    provider: fc.option(fc.constantFrom(...providers)),
    to: fc.record({
      model: fc.constantFrom(...known),
      provider: option(fc.constantFrom("anthropic", "vertex-ai", "azure-openai")),
      region: option(fc.constantFrom(...knownRegions)),
    }),
  }),
  fc.record({
    kind: fc.constant("provider" as const),
    name: fc.constantFrom("our gateway", "litellm-proxy"),
    to: fc.record({ provider: fc.constantFrom("azure-openai", "amazon", "self-hosted") }),
  }),
  fc.record({
    kind: fc.constant("region" as const),
    name: fc.constantFrom("moon base 1", "DC-Frankfurt", "eu"),
    to: fc.record({ region: fc.constantFrom(...knownRegions) }),
  }),
);

/** What a client would have reported that knew what the mappings say, by their documentation. */
function asMapped(names: Reported, mappings: readonly Mapping[], added: ReadonlyMap<Mapping, string>): Reported {
  const of = (kind: Mapping["kind"], name: string) =>
    mappings.filter((one) => one.kind === kind && one.name.toLowerCase() === name.toLowerCase());
  const models = of("model", names.model);
  const model = models.find(({ provider }) => provider === names.provider) ?? models.find(({ provider }) => !provider);
  return {
    provider: model?.to.provider ?? of("provider", names.provider)[0]?.to.provider ?? names.provider,
    model: model?.to.model ?? names.model,
    region:
      (model && (added.get(model) || model.to.region)) ?? of("region", names.region)[0]?.to.region ?? names.region,
  };
}

const questions = [
  "interval=total",
  "interval=day&tz=Europe/Berlin&group_by=model&group_by=provider",
  "interval=hour&group_by=region",
  "interval=15m&group_by=model&group_by=source",
  "interval=week&group_by=user&group_by=model&top=3",
  "interval=total&group_by=user&top=2",
  "interval=total&group_by=team&group_by=provider",
  "interval=total&group_by=label:project&group_by=region",
  "interval=total&group_by=tier&group_by=model&compare=previous",
  "interval=total&group_by=model&model=gpt-4o-mini&model=claude-sonnet-4-5",
  "interval=total&group_by=provider&not_provider=azure-openai&not_model=gpt-4o",
  "interval=total&group_by=region&region=&region=DEU&region=azure/swedencentral",
];

test("use whose names are mapped counts as if what they mean had been reported", { timeout: 600_000 }, async () => {
  let run = 0;
  const events = fc.array(fc.tuple(fc.nat(19 * 24 * 4), reported, fc.nat(3), fc.nat(2)), {
    minLength: 5,
    maxLength: 30,
  });
  const mappings = fc.uniqueArray(mapping, {
    minLength: 1,
    maxLength: 6,
    selector: ({ kind, name, provider }) => [kind, name, provider ?? ""].join(),
  });
  await fc.assert(
    fc.asyncProperty(events, mappings, async (some, said) => {
      run += 1;
      const mapped = await organisation(`mapped-${run}`);
      const plain = await organisation(`plain-${run}`);
      const fields = (person: number, n: number) => ({
        user_id: `p${person}`,
        team: `t${person % 2}`,
        tokens_in: 900 + 10 * n,
        labels: { project: `l${n}` },
      });
      await api.insert(
        "events",
        some.map(([quarter, names, person, n]) =>
          rowOf(beginMs + quarter * 900_000, names, { org_id: mapped.org, ...fields(person, n) }),
        ),
      );
      const added = new Map<Mapping, string>();
      for (const one of said) {
        const { status, body } = await mapped.put(one);
        expect(status, JSON.stringify({ one, body })).toBe(200);
        added.set(one, body.mapping.to.region ?? "");
      }
      await api.insert(
        "events",
        some.map(([quarter, names, person, n]) => {
          const row = rowOf(beginMs + quarter * 900_000, asMapped(names, said, added), {
            org_id: plain.org,
            ...fields(person, n),
          });
          // What was counted is the same in both.
          const { tokens_out, tokens_out_ramp } = rowOf(0, names);
          return { ...row, tokens_out, tokens_out_ramp };
        }),
      );
      for (const question of questions)
        expect(await mapped.get(`/v1/usage?${range}&${question}`), question).toEqual(
          await plain.get(`/v1/usage?${range}&${question}`),
        );
      const listed = async ({ get }: typeof mapped, more: string) =>
        (await get(`/v1/events?${range}&limit=1000${more}`)).events
          .map(({ ts, user_id, provider, model, region, tokens_in }: Record<string, unknown>) => ({
            ts,
            user_id,
            provider,
            model,
            region,
            tokens_in,
          }))
          .map((row: object) => JSON.stringify(row))
          .sort();
      for (const more of ["", "&model=gpt-4o-mini&model=gpt-4", "&not_region=&provider=azure-openai"])
        expect(await listed(mapped, more), more).toEqual(await listed(plain, more));
      const file = async ({ admin }: typeof mapped, path: string) =>
        (await (await fetch(`${api.url}${path}`, { headers: admin })).text()).replaceAll(/(mapped|plain)-\d+/g, "org");
      const focus = `/v1/usage/export/focus?${range}&format=csv`;
      expect(await file(mapped, focus)).toEqual(await file(plain, focus));
    }),
    { numRuns: 2, seed: 20261130, endOnFailure: true },
  );
});

test("a mapping holds from the next question on, is told with its place, and is taken back", async () => {
  const { org, get, put, admin, analyst } = await organisation("changes");
  const at = beginMs + dayMs;
  await api.insert("events", [
    rowOf(at, { provider: "openai", model: "Prod-Chat", region: "" }, { org_id: org }),
    rowOf(at, { provider: "amazon", model: "prod-chat", region: "" }, { org_id: org }),
  ]);
  const models = async () =>
    (await get(`/v1/usage?${range}&group_by=model&group_by=provider`)).rows.map((row: { group: string[] }) =>
      row.group.join(),
    );
  const etag = async () =>
    (await fetch(`${api.url}/v1/usage?${range}&group_by=model`, { headers: admin })).headers.get("etag");
  const before = await etag();
  expect(await models()).toEqual(["prod-chat,amazon", "prod-chat,openai"]);
  const first = await put({ kind: "model", name: "PROD-chat", to: { model: "GPT-4o-mini" } });
  expect(first.body).toMatchObject({
    mapping: {
      kind: "model",
      name: "prod-chat",
      provider: null,
      to: { model: "GPT-4o-mini", provider: null, region: null },
    },
    counts_as: { model: "gpt-4o-mini", model_known: true },
  });
  expect(await models()).toEqual(["gpt-4o-mini,amazon", "gpt-4o-mini,openai"]);
  expect(await etag()).not.toBe(before);
  // One of a provider goes before one of any.
  await put({
    kind: "model",
    name: "prod-chat",
    provider: "Amazon Bedrock",
    to: { model: "claude-haiku-4-5", region: "eu-central-1" },
  });
  expect(await models()).toEqual(["claude-haiku-4-5,amazon", "gpt-4o-mini,openai"]);
  const [event] = (await get(`/v1/events?${range}&provider=amazon`)).events;
  expect(event).toMatchObject({ model: "claude-haiku-4-5", model_reported: "prod-chat", region: "aws/eu-central-1" });
  const one = await get(`/v1/footprint/${event.id}`);
  expect(one.event).toMatchObject({ model: "claude-haiku-4-5", region: "aws/eu-central-1" });
  const { mappings } = (await api.call("/v1/name-mappings", { headers: analyst })).body;
  expect(mappings).toMatchObject([{ provider: null }, { provider: "amazon", updated_by: `admin of ${org}` }]);
  const removed = await api.call(`/v1/name-mappings/${mappings[1].mapping_id}`, { method: "DELETE", headers: admin });
  expect(removed.status).toBe(200);
  expect(await models()).toEqual(["gpt-4o-mini,amazon", "gpt-4o-mini,openai"]);
  const { entries } = await get("/v1/audit");
  expect(entries.slice(0, 3)).toMatchObject([
    { action: "deleteNameMapping", target: "model prod-chat", before: { model: "claude-haiku-4-5" }, after: null },
    { action: "putNameMapping", before: null, after: { model: "claude-haiku-4-5", region: "eu-central-1" } },
    { action: "putNameMapping", before: null, after: { model: "GPT-4o-mini" } },
  ]);
  const again = await put({ kind: "model", name: "prod-chat", to: { model: "o3" } });
  expect(again.status).toBe(200);
  expect((await get("/v1/audit")).entries[0]).toMatchObject({
    before: { model: "GPT-4o-mini" },
    after: { model: "o3" },
  });
  expect((await get("/v1/dimensions")).models).toEqual([]);
});

test("who may map what", async () => {
  const { put, analyst } = await organisation("rules");
  const ask = (body: unknown) => put(body).then(({ status, body: { pointer } }) => [status, pointer]);
  const model = { kind: "model", name: "x" };
  expect(await ask({ ...model, to: {} })).toEqual([400, "/to/model"]);
  expect(await ask({ ...model, to: { model: "gpt-4o", region: "moon base" } })).toEqual([400, "/to/region"]);
  expect(await ask({ ...model, to: { model: "one two three four five six seven" } })).toEqual([400, "/to/model"]);
  expect(await ask({ kind: "model", name: "a\nb", to: { model: "gpt-4o" } })).toEqual([400, "/name"]);
  expect(await ask({ kind: "region", name: "here", to: { model: "gpt-4o", region: "DE" } })).toEqual([
    400,
    "/to/model",
  ]);
  expect(await ask({ kind: "region", name: "here", provider: "aws", to: { region: "DE" } })).toEqual([
    400,
    "/provider",
  ]);
  const body = { kind: "region", name: "here", to: { region: "DE" } };
  const refused = await api.call("/v1/name-mappings", { method: "PUT", headers: analyst, body });
  expect(refused).toMatchObject({ status: 403, body: { code: "role_missing" } });
  expect((await put(body)).status).toBe(200);
});

test("what is not recognised is listed as it was reported until it is mapped, and names a region of its own", async () => {
  const { org, get, put } = await organisation("strange");
  const at = beginMs + dayMs;
  const use = (provider: string, model: string, region: string) =>
    rowOf(at, { provider, model, region }, { org_id: org });
  await api.insert("events", [
    use("openai", "gpt-4o", "DC-Frankfurt"),
    use("openai", "gpt-4o", "dc-frankfurt"),
    use("openai", "gpt-4o", ""),
    use("our gateway", "team7-gpt-4o-mini-x", "DE"),
    use("openai", "zeta", "East US"),
  ]);
  const names = async () => {
    const { models, providers, regions } = await get(`/v1/names/unrecognised?${range}`);
    return [models, providers, regions].map(({ names: some }) => some);
  };
  expect(await names()).toMatchObject([
    [
      { name: "team7-gpt-4o-mini-x", provider: "our gateway", requests: 1, suggestion: "gpt-4o-mini" },
      { name: "zeta", provider: "openai", requests: 1, suggestion: null },
    ],
    [{ name: "our gateway", provider: null, requests: 1, first_at: "2026-08-21T00:00:00Z" }],
    [{ name: "DC-Frankfurt", provider: "openai", requests: 2 }],
  ]);
  const regionsOf = async () =>
    (await get(`/v1/usage?${range}&group_by=region`)).rows.map((row: { group: string[] }) => row.group[0]);
  expect(await regionsOf()).toEqual(["", "DEU", "azure/eastus", "dc-frankfurt"]);
  await put({ kind: "region", name: "DC-Frankfurt", to: { region: "DE" } });
  await put({ kind: "provider", name: "our gateway", to: { provider: "azure" } });
  await put({ kind: "model", name: "zeta", to: { model: "gpt-5" } });
  await put({ kind: "model", name: "team7-gpt-4o-mini-x", to: { model: "gpt-4o-mini" } });
  expect(await names()).toMatchObject([[], [], []]);
  expect(await regionsOf()).toEqual(["", "DEU", "azure/eastus"]);
});

test("what too few persons use stays suppressed under its mapped name", async () => {
  const { org, get, put } = await organisation("few", 5);
  const at = beginMs + dayMs;
  const use = (team: string, person: number, model: string) =>
    rowOf(
      at + person * 1000,
      { provider: "openai", model, region: "" },
      { org_id: org, team, user_id: `${team}-${person}` },
    );
  await api.insert("events", [
    ...Array.from({ length: 8 }, (_, n) => use("blue", n, "gpt-4o")),
    ...Array.from({ length: 8 }, (_, n) => use("red", n, n < 2 ? "solo" : "gpt-4o")),
    ...Array.from({ length: 8 }, (_, n) => use("red", n, "gpt-4o-mini")),
    ...Array.from({ length: 6 }, (_, n) => use("blue", n, "gpt-4o-mini")),
  ]);
  const table = async () =>
    (await get(`/v1/usage?${range}&group_by=team&group_by=model`)).rows.map(
      (row: { group: string[]; requests: number }) => [...row.group, row.requests].join(),
    );
  const own = await table();
  expect(own.join("\n")).not.toContain("solo");
  // With a name of its own it is told with another model; with everybody else's there is nothing to suppress.
  await put({ kind: "model", name: "solo", to: { model: "claude-sonnet-4-5" } });
  const renamed = await table();
  expect(renamed.join("\n")).not.toContain("claude");
  expect(renamed).toEqual(own);
  await put({ kind: "model", name: "solo", to: { model: "gpt-4o" } });
  expect(await table()).toEqual(["blue,gpt-4o,8", "blue,gpt-4o-mini,6", "red,gpt-4o,8", "red,gpt-4o-mini,8"]);
});
