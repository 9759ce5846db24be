import { type Batch, Reports, type Row } from "./batch.js";
import type { Identity } from "./identity.js";
import { withCounts } from "./partition-range.js";

/** Reports of one response begin within this of each other; milliseconds. */
export const responseWindowMs = 10 * 60_000;

/** An identity under which a report of a response is stored, or was until its event was deleted or its person erased. */
export interface StoredResponse extends Identity {
  /** 16 hex digits. */
  readonly responseKey: string;
  readonly isErased: boolean;
  /** `partition/offset` of this epoch's records that are stored there. */
  readonly places: readonly string[];
}

const keyOf = ({ orgId, responseKey }: { readonly orgId: string; readonly responseKey: string }): string =>
  `${orgId}\n${responseKey}`;

const isSame = (one: Identity, other: Identity): boolean => one.id === other.id && one.tsMs === other.tsMs;

/**
 * The identity under which a row's response is known. Where the row itself is stored it stays, however it got there: what was
 * published before a crash is found in its place. Else its own identity, else one that was deleted, which keeps the response
 * from coming back, else the earliest.
 */
function homeOf(row: Row, known: readonly StoredResponse[]): StoredResponse | undefined {
  const place = `${row.partition}/${row.offset}`;
  const near = known.filter((one) => one.places.includes(place) || Math.abs(one.tsMs - row.tsMs) <= responseWindowMs);
  const standing = (one: StoredResponse): number =>
    (one.places.includes(place) ? 4 : 0) + (isSame(one, row) ? 2 : 0) + (one.isErased ? 1 : 0);
  return near.sort((one, other) => standing(other) - standing(one) || one.tsMs - other.tsMs)[0];
}

/**
 * Gives reports of one response one identity: that of the report that is stored, else that of the first of the batch. From there
 * on they are reports of one event, of which the one of the highest rank counts.
 * @param stored under which identities the batch's responses are known
 */
export function joinResponses(batch: Batch, stored: readonly StoredResponse[]): Batch {
  const known = new Map<string, StoredResponse[]>();
  for (const one of stored) known.set(keyOf(one), [...(known.get(keyOf(one)) ?? []), one]);
  let isJoined = stored.length > 0;
  const rows = batch.rows.map((row): Row => {
    if (row.responseKey === "") return row;
    const homes = known.get(keyOf(row)) ?? [];
    const home = homeOf(row, homes);
    if (home === undefined) {
      const { orgId, responseKey, tsMs, id } = row;
      known.set(keyOf(row), [...homes, { orgId, responseKey, tsMs, id, isErased: false, places: [] }]);
      return row;
    }
    isJoined = true;
    if (isSame(home, row)) return row;
    batch.staged.identify(row.position, home);
    return { ...row, tsMs: home.tsMs, id: home.id };
  });
  if (!isJoined) return batch;
  return withoutRepeated({ ...batch, rows, hasRevisions: true });
}

/** Of rows that are now one report, the first; the others are duplicates. */
function withoutRepeated(batch: Batch): Batch {
  const seen = new Reports();
  const repeated = new Set(batch.rows.filter((row) => !seen.add(row)));
  if (repeated.size === 0) return batch;
  const added = [...repeated].map(({ partition, orgId }) => ({ partition, orgId, counts: { duplicates: 1 } }));
  return {
    ...batch,
    ranges: withCounts(batch.ranges, added),
    rows: batch.rows.filter((row) => !repeated.has(row)),
  };
}
