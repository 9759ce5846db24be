import type { LogRecord } from "@ecomind/event-log";
import type { FactorSet } from "@ecomind/footprint";
import { enrich, orgOfHeader, type Refusal } from "./enrich.js";
import type { FormerIdRule } from "./FormerIds.js";
import type { Identity } from "./identity.js";
import { StagedRows } from "./staged-rows.js";

/** Counts of one organisation in one partition's range. */
export interface OrgCounts {
  read: number;
  stored: number;
  duplicates: number;
  deadLetters: number;
  erased: number;
}

/** What a batch holds of one partition. */
export interface PartitionRange {
  readonly partition: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Key of the last record. */
  readonly lastKey: string;
  readonly oldestMs: number;
  readonly newestMs: number;
  /** By organisation; `read`, the duplicates within the batch and the dead letters are filled in here. */
  readonly orgs: Map<string, OrgCounts>;
}

/** A row on its way. */
export interface Row {
  /** Its position among the batch's staged rows. */
  readonly position: number;
  readonly partition: number;
  readonly offset: number;
  readonly orgId: string;
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
  readonly ranges: ReadonlyMap<number, PartitionRange>;
  /** One row for each identity and revision, the one of the lowest offset. */
  readonly rows: readonly Row[];
  /** Whether a row may take the place of one that is stored. */
  readonly hasRevisions: boolean;
  readonly staged: StagedRows;
  /** Former identities of rows; nearly always none. */
  readonly former: readonly FormerRow[];
  readonly refusals: readonly Refusal[];
}

const none = (): OrgCounts => ({ read: 0, stored: 0, duplicates: 0, deadLetters: 0, erased: 0 });

/** The counts of an organisation, made if need be. */
export function countsOf({ orgs }: PartitionRange, orgId: string): OrgCounts {
  let counts = orgs.get(orgId);
  if (counts === undefined) {
    counts = none();
    orgs.set(orgId, counts);
  }
  return counts;
}

interface Report extends Identity {
  readonly revision: number;
}

/**
 * Reports of a batch, by identity and revision. Nearly every id comes once, so that it alone is the key until another row has it
 * as well.
 */
class Reports {
  readonly #rows = new Map<string, Report>();

  /** @returns false when the report is there already */
  add(row: Report): boolean {
    const other = this.#rows.get(row.id);
    if (other === undefined) {
      this.#rows.set(row.id, row);
      return true;
    }
    if (other.tsMs === row.tsMs && other.orgId === row.orgId && other.revision === row.revision) return false;
    const report = `${row.id}\n${row.tsMs}\n${row.revision}\n${row.orgId}`;
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
  const ranges = new Map<
    number,
    PartitionRange & { end: number; lastKey: string; oldestMs: number; newestMs: number }
  >();
  const rows: Row[] = [];
  const staged = new StagedRows(records.length);
  const former: FormerRow[] = [];
  const refusals: Refusal[] = [];
  const seen = new Reports();
  let hasRevisions = false;
  const last = new Map<number, LogRecord>();
  for (const record of records) {
    const { partition, offset, timestampMs } = record;
    let range = ranges.get(partition);
    if (range === undefined) {
      range = {
        partition,
        start: offset,
        end: offset,
        lastKey: "",
        oldestMs: timestampMs,
        newestMs: timestampMs,
        orgs: new Map(),
      };
      ranges.set(partition, range);
    }
    range.end = offset + 1;
    range.oldestMs = Math.min(range.oldestMs, timestampMs);
    range.newestMs = Math.max(range.newestMs, timestampMs);
    last.set(partition, record);
    const result = enrich(record, factors, formerIds);
    const { orgId } = result;
    if ("reason" in result) {
      refusals.push(result);
      const counts = countsOf(range, orgId);
      counts.read += 1;
      counts.deadLetters += 1;
      continue;
    }
    const counts = countsOf(range, orgId);
    counts.read += 1;
    if (!seen.add({ orgId, tsMs: result.tsMs, id: result.id, revision: result.revision })) {
      counts.duplicates += 1;
      continue;
    }
    if (result.revision > 0) hasRevisions = true;
    const position = staged.add(result, epoch, partition, offset);
    rows.push({ position, partition, offset, orgId });
    if (result.formerId !== undefined)
      former.push({ position, orgId, tsMs: result.tsMs, id: result.formerId, userId: result.userId });
  }
  for (const [partition, { key }] of last) {
    const range = ranges.get(partition);
    if (range !== undefined) range.lastKey = Buffer.from(key).toString("utf8");
  }
  return { ranges, rows, hasRevisions, staged, former, refusals };
}

/** Moves rows that the store refused to the dead letters. */
export function refuseRows(batch: Batch, refused: ReadonlyMap<Row, string>, records: readonly LogRecord[]): Batch {
  const byOrigin = new Map(records.map((record) => [`${record.partition}/${record.offset}`, record]));
  const refusals = [...refused].flatMap(([row, detail]): Refusal[] => {
    const record = byOrigin.get(`${row.partition}/${row.offset}`);
    const range = batch.ranges.get(row.partition);
    if (record === undefined || range === undefined) return [];
    countsOf(range, row.orgId).deadLetters += 1;
    return [{ record, orgId: row.orgId || orgOfHeader(record), reason: "store_refused", stage: "publish", detail }];
  });
  return {
    ranges: batch.ranges,
    hasRevisions: batch.hasRevisions,
    rows: batch.rows.filter((row) => !refused.has(row)),
    staged: batch.staged,
    former: batch.former,
    refusals: [...batch.refusals, ...refusals],
  };
}
