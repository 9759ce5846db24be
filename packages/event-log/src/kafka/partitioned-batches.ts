import { partitionOf } from "../murmur2.js";
import type { AppendRecord } from "../port.js";
import { encodeRecordBatch, recordBytes } from "./record-batch.js";

/** One record batch for each partition: what one produce request may carry. */
export type Batches = Map<number, Buffer>;

interface Group {
  readonly records: AppendRecord[];
  bytes: number;
}

export interface BatchLimits {
  /** Bytes of a batch; brokers take 1 MiB by default (`max.message.bytes`). */
  readonly maxBatchBytes: number;
  readonly compression: "none" | "gzip";
}

/**
 * Records by partition, encoded. Nearly always one request's worth; a second one when a partition gets more than a
 * broker takes at once.
 * @throws RangeError when one record alone is too large
 */
export function partitionedBatches(
  records: readonly AppendRecord[],
  partitions: number,
  { maxBatchBytes, compression }: BatchLimits,
): Batches[] {
  const groups = new Map<number, Group[]>();
  for (const record of records) {
    const bytes = recordBytes(record);
    if (bytes > maxBatchBytes) throw new RangeError(`a record of ${bytes} bytes is more than the log takes`);
    const partition = partitionOf(record.route ?? record.key, partitions);
    const group = groups.get(partition);
    const batch = group?.[group.length - 1];
    if (batch !== undefined && batch.bytes + bytes <= maxBatchBytes) {
      batch.records.push(record);
      batch.bytes += bytes;
    } else if (group !== undefined) group.push({ records: [record], bytes });
    else groups.set(partition, [{ records: [record], bytes }]);
  }
  const nowMs = Date.now();
  const rounds: Batches[] = [];
  for (const [partition, group] of groups)
    for (const [round, batch] of group.entries()) {
      rounds[round] ??= new Map();
      rounds[round].set(partition, encodeRecordBatch(batch.records, nowMs, compression));
    }
  return rounds;
}
