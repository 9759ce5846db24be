import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Band,
  estimateTotals,
  type FactorSetData,
  type FootprintValues,
  loadDefaultFactorSet,
  loadFactorSet,
  tokensOutRamp,
} from "@ecomind/footprint";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestClickHouse } from "../src/embedded/testing.js";
import { type ClickHouseClient, createStoreClient, loadFactorTables, migrateUp } from "../src/index.js";

const factors = loadDefaultFactorSet();
/** A set from before names were read by size and family: its figures stay as they were. */
const firstSet = loadFactorSet(
  JSON.parse(
    readFileSync(join(import.meta.dirname, "../../packages/footprint/test/sets/2026-11.2.json"), "utf8"),
  ) as FactorSetData,
  "first",
);
let server: Awaited<ReturnType<typeof startTestClickHouse>>;
let client: ClickHouseClient;

beforeAll(async () => {
  server = await startTestClickHouse({ migrated: true });
  const account = { url: server.url, username: "default", password: "", application: "test" };
  const bare = createStoreClient({ ...account, database: "default" });
  await bare.command({ query: "CREATE DATABASE IF NOT EXISTS ecomind" });
  await bare.close();
  client = createStoreClient(account);
  await migrateUp(client);
  await loadFactorTables(client, [firstSet, factors]);
}, 240_000);
afterAll(async () => {
  await client.close();
  await server.stop();
});

const measures = {
  kwh_it: "kwhIt",
  kwh_facility: "kwhFacility",
  kgco2e_lb: "kgco2eLb",
  kgco2e_mb: "kgco2eMb",
  kgco2e_embodied: "kgco2eEmbodied",
  water_onsite_l: "waterOnsiteL",
  water_offsite_l: "waterOffsiteL",
} as const satisfies Record<string, keyof FootprintValues>;

/** Names that no set lists: sizes of every form, families, what looks like either and is none. */
const standIns = [
  ...[
    "house-70b",
    "house-30b-a3b",
    "house-8x7b",
    "house-3x300b",
    "house-0.6b-v2",
    "embedding:house-350m",
    "house-2.4t-a95b",
  ],
  ...[
    "house-e4b",
    "house-149.9b",
    "house-150b",
    "house-400b-a500b",
    "house-0b",
    "house-99999b",
    "house-1x2x7b",
    "a70b",
    "house-70bx",
  ],
  ...[
    "claude-opus-99",
    "gpt-9-mini-2",
    "gpt-9-mini",
    "o9-mini",
    "kimi-k9.1",
    "gpt",
    "gptx-1",
    "-gpt--9-",
    "mistral-large-9",
    "1.2.3",
    "",
  ],
  ...[
    "embedding:gpt-9",
    "unsupported:house-7b",
    "family:gpt",
    "size:1b",
    "family:",
    "qwen4.5-turbo-9",
    "deepseek-v9-pro",
  ],
];

type Row = Record<string, number | string | boolean | null> & { provider: string; model: string; region: string };

test("SQL and TypeScript agree to 1e-9 for every model, every host and many regions, in each view", async () => {
  const names = [
    ...factors.models.map(({ id }) => id),
    "house-model",
    ...standIns,
    "embedding:text-embedding-3-small",
    "unsupported:dall-e-3",
  ];
  const hosts = [...Object.keys(factors.hosts), "nobody"];
  const regions = ["", ...Object.keys(factors.grids), "atlantis"];
  const count = Math.max(names.length + 7, regions.length * 3);
  // Regions that another factor set knew, or nobody: of a cloud, of none, and names that objects have of their own.
  const strange = fc.sample(
    fc.record({
      provider: fc.oneof(
        fc.constantFrom(...hosts, "*", "constructor"),
        fc.string({ maxLength: 12, unit: "grapheme-ascii" }),
      ),
      region: fc.oneof(
        fc
          .tuple(
            fc.constantFrom("aws", "gcp", "azure", "AWS", "oracle", "constructor", "__proto__", ""),
            fc.oneof(
              fc.constantFrom("atlantis", "us-east-1", "", "a/b"),
              fc.string({ maxLength: 8, unit: "grapheme-ascii" }),
            ),
          )
          .map(([cloud, name]) => `${cloud}/${name}`),
        fc.constantFrom("constructor", "toString", "atlantis", ...regions),
      ),
    }),
    { numRuns: 600, seed: 6 },
  );
  const years = ["2026", "2025", "2024", "2023", "2024"];
  const tiers = ["standard", "batch", "flex", "priority", "fast"];
  const events = Array.from({ length: count + strange.length }, (_, index) => {
    const tokensOut = (index * 977) % 12_000;
    return {
      org_id: "acme",
      ts: `${years[index % 5]}-06-01 10:00:00.000`,
      service_tier: tiers[index % 13] ?? "",
      id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      received_at: "2026-06-01 10:00:00",
      user_id: "u",
      provider: strange[index - count]?.provider ?? (hosts[index % hosts.length] as string),
      model: names[index % names.length] as string,
      region: strange[index - count]?.region ?? (regions[index % regions.length] as string),
      source: "api",
      tokens_basis: "reported",
      tokens_in: 10 + ((index * 131) % 50_000),
      tokens_cached: index % 10,
      tokens_out: tokensOut,
      tokens_out_ramp: tokensOutRamp(tokensOut),
      tokens_in_below: index % 4 === 1 ? index % 9_000 : 0,
      tokens_in_above: index % 4 === 1 ? 700 : 0,
      tokens_out_below: index % 6 === 1 ? Math.floor(tokensOut / 2) : 0,
      tokens_out_above: index % 6 === 1 ? tokensOut : 0,
      energy_boundary: index % 7 === 3 ? "it" : index % 11 === 5 ? "facility" : "",
      energy_uwh: index % 7 === 3 || index % 11 === 5 ? (index * 37_777) % 5_000_000 : 0,
    };
  });
  await client.insert({ table: "events", values: events, format: "JSONEachRow" });
  const views = [
    ["events_footprint", factors],
    ["footprint_15m", factors],
    [`footprint_15m_of(factor_set = '${factors.version}')`, factors],
    [`footprint_15m_of(factor_set = '${firstSet.version}')`, firstSet],
  ] as const;
  for (const [view, set] of views) {
    const result = await client.query({ query: `SELECT * FROM ${view}`, format: "JSONEachRow" });
    const rows = await result.json<Row>();
    // The rollup has events of one kind together.
    if (view === "events_footprint") expect(rows).toHaveLength(events.length);
    else expect(rows.reduce((sum, { requests }) => sum + Number(requests), 0)).toBe(events.length);
    for (const row of rows) {
      const { values, tier, flags } = estimateTotals(
        {
          provider: row.provider,
          model: row.model,
          region: row.region,
          serviceTier: row.service_tier as string,
          year: Number(String(row.ts ?? row.bucket).slice(0, 4)),
          tokensIn: Number(row.tokens_in),
          tokensCached: Number(row.tokens_cached),
          tokensOut: Number(row.tokens_out),
          tokensOutRamp: Number(row.tokens_out_ramp),
          tokensInBelow: Number(row.tokens_in_below),
          tokensInAbove: Number(row.tokens_in_above),
          tokensOutBelow: Number(row.tokens_out_below),
          tokensOutAbove: Number(row.tokens_out_above),
          ...(row.energy_boundary === ""
            ? {}
            : {
                measured: {
                  kwh: Number(row.energy_uwh) / 1e9,
                  boundary: row.energy_boundary as "it" | "facility",
                },
              }),
        },
        set,
      );
      const where = `${view}: ${row.provider}, ${row.model}, ${row.region}`;
      expect([row.tier, row.unknown_model, row.unsupported, row.region_assumed], where).toEqual([
        tier ?? "",
        flags.includes("unknown_model"),
        flags.includes("unsupported"),
        flags.includes("region_assumed"),
      ]);
      for (const [column, field] of Object.entries(measures))
        for (const [index, bound] of ["low", "central", "high"].entries()) {
          const got = row[`${column}_${bound}`] as number | null;
          const wanted = (values?.[field] as Band | undefined)?.[index];
          const same = wanted === undefined ? got === null : Math.abs((got as number) - wanted) <= 1e-9 * wanted;
          if (got === undefined || !same) throw new Error(`${where} ${column}_${bound}: ${got} for ${wanted}`);
        }
    }
  }
}, 240_000);

test("a row that was taken back has no footprint, and use of which nothing is known has none but what was measured", async () => {
  const of = (fields: object) => ({
    ...{
      org_id: "taken",
      ts: "2026-06-02 10:00:00.000",
      id: "00000000-0000-4000-8000-00000000000a",
      provider: "openai",
    },
    ...{ model: "gpt-4o", tokens_basis: "reported", tokens_in: 10, tokens_out: 20, ...fields },
  });
  const unknown = { tokens_in: 0, tokens_out: 0, requests_without_tokens: 1, tokens_basis: "unknown" };
  const later = { ts: "2026-06-02 11:00:00.000" };
  await client.insert({
    table: "events",
    values: [
      of({}),
      of({ requests: -1, tokens_in: -10, tokens_out: -20 }),
      of({ revision: 1, tokens_out: 40 }),
      of({ ...later, ...unknown, id: "00000000-0000-4000-8000-00000000000b" }),
      of({
        ...later,
        ...unknown,
        id: "00000000-0000-4000-8000-00000000000c",
        energy_boundary: "it",
        energy_uwh: 300_000,
      }),
    ],
    format: "JSONEachRow",
  });
  const rows = async (query: string) => (await client.query({ query, format: "JSONEachRow" })).json<object>();
  const each =
    "SELECT tokens_out, revision, tier, kwh_it_central > 0 AS known FROM events_footprint WHERE org_id = 'taken' ORDER BY ts, id";
  expect(await rows(each)).toEqual([
    { tokens_out: 40, revision: 1, tier: expect.any(String), known: 1 },
    { tokens_out: 0, revision: 0, tier: expect.any(String), known: null },
    { tokens_out: 0, revision: 0, tier: "S", known: 1 },
  ]);
  const sums = `SELECT sum(requests) AS n, sum(tokens_out) AS t, sum(requests_without_tokens) AS w,
    round(sum(kwh_it_central) - sumIf(kwh_it_central, energy_boundary = ''), 9) AS measured FROM footprint_15m WHERE org_id = 'taken'`;
  expect(await rows(sums)).toEqual([{ n: 3, t: 40, w: 2, measured: 0.0003 }]);
});
