import { type CanonicalEvent, canonicalise, headers, idKey, recordKey, serialise } from "@ecomind/contract";
import { estimateTotals } from "@ecomind/footprint";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Enriched, enrich } from "../../../stream/src/enrich.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
});
afterAll(() => api.stop());

const key = idKey("a secret of the tests' own");

/** What the edge takes, as the stream stores it; undefined: refused. */
function stored(names: object): { readonly row: Enriched; readonly warnings: readonly object[] } | undefined {
  const nowMs = Date.now();
  const sent = { ...names, user_id: "u1", ts: new Date(nowMs).toISOString(), tokens_in: 1_000, tokens_out: 500 };
  const { event, ...rest } = canonicalise(sent, { orgId: "acme", nowMs, maxAgeMs: 60_000, idKey: key });
  if (event === undefined) return undefined;
  const record = {
    ...{ partition: 0, offset: 0, timestampMs: nowMs, key: Buffer.from(recordKey(event as CanonicalEvent)) },
    ...{ value: Buffer.from(serialise(event as CanonicalEvent)), headers: { [headers.orgId]: Buffer.from("acme") } },
  };
  const row = enrich(record, api.factors);
  if ("reason" in row) throw new Error(row.reason);
  return { row, warnings: (rest as { warnings: readonly object[] }).warnings };
}

const real = fc.constantFrom(
  ...[
    "gpt-4o",
    "claude-opus-4-8[1m]",
    "/cephfs/public_model/DeepSeek-R1",
    "_internal-model",
    "~anthropic/x",
    "通义千问",
  ],
  ...[
    "Llama 3.1 8B",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "",
    " ",
    "a\nb",
    "one two three four five six seven",
  ],
  ...[
    "East US",
    "eu-central-1",
    "SE3",
    "x".repeat(64),
    "x".repeat(65),
    "x".repeat(129),
    "😀".repeat(64),
    "a\u200bb",
    "\ud800",
  ],
);
const name = fc.oneof(
  real,
  real,
  fc.string({ unit: "binary", maxLength: 70 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
);
const providers = fc.oneof(fc.constantFrom("openai", "Azure OpenAI", "amazon_bedrock", "İstanbul".repeat(8)), name);

test("what the edge takes of names is what an estimate takes, and both mean the same", async () => {
  await fc.assert(
    fc.asyncProperty(providers, name, fc.option(name, { nil: undefined }), async (provider, model, region) => {
      // Text that is not Unicode, or ends a text of C, is refused in every request to the query service.
      fc.pre([provider, model, region ?? ""].every((text) => text.isWellFormed() && !text.includes("\0")));
      const names = { provider, model, ...(region === undefined ? {} : { region }) };
      const taken = stored(names);
      const answer = await api.call("/v1/estimate", {
        method: "POST",
        body: { ...names, tokens_in: 1_000, tokens_out: 500 },
      });
      expect(answer.status, JSON.stringify(names)).toBe(taken === undefined ? 400 : 200);
      if (taken === undefined) return;
      expect(answer.body.warnings).toEqual(taken.warnings);
      const { provider: of, model: what, region: where, tokensIn, tokensCached, tokensOut, tokensOutRamp } = taken.row;
      const totals = { provider: of, model: what, region: where, tokensIn, tokensCached, tokensOut, tokensOutRamp };
      const { values, flags } = estimateTotals(totals, api.factors, { single: true });
      expect(answer.body.flags).toEqual(flags);
      expect(answer.body.kgco2e_lb?.central).toBe(values?.kgco2eLb[1]);
      expect(answer.body.kwh_it?.high).toBe(values?.kwhIt[2]);
    }),
    { numRuns: 150 },
  );
}, 120_000);
