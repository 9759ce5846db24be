-- What became of each range of the log, counted from `events` itself after it was published. Per epoch and partition the
-- ranges [start_offset, end_offset) tile the log, and records_read = stored + duplicates + dead_letters + erased.
CREATE TABLE batches {{on_cluster}}
(
    epoch         UInt32,
    partition     UInt16,
    start_offset  UInt64,
    end_offset    UInt64 COMMENT 'exclusive; of the last batch: the next position',
    records_read  UInt64,
    stored        UInt64 COMMENT 'in events, at their own offset',
    duplicates    UInt64 COMMENT 'in events, at another offset, or repeated within the batch',
    dead_letters  UInt64,
    erased        UInt64 COMMENT 'in events without their person, who was erased',
    orgs          Map(String, Tuple(records_read UInt64, stored UInt64, duplicates UInt64, dead_letters UInt64, erased UInt64)) COMMENT 'the same by organisation; dead letters that name none stand under the empty name',
    last_key      String COMMENT 'key of the record before end_offset: a recreated topic is told by it',
    oldest_record_at DateTime64(3, 'UTC') COMMENT 'when the log took the oldest record of the batch',
    newest_record_at DateTime64(3, 'UTC'),
    fence         UInt64,
    published_at  DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine:MergeTree}}
ORDER BY (epoch, partition, start_offset)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
