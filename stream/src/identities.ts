import { Effect } from "effect";
import type { Batch } from "./batch.js";
import { StoreUnavailable } from "./errors.js";
import { joinResponses, responseWindowMs, type StoredResponse } from "./join-responses.js";
import type { StoreShape } from "./Store.js";
import { identityBlock, responseBlock, type SoughtResponse } from "./staged-rows.js";

/** The tables of a process in which it looks for identities. */
export const formerOf = (stage: string): string => `${stage}_former`;
export const responsesOf = (stage: string): string => `${stage}_responses`;

interface Found {
  readonly org_id: string;
  readonly ts_ms: number;
  readonly id: string;
}

interface FormerFound extends Found {
  /** Persons of its rows; none: the person was erased. */
  readonly user_ids: readonly string[];
}

interface ResponseFound extends Found {
  readonly response_key: string;
  readonly is_erased: number;
  readonly places: readonly string[];
}

/** Finds out under which identities a batch's events are stored already. */
export function identitiesOf(store: StoreShape, { epoch, stage }: { readonly epoch: number; readonly stage: string }) {
  const [formerTable, responsesTable] = [formerOf(stage), responsesOf(stage)];

  /**
   * A table in memory is empty after a restart of the store, and a lookup in it finds nothing. If it is complete after the lookup, it
   * was complete during it.
   */
  const stillHolds = Effect.fnUntraced(function* (table: string, rows: number) {
    const [row] = yield* store.rows<{ n: string | number }>(`SELECT count() AS n FROM ${table}`);
    if (Number(row?.n) !== rows)
      return yield* new StoreUnavailable({ message: "the store was restarted during the lookup", cause: undefined });
  });

  /**
   * Gives rows whose event is stored under its former id that id, so that they are found where they are. A former record
   * and a new one of the same event meet in one partition, and so in one process: none is published meanwhile.
   */
  const settleFormer = Effect.fnUntraced(function* (batch: Batch) {
    const { former, staged } = batch;
    if (former.length === 0) return batch;
    yield* store.command(
      `CREATE TABLE IF NOT EXISTS ${formerTable} ENGINE = Memory EMPTY AS SELECT org_id, ts, id FROM events`,
    );
    yield* store.command(`TRUNCATE TABLE ${formerTable}`);
    yield* store.insertNative(formerTable, ["org_id", "ts", "id"], identityBlock(former));
    const found = yield* store.select<FormerFound>("storedFormer", { parameters: { former: formerTable } });
    yield* stillHolds(formerTable, former.length);
    const stored = new Map(found.map(({ org_id, ts_ms, id, user_ids }) => [`${id}\n${ts_ms}\n${org_id}`, user_ids]));
    const ids = new Map<number, string>();
    for (const row of former) {
      const persons = stored.get(`${row.id}\n${row.tsMs}\n${row.orgId}`);
      if (persons?.length !== 0 && !persons?.includes(row.userId)) continue;
      staged.identify(row.position, row);
      ids.set(row.position, row.id);
    }
    if (ids.size === 0) return batch;
    return { ...batch, rows: batch.rows.map((row) => ({ ...row, id: ids.get(row.position) ?? row.id })) };
  });

  /**
   * Looks for the responses of the batch. All reports of a response are in one partition, and so with one process, whatever edge they
   * came by: none is published between this and the batch.
   */
  const settleResponses = Effect.fnUntraced(function* (batch: Batch) {
    const sought = soughtIn(batch);
    if (sought.length === 0) return batch;
    yield* store.command(
      `CREATE TABLE IF NOT EXISTS ${responsesTable} (org_id LowCardinality(String), response_key UInt64, stretch DateTime('UTC')) ENGINE = Memory`,
    );
    yield* store.command(`TRUNCATE TABLE ${responsesTable}`);
    yield* store.insertNative(responsesTable, ["org_id", "response_key", "stretch"], responseBlock(sought));
    const found = yield* store.select<ResponseFound>("storedResponses", {
      parameters: { epoch, responses: responsesTable },
    });
    yield* stillHolds(responsesTable, sought.length);
    const stored = found.map(
      (row): StoredResponse => ({
        orgId: row.org_id,
        responseKey: row.response_key,
        tsMs: row.ts_ms,
        id: row.id,
        isErased: Number(row.is_erased) === 1,
        places: row.places,
      }),
    );
    return joinResponses(batch, stored);
  });

  /** The batch with each row under the identity under which its event is known. */
  return (batch: Batch) => Effect.flatMap(settleFormer(batch), settleResponses);
}

/** Each response with the stretches of the table's time in which a report of it may be, which are as long as the window. */
function soughtIn({ rows }: Batch): readonly SoughtResponse[] {
  const sought = new Map<string, SoughtResponse>();
  for (const { orgId, responseKey, tsMs } of rows) {
    if (responseKey === "") continue;
    const own = Math.floor(tsMs / responseWindowMs);
    for (const stretch of [own - 1, own, own + 1].map((count) => (count * responseWindowMs) / 1_000))
      if (stretch >= 0) sought.set(`${orgId}\n${responseKey}\n${stretch}`, { orgId, responseKey, stretch });
  }
  return [...sought.values()];
}
