import type { CanonicalEvent } from "@ecomind/contract";
import { loadDefaultFactorSet, tokensFromBytes, tokensOutRamp } from "@ecomind/footprint";
import { expect, test } from "vitest";
import { makeBatch } from "../src/batch.js";
import { type Enriched, enrich } from "../src/enrich.js";
import { canonicalEvent, read } from "./events.js";

const factors = loadDefaultFactorSet();

function rowOf(extra: Partial<CanonicalEvent> & Record<string, unknown>): Enriched {
  const result = enrich(read(canonicalEvent(extra), 2, 9), factors);
  if ("reason" in result) throw new Error(`refused: ${result.reason}`);
  return result;
}

const refusalOf = (extra: Record<string, unknown>): string => {
  const result = enrich(read(canonicalEvent(extra), 0, 0), factors);
  return "reason" in result ? result.reason : "none";
};

test("provider and model become canonical, and the model as reported is kept", () => {
  const row = rowOf({ provider: "azure", model: "gpt-4o-2024-08-06" });
  expect(row).toMatchObject({ model: "gpt-4o", modelReported: "gpt-4o-2024-08-06" });
});

test("an unknown model keeps its name", () => {
  expect(rowOf({ model: "our-own-7b" })).toMatchObject({ model: "our-own-7b", modelReported: "our-own-7b" });
});

test("a region becomes its key; an unknown one keeps its name, an absent one is empty, and what was reported is kept", () => {
  expect(rowOf({ region: "DE" }).region).toBe(rowOf({ region: "de" }).region);
  expect(rowOf({ region: "DE" })).toMatchObject({ regionReported: "DE" });
  expect(rowOf({})).toMatchObject({ region: "", regionReported: "" });
  expect(rowOf({ region: "Atlantis" })).toMatchObject({ region: "atlantis", regionReported: "Atlantis" });
});

test("the team is the event's, else none", () => {
  expect(rowOf({ team: "search" }).team).toBe("search");
  expect(rowOf({}).team).toBe("");
});

test("tokens come from sizes only where a client saw nothing else", () => {
  const sizes = { tokens_basis: "estimated", bytes_in: 4_500, bytes_out: 12_000, estimator: "wire-1" } as const;
  const { tokensIn, tokensOut } = tokensFromBytes(4_500, 12_000);
  expect(tokensIn).toBeGreaterThan(0);
  const unknown = { tokens_in: undefined, tokens_out: undefined } as unknown as Record<string, unknown>;
  const both = { tokensIn, tokensOut, bytesIn: 4_500, bytesOut: 12_000, tokensBasis: "estimated" };
  expect(rowOf({ ...sizes, ...unknown })).toMatchObject(both);
  // Whatever the client says of the counts that it does not have.
  expect(rowOf({ ...sizes, ...unknown, tokens_basis: "reported" })).toMatchObject(both);
  expect(rowOf({ ...sizes, tokens_in: 7, tokens_out: 0 })).toMatchObject({ tokensIn: 7, tokensOut: 0 });
  expect(rowOf({ bytes_in: 4_500, tokens_in: 3 })).toMatchObject({ tokensIn: 3 });
});

test("of a stream that was cut off each side counts by what is known of it", () => {
  const cut = { tokens_in: 1_200, tokens_out: undefined, bytes_out: 12_000 } as unknown as Record<string, unknown>;
  expect(rowOf(cut)).toMatchObject({ tokensIn: 1_200, tokensOut: tokensFromBytes(0, 12_000).tokensOut });
  const mirrored = {
    tokens_in: undefined,
    tokens_out: 300,
    bytes_in: 4_500,
    tokens_cached: undefined,
  } as unknown as Record<string, unknown>;
  expect(rowOf(mirrored)).toMatchObject({ tokensIn: tokensFromBytes(4_500, 0).tokensIn, tokensOut: 300 });
});

test.each([
  0, 626, 627, 628, 3_000, 7_035, 7_036, 10_000_000,
])("the ramp of %d tokens out is the method's", (tokens) => {
  expect(rowOf({ tokens_out: tokens }).tokensOutRamp).toBe(tokensOutRamp(tokens));
});

test("a time in another zone is stored in UTC, to the millisecond", () => {
  const row = rowOf({ ts: "2026-03-01T01:30:00.5+02:00", received_at: "2026-03-01T01:30:01+02:00" });
  expect(row).toMatchObject({
    tsMs: Date.parse("2026-02-28T23:30:00.500Z"),
    receivedMs: Date.parse("2026-02-28T23:30:01.000Z"),
  });
});

test("one row for each organisation, time and id, however often and in whatever order they come", () => {
  const event = canonicalEvent();
  const later = { ...event, ts: "2026-03-04T10:20:30.124Z" };
  const elsewhere = { ...event, org_id: "globex" };
  const records = [event, later, elsewhere, event, later, elsewhere, later].map((each, offset) =>
    read(each, 0, offset),
  );
  const { rows, ranges } = makeBatch(records, 1, factors);
  expect(rows.map(({ offset }) => offset)).toEqual([0, 1, 2]);
  expect(ranges.get(0)?.orgs.get("acme")).toMatchObject({ read: 5, duplicates: 3 });
  expect(ranges.get(0)?.orgs.get("globex")).toMatchObject({ read: 2, duplicates: 1 });
});

test.each([
  ["a newer schema version", { schema_version: 3 }, "schema_version_newer"],
  ["no schema version that could be", { schema_version: -1 }, "not_an_event"],
  ["an id that is no UUID", { id: "x" }, "not_an_event"],
  ["cached tokens beyond those in", { tokens_cached: 101 }, "not_an_event"],
  ["tokens beyond the limit", { tokens_in: 10_000_001 }, "not_an_event"],
  ["a time that the store cannot tell apart", { ts: "1969-12-31T23:59:59.999Z" }, "not_an_event"],
  ["an arrival that the store cannot tell apart", { received_at: "2107-01-01T00:00:00.000Z" }, "not_an_event"],
  ["labels that are no text", { labels: { a: 1 } }, "not_an_event"],
])("%s is set aside", (_, extra, reason) => {
  expect(refusalOf(extra)).toBe(reason);
});
