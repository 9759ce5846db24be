import type { LogRecord } from "@ecomind/event-log";
import type { FactorSet } from "@ecomind/footprint";
import { enrich, orgOfHeader, type Refusal } from "./enrich.js";
import type { FormerIdRule } from "./FormerIds.js";
import type { Identity } from "./identity.js";
import { OpenCounts, type PartitionRange, type PartitionRanges, withCounts } from "./partition-range.js";
import { StagedRows } from "./staged-rows.js";

/** A row on its way, under the identity with which it will be stored. */
export interface Row extends Report {
  /** Its position among the batch's staged rows. */
  readonly position: number;
  readonly partition: number;
  readonly offset: number;
  /** 16 hex digits that stand for the response's id; "": none. */
  readonly responseKey: string;
}

/** A row whose event may be stored under another id. */
export interface FormerRow extends Identity {
  /** Its position among the batch's staged rows. */
  readonly position: number;
  /** Whose it is: under a former id no other person's event is meant. */
  readonly userId: string;
}

/** Records that are published together. */
export interface Batch {
  /** With what was read, the duplicates within the batch and the dead letters; what the store says is added later. */
  readonly ranges: PartitionRanges;
  /** One row for each report, the one of the lowest offset. */
  readonly rows: readonly Row[];
  /** Whether a row may take the place of one that is stored. */
  readonly hasRevisions: boolean;
  readonly staged: StagedRows;
  /** Former identities of rows; nearly always none. */
  readonly former: readonly FormerRow[];
  readonly refusals: readonly Refusal[];
}

interface OpenRange {
  readonly start: number;
  readonly counts: OpenCounts;
  end: number;
  last: LogRecord;
  oldestMs: number;
  newestMs: number;
}

const openRange = (first: LogRecord): OpenRange => ({
  start: first.offset,
  counts: new OpenCounts(),
  end: first.offset,
  last: first,
  oldestMs: first.timestampMs,
  newestMs: first.timestampMs,
});

const closed = (partition: number, { counts, last, ...range }: OpenRange): PartitionRange => ({
  partition,
  ...range,
  lastKey: Buffer.from(last.key).toString("utf8"),
  orgs: counts.close(),
});

/** What somebody said of an event: of one identity that of the highest rank counts, and of that rank the highest revision. */
interface Report extends Identity {
  readonly rank: number;
  readonly revision: number;
}

/**
 * Reports of a batch, by identity, rank and revision. Nearly every id comes once, so that it alone is the key until another row
 * has it as well.
 */
export class Reports {
  readonly #rows = new Map<string, Report>();

  /** @returns false when the report is there already */
  add(row: Report): boolean {
    const other = this.#rows.get(row.id);
    if (other === undefined) {
      this.#rows.set(row.id, row);
      return true;
    }
    const isSame = other.tsMs === row.tsMs && other.orgId === row.orgId;
    if (isSame && other.revision === row.revision && other.rank === row.rank) return false;
    const report = `${row.id}\n${row.tsMs}\n${row.rank}\n${row.revision}\n${row.orgId}`;
    if (this.#rows.has(report)) return false;
    this.#rows.set(report, row);
    return true;
  }
}

/**
 * Makes a batch of records that are contiguous within each partition.
 * @param records in offset order per partition
 * @param formerIds absent: no event is stored under a former id
 */
export function makeBatch(
  records: readonly LogRecord[],
  epoch: number,
  factors: FactorSet,
  formerIds?: FormerIdRule,
): Batch {
  const ranges = new Map<number, OpenRange>();
  const rows: Row[] = [];
  const staged = new StagedRows(records.length);
  const former: FormerRow[] = [];
  const refusals: Refusal[] = [];
  const seen = new Reports();
  let hasRevisions = false;
  for (const record of records) {
    const { partition, offset, timestampMs } = record;
    let range = ranges.get(partition);
    if (range === undefined) {
      range = openRange(record);
      ranges.set(partition, range);
    }
    range.end = offset + 1;
    range.last = record;
    range.oldestMs = Math.min(range.oldestMs, timestampMs);
    range.newestMs = Math.max(range.newestMs, timestampMs);
    const result = enrich(record, factors, formerIds);
    const { orgId } = result;
    range.counts.add(orgId, "read");
    if ("reason" in result) {
      refusals.push(result);
      range.counts.add(orgId, "deadLetters");
      continue;
    }
    const { tsMs, id, revision, reporterRank: rank, responseKey, formerId, userId } = result;
    const row: Row = { position: rows.length, partition, offset, orgId, tsMs, id, rank, revision, responseKey };
    if (!seen.add(row)) {
      range.counts.add(orgId, "duplicates");
      continue;
    }
    if (revision > 0) hasRevisions = true;
    staged.add(result, epoch, partition, offset);
    rows.push(row);
    if (formerId !== undefined) former.push({ position: row.position, orgId, tsMs, id: formerId, userId });
  }
  return {
    ranges: new Map([...ranges].map(([partition, range]) => [partition, closed(partition, range)])),
    rows,
    hasRevisions,
    staged,
    former,
    refusals,
  };
}

/** The batch with rows that the store refused among the dead letters. */
export function refuseRows(batch: Batch, refused: ReadonlyMap<Row, string>, records: readonly LogRecord[]): Batch {
  const byOrigin = new Map(records.map((record) => [`${record.partition}/${record.offset}`, record]));
  const found = [...refused].flatMap(([row, detail]) => {
    const record = byOrigin.get(`${row.partition}/${row.offset}`);
    return record === undefined || !batch.ranges.has(row.partition) ? [] : [{ row, detail, record }];
  });
  return {
    ...batch,
    ranges: withCounts(
      batch.ranges,
      found.map(({ row: { partition, orgId } }) => ({ partition, orgId, counts: { deadLetters: 1 } })),
    ),
    rows: batch.rows.filter((row) => !refused.has(row)),
    refusals: [
      ...batch.refusals,
      ...found.map(
        ({ row, detail, record }): Refusal => ({
          record,
          orgId: row.orgId || orgOfHeader(record),
          reason: "store_refused",
          stage: "publish",
          detail,
        }),
      ),
    ],
  };
}
