import { createStoreClient, migrateUp } from "@ecomind/clickhouse";
import { startTestClickHouse } from "@ecomind/clickhouse/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Enriched } from "../src/enrich.js";
import { StagedRows } from "../src/staged-rows.js";

let engine: Awaited<ReturnType<typeof startTestClickHouse>>;
let client: ReturnType<typeof createStoreClient>;
beforeAll(async () => {
  engine = await startTestClickHouse({ migrated: true });
  client = createStoreClient({ url: engine.url, username: "default", password: "", application: "test" });
  await migrateUp(client);
  await client.command({ query: "CREATE TABLE staged ENGINE = Memory EMPTY AS SELECT * FROM events" });
});
afterAll(async () => {
  await client.close();
  await engine.stop();
});

interface Staged {
  readonly event: Enriched;
  readonly epoch: number;
  readonly partition: number;
  readonly offset: number;
}

const text = fc.string({ unit: "grapheme", maxLength: 24 });
const uint32 = fc.nat(2 ** 32 - 1);
const int64 = fc.nat(2 ** 52);
const seldom = (value: fc.Arbitrary<number>) => fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, value);
const side = fc.constantFrom("unknown" as const, "reported" as const, "estimated" as const, "from_bytes" as const);
const event: fc.Arbitrary<Enriched> = fc.record({
  ...{ orgId: text, userId: text, team: text, provider: text, model: text, region: text, modelReported: text },
  ...{ regionReported: text, source: text, estimator: text },
  id: fc.uuid(),
  formerId: fc.constant(undefined),
  // What DateTime64 tells apart, as `upcast` lets it through.
  tsMs: fc.nat(2 ** 32 * 1_000 - 1),
  receivedMs: uint32.map((seconds) => seconds * 1_000 + 999),
  tokensBasis: fc.constantFrom("reported" as const, "estimated" as const, "unknown" as const),
  ...{ tokensInBasis: side, tokensOutBasis: side, tokensIn: int64, tokensCached: int64, tokensOut: int64 },
  ...{ tokensInBelow: seldom(int64), tokensInAbove: seldom(int64), tokensOutBelow: seldom(int64) },
  ...{
    tokensOutAbove: seldom(int64),
    tokensOutRamp: int64,
    bytesIn: uint32,
    requests: fc.integer({ min: 1, max: 10_000_000 }),
  },
  ...{ energyUwh: int64, energyBoundary: fc.constantFrom("" as const, "it" as const, "facility" as const) },
  ...{
    energyMethod: fc.oneof(fc.constant(""), text),
    revision: seldom(fc.nat(2 ** 31 - 1)),
    reporterRank: seldom(fc.nat(255)),
  },
  serviceTier: fc.constantFrom("" as const, "standard" as const, "batch" as const, "fast" as const),
  responseKey: fc.oneof(fc.constant(""), fc.stringMatching(/^[0-9a-f]{16}$/)),
  bytesOut: uint32,
  labels: fc.option(fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true }), { nil: undefined }),
});
const staged: fc.Arbitrary<Staged> = fc.record({
  event,
  epoch: uint32,
  partition: fc.nat(65_535),
  offset: fc.nat(Number.MAX_SAFE_INTEGER),
});

/** As the engine tells it, in JSON. */
const told = ({ event, epoch, partition, offset }: Staged) => ({
  org_id: event.orgId,
  ts_ms: String(event.tsMs),
  id: event.id,
  received_at_s: Math.floor(event.receivedMs / 1_000),
  user_id: event.userId,
  team: event.team,
  provider: event.provider,
  model: event.model,
  region: event.region,
  model_reported: event.modelReported,
  region_reported: event.regionReported,
  source: event.source,
  tokens_basis: event.tokensBasis,
  tokens_in_basis: event.tokensInBasis,
  tokens_out_basis: event.tokensOutBasis,
  tokens_in: String(event.tokensIn),
  tokens_cached: String(event.tokensCached),
  tokens_out: String(event.tokensOut),
  tokens_out_ramp: String(event.tokensOutRamp),
  tokens_in_below: String(event.tokensInBelow),
  tokens_in_above: String(event.tokensInAbove),
  tokens_out_below: String(event.tokensOutBelow),
  tokens_out_above: String(event.tokensOutAbove),
  requests: event.requests,
  requests_without_tokens: event.tokensBasis === "unknown" ? event.requests : 0,
  energy_uwh: String(event.energyBoundary === "" ? 0 : event.energyUwh),
  energy_boundary: event.energyBoundary,
  energy_method: event.energyMethod,
  service_tier: event.serviceTier,
  revision: event.revision,
  response_key: String(BigInt(`0x${event.responseKey || "0"}`)),
  reporter_rank: event.reporterRank,
  bytes_in: event.bytesIn,
  bytes_out: event.bytesOut,
  estimator: event.estimator,
  labels: event.labels ?? {},
  epoch,
  partition,
  offset: String(offset),
});

async function stored(block: Uint8Array, columns: readonly string[]): Promise<unknown[]> {
  await client.command({ query: "TRUNCATE TABLE staged" });
  const search = new URLSearchParams({
    database: "ecomind",
    query: `INSERT INTO staged (${columns.join(", ")}) FORMAT Native`,
  });
  const answer = await fetch(`${engine.url}/?${search}`, { method: "POST", body: new Uint8Array(block) });
  expect(await answer.text()).toBe("");
  const result = await client.query({
    query: `SELECT * EXCEPT (ts, received_at), toUnixTimestamp64Milli(ts) AS ts_ms, toUnixTimestamp(received_at) AS received_at_s
      FROM staged`,
    format: "JSONEachRow",
    clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
  });
  return await result.json();
}

test("any rows arrive in the engine as they are, and any choice of them in its order", async () => {
  const chosen = fc.array(fc.tuple(staged, fc.boolean()), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(chosen, async (rows) => {
      const all = new StagedRows(rows.length);
      const positions = rows.map(([{ event, epoch, partition, offset }]) => all.add(event, epoch, partition, offset));
      expect(await stored(all.encode(positions), all.columns)).toEqual(rows.map(([row]) => told(row)));
      const kept = rows.filter(([, keep]) => keep);
      const some = all.encode(positions.filter((_, index) => rows[index]?.[1]));
      if (kept.length > 0) expect(await stored(some, all.columns)).toEqual(kept.map(([row]) => told(row)));
    }),
    { numRuns: 25 },
  );
});

test.each([1, 256, 257, 65_537])("a column with %d different texts", async (many) => {
  const [sample] = fc.sample(event, 1);
  const all = new StagedRows(many);
  const positions = Array.from({ length: many }, (_, row) =>
    all.add({ ...(sample as Enriched), userId: `person ${row}` }, 1, 0, row),
  );
  const rows = (await stored(all.encode(positions), all.columns)) as { user_id: string; offset: string }[];
  expect(rows).toHaveLength(many);
  expect(rows.every(({ user_id, offset }) => user_id === `person ${offset}`)).toBe(true);
});
