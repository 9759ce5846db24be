import { createHash, randomUUID } from "node:crypto";
import { deleteEvent, erasePerson } from "@ecomind/clickhouse";
import type { CanonicalEvent } from "@ecomind/contract";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { canonicalEvent, read } from "./events.js";
import { StreamParts } from "./parts.js";
import { type TestDatabase, TestStore } from "./store.js";

let store: TestStore;
let database: TestDatabase;
beforeAll(async () => {
  store = await TestStore.start();
  database = await store.database({ whole: true });
});
afterAll(() => store.stop());
beforeEach(() => database.clear());

const startMs = Date.parse("2026-03-04T10:20:30.123Z");
const at = (ms: number) => new Date(startMs + ms).toISOString();

/** A report of a response, by an edge that knows of no other. */
const reportOf = (response: string, rank: number, extra: Partial<CanonicalEvent> = {}): CanonicalEvent =>
  canonicalEvent({ response_id: response, reporter_rank: rank, tokens_in: 100 + rank, tokens_cached: 0, ...extra });

const inForce = () =>
  database.rows<{ rank: number; tokens_in: number; id: string }>(
    "SELECT reporter_rank AS rank, tokens_in, toString(id) AS id FROM current_events ORDER BY tokens_in",
  );
const countsOf = (ranges: readonly { orgs: ReadonlyMap<string, { stored: number; duplicates: number }> }[]) => {
  const { stored = 0, duplicates = 0 } = ranges[0]?.orgs.get("acme") ?? {};
  return { stored, duplicates };
};

async function withParts<T>(work: (parts: StreamParts, held: ReadonlyMap<number, number>) => Promise<T>): Promise<T> {
  const parts = new StreamParts(database);
  try {
    return await work(parts, await parts.take([0]));
  } finally {
    await parts.close();
  }
}

test("reports of one response, with ids and times of their own, are one event: the one that is believed most", async () => {
  const [log, contrib, native] = [
    reportOf("msg_1", 25, { ts: at(9_000) }),
    reportOf("msg_1", 28, { ts: at(2) }),
    reportOf("msg_1", 29, { ts: at(0) }),
  ];
  await withParts(async (parts, held) => {
    expect(countsOf(await parts.publish([read(contrib, 0, 0)], held))).toEqual({ stored: 1, duplicates: 0 });
    expect(countsOf(await parts.publish([read(log, 0, 1)], held))).toEqual({ stored: 0, duplicates: 1 });
    expect(countsOf(await parts.publish([read(native, 0, 2)], held))).toEqual({ stored: 1, duplicates: 0 });
    expect(countsOf(await parts.publish([read(contrib, 0, 3), read(native, 0, 4)], held))).toEqual({
      stored: 0,
      duplicates: 2,
    });
  });
  expect(await inForce()).toEqual([{ rank: 29, tokens_in: 129, id: contrib.id }]);
  expect(
    await database.rows(
      "SELECT sum(requests) AS n, sum(tokens_in) AS t FROM usage_15m SETTINGS force_optimize_projection = 1",
    ),
  ).toEqual([{ n: 1, t: 129 }]);
  expect(await database.violations()).toEqual([]);
});

test("an event that telemetry told of can be corrected by its id and time", async () => {
  const told = reportOf("msg_corrected", 29);
  const { response_id: _, ...bare } = told;
  await withParts(async (parts, held) => {
    await parts.publish([read(told, 0, 0)], held);
    await parts.publish([read({ ...bare, reporter_rank: 32, revision: 1, tokens_in: 7 }, 0, 1)], held);
  });
  expect(await inForce()).toEqual([{ rank: 32, tokens_in: 7, id: told.id }]);
  expect(await database.violations()).toEqual([]);
});

test("of any response, whatever its key begins with", async () => {
  const keys = ["00", "0", "f"].map((start) => {
    for (let number = 0; ; number += 1) {
      const id = `msg_${number}`;
      if (createHash("sha256").update(id).digest("hex").startsWith(start)) return id;
    }
  });
  await withParts(async (parts, held) => {
    const reports = keys.flatMap((id) => [reportOf(id, 26), reportOf(id, 29, { ts: at(1) })]);
    for (const [offset, report] of reports.entries()) await parts.publish([read(report, 0, offset)], held);
  });
  expect((await inForce()).map(({ rank }) => rank)).toEqual([29, 29, 29]);
  expect(await database.violations()).toEqual([]);
});

test("reports that come in one batch are one, and none of equal rank is stored beside another", async () => {
  const [first, second, best] = [reportOf("msg_2", 26), reportOf("msg_2", 26, { ts: at(5) }), reportOf("msg_2", 29)];
  const others = [reportOf("msg_3", 26), canonicalEvent(), { ...reportOf("msg_2", 29), org_id: "globex" }];
  const records = [first, second, ...others, best].map((event, offset) => read(event, 0, offset));
  await withParts(async (parts, held) => {
    const ranges = await parts.publish(records, held);
    expect(countsOf(ranges)).toEqual({ stored: 3, duplicates: 2 });
  });
  expect((await inForce()).map(({ rank }) => rank).sort()).toEqual([0, 26, 29, 29]);
  expect(await database.count("events")).toBe(4);
  expect(await database.violations()).toEqual([]);
});

test("an application's own report outranks telemetry and can be corrected", async () => {
  const own = reportOf("resp_own", 32, { revision: 0 });
  const corrected = { ...own, revision: 1, tokens_in: 7 };
  await withParts(async (parts, held) => {
    await parts.publish([read(own, 0, 0)], held);
    await parts.publish([read(reportOf("resp_own", 29), 0, 1)], held);
    await parts.publish([read(corrected, 0, 2)], held);
    await parts.publish([read(reportOf("resp_own", 28), 0, 3)], held);
  });
  expect(await inForce()).toEqual([{ rank: 32, tokens_in: 7, id: own.id }]);
  expect(await database.violations()).toEqual([]);
});

test("an id that comes again after the window is another response; one within it is not, over months too", async () => {
  const late = "2026-02-28T23:59:59.000Z";
  const events = [
    reportOf("msg_again", 28, { ts: at(0) }),
    reportOf("msg_again", 28, { ts: at(3_600_000) }),
    reportOf("msg_month", 26, { ts: late }),
    reportOf("msg_month", 29, { ts: "2026-03-01T00:00:01.000Z" }),
    reportOf("msg_edge", 26, { ts: at(0) }),
    reportOf("msg_edge", 27, { ts: at(600_000) }),
    reportOf("msg_edge", 28, { ts: at(-600_000) }),
  ];
  await withParts(async (parts, held) => {
    for (const [offset, event] of events.entries()) await parts.publish([read(event, 0, offset)], held);
  });
  expect((await inForce()).map(({ rank }) => rank)).toEqual([28, 28, 28, 29]);
  expect(await database.rows("SELECT toString(ts) AS ts FROM current_events WHERE reporter_rank = 29")).toEqual([
    { ts: "2026-02-28 23:59:59.000" },
  ]);
  expect(await database.violations()).toEqual([]);
});

test("what was deleted does not come back by another reporter of the same response", async () => {
  const first = reportOf("msg_gone", 26);
  await withParts(async (parts, held) => {
    await parts.publish([read(first, 0, 0), read(reportOf("msg_stays", 26), 0, 1)], held);
    expect(await deleteEvent(database.client, "acme", first.id, {})).toBe(true);
    const ranges = await parts.publish([read(reportOf("msg_gone", 29, { ts: at(4) }), 0, 2)], held);
    expect(countsOf(ranges)).toEqual({ stored: 0, duplicates: 1 });
  });
  expect((await inForce()).map(({ rank }) => rank)).toEqual([26]);
  expect(await database.violations()).toEqual([]);
});

test("a report that comes after its person was erased changes nothing", async () => {
  const first = reportOf("msg_erased", 26, { user_id: "gone" });
  await withParts(async (parts, held) => {
    await parts.publish([read(first, 0, 0)], held);
    await database.command("INSERT INTO erasures (org_id, user_id, state) VALUES ('acme', 'gone', 'running')");
    await erasePerson(database.client, { orgId: "acme", userId: "gone" }, 36_500);
    const again = [read(first, 0, 1), read(reportOf("msg_erased", 29, { ts: at(9), user_id: "gone" }), 0, 2)];
    await parts.publish(again, held);
  });
  expect((await inForce()).map(({ rank }) => rank)).toEqual([26]);
  expect(await database.rows("SELECT DISTINCT toString(user_id) AS user FROM events")).toEqual([{ user: "" }]);
  expect(await database.violations()).toEqual([]);
});

test("in every order, with duplicates, batches and crashes of any kind, each response is stored once, at its highest rank", async () => {
  let run = 0;
  const report = fc.record({
    response: fc.integer({ min: 0, max: 11 }),
    rank: fc.constantFrom(17, 26, 28, 29, 32),
    skewMs: fc.integer({ min: -299_999, max: 299_999 }),
    again: fc.boolean(),
  });
  const batch = fc.record({ size: fc.integer({ min: 1, max: 12 }), isForgotten: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(report, { minLength: 20, maxLength: 40 }),
      fc.array(batch, { minLength: 2, maxLength: 4 }),
      async (reports, batches) => {
        run += 1;
        await database.clear();
        const events = reports.flatMap(({ response, rank, skewMs, again }) => {
          const event = reportOf(`run-${run}-${response}`, rank, { ts: at(skewMs), id: randomUUID() });
          return again ? [event, event] : [event];
        });
        const records = events.map((event, offset) => read(event, 0, offset));
        let from = 0;
        for (const { size, isForgotten } of [...batches, { size: records.length, isForgotten: false }])
          await withParts(async (parts, held) => {
            await parts.publish(records.slice(from, from + size), held);
            if (!isForgotten) from += size;
            // A crash before the account: whoever comes next reads the same records again, in a batch of another size.
            else await database.command(`DELETE FROM batches WHERE start_offset >= ${from}`);
          });
        const best = new Map<string, number>();
        for (const { response_id = "", reporter_rank = 0 } of events)
          best.set(response_id, Math.max(best.get(response_id) ?? 0, reporter_rank));
        expect((await inForce()).map(({ rank }) => rank).sort()).toEqual([...best.values()].sort());
        expect(await database.violations()).toEqual([]);
      },
    ),
    { numRuns: 3, endOnFailure: true },
  );
}, 240_000);
