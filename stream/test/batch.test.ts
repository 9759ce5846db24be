import { canonicalise, idKey, recordKey, serialise } from "@ecomind/contract";
import type { LogRecord } from "@ecomind/event-log";
import { loadDefaultFactorSet } from "@ecomind/footprint";
import { expect, test } from "vitest";
import { makeBatch } from "../src/batch.js";

const factors = loadDefaultFactorSet();
const nowMs = Date.parse("2026-03-01T12:00:00.000Z");
const id = "0190a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b";

function record(offset: number, ts: string, orgId = "acme"): LogRecord {
  const { event } = canonicalise(
    { id, ts, user_id: "u", provider: "openai", model: "gpt-4o", tokens_in: 1, tokens_out: 1 },
    { orgId, nowMs, maxAgeMs: 30 * 86_400_000, idKey: idKey("not looked at") },
  );
  if (event === undefined) throw new Error("refused");
  const value = Buffer.from(serialise(event));
  return { partition: 0, offset, timestampMs: nowMs, key: Buffer.from(recordKey(event)), value, headers: {} };
}

test("an identity is id, time and organisation together: only the whole of it repeats", () => {
  const records = [
    record(0, "2026-03-01T10:00:00.000Z"),
    record(1, "2026-03-01T10:00:00.001Z"),
    record(2, "2026-03-01T10:00:00Z"),
    record(3, "2026-03-01T10:00:00.001Z"),
    record(4, "2026-03-01T10:00:00.000Z", "other"),
    record(5, "2026-03-01T11:00:00.001+01:00", "other"),
    record(6, "2026-03-01T10:00:00.000Z", "other"),
  ];
  const { rows, ranges } = makeBatch(records, 1, factors);
  expect(rows.map(({ offset }) => offset)).toEqual([0, 1, 4, 5]);
  expect(ranges.get(0)?.orgs.get("acme")).toMatchObject({ read: 4, duplicates: 2 });
  expect(ranges.get(0)?.orgs.get("other")).toMatchObject({ read: 3, duplicates: 1 });
});
