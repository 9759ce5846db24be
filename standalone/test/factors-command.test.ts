import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ClickHouseClient, createStoreClient, loadFactorTables, migrateUp } from "@ecomind/clickhouse";
import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import {
  estimateTotals,
  type FactorSet,
  type FactorSetData,
  loadDefaultFactorSet,
  loadFactorSet,
  tokensOutRamp,
} from "@ecomind/footprint";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { run } from "../src/cli.js";

const sets = join(import.meta.dirname, "../../packages/footprint/test/sets/2026-11.2.json");
const before = loadFactorSet(JSON.parse(readFileSync(sets, "utf8")) as FactorSetData, "before");
const after = loadDefaultFactorSet();
let engine: TestClickHouse;
let client: ClickHouseClient;

const used = {
  provider: "openai",
  tokensIn: 4_000,
  tokensCached: 1_000,
  tokensOut: 900,
  tokensOutRamp: tokensOutRamp(900),
};

beforeAll(async () => {
  engine = await startTestClickHouse({ migrated: true });
  vi.stubEnv("CLICKHOUSE_URL", engine.url);
  vi.stubEnv("CLICKHOUSE_USER", "ecomind");
  client = createStoreClient({ url: engine.url, username: "ecomind", password: "", application: "test" });
  await migrateUp(client);
  await loadFactorTables(client, [before, after]);
  const dayMs = 86_400_000;
  const event = (org_id: string, model: string, region: string, daysAgo: number) => ({
    org_id,
    ts: new Date(Date.now() - daysAgo * dayMs).toISOString().replace("T", " ").replace("Z", ""),
    id: randomUUID(),
    user_id: "u",
    provider: used.provider,
    model,
    region,
    tokens_basis: "reported",
    tokens_in: used.tokensIn,
    tokens_cached: used.tokensCached,
    tokens_out: used.tokensOut,
    tokens_out_ramp: used.tokensOutRamp,
  });
  await client.insert({
    table: "events",
    values: [
      ...[1, 20, 300].map((days) => event("acme", "gpt-5.4-nano", "SWE", days)),
      event("acme", "gpt-4o", "azure/swedencentral", 2),
      event("acme", "unsupported:dall-e-3", "", 2),
      event("beta", "gpt-4o", "", 2),
      // Longer ago than a year.
      event("acme", "gpt-4o", "azure/swedencentral", 400),
    ],
    format: "JSONEachRow",
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await client.close();
  await engine?.stop();
});

async function factors(...argv: string[]) {
  const lines: string[] = [];
  const io = { out: (text: string) => void lines.push(text), err: (text: string) => void lines.push(text) };
  const status = await run(["factors", ...argv], io);
  return { status, out: lines.join("\n") };
}

test("a year's use by model and place with both sets is what the library makes of it", async () => {
  const { status, out } = await factors("diff", before.version, after.version, "--org", "acme", "--json");
  expect(status).toBe(0);
  const { rows } = JSON.parse(out);
  const kwh = (set: FactorSet, model: string, region: string) =>
    estimateTotals({ ...used, model, region }, set).values?.kwhIt[1] as number;
  const row = (model: string) => rows.find((each: { model: string }) => each.model === model);
  expect(rows).toHaveLength(3);
  expect(row("gpt-5.4-nano")).toMatchObject({ region: "SWE", requests: 3 });
  expect(row("gpt-5.4-nano").kwh_old).toBeCloseTo(3 * kwh(before, "gpt-5.4-nano", "SWE"), 12);
  expect(row("gpt-5.4-nano").kwh_new).toBeCloseTo(3 * kwh(after, "gpt-5.4-nano", "SWE"), 12);
  expect(row("gpt-4o")).toMatchObject({ region: "azure/swedencentral", requests: 1 });
  expect(row("unsupported:dall-e-3")).toMatchObject({ kwh_old: null, kwh_new: null });
});

test("a table for people: the largest change first, others and a total at the end", async () => {
  const { status, out } = await factors("diff", before.version, after.version, "--top", "1");
  expect(status).toBe(0);
  const lines = out.split("\n");
  expect(lines[0]).toMatch(/^model +place +requests/);
  expect(lines).toHaveLength(4);
  expect(lines[2]).toMatch(/^3 others /);
  expect(lines[3]).toMatch(/^total +6 /);
});

test("a set that the store has not, and what is no diff, are refused", async () => {
  const unknown = await factors("diff", before.version, "2031-01.1");
  expect(unknown).toMatchObject({ status: 2, out: expect.stringContaining("no such factor set; it has 2026-11.2") });
  expect((await factors("differ")).status).toBe(2);
  expect((await factors("diff", "a", "b", "--top", "0")).status).toBe(2);
});
