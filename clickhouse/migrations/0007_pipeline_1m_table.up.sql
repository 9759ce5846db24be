-- What the pipeline did each minute, from `batches`.
CREATE TABLE pipeline_1m {{on_cluster}}
(
    minute       DateTime('UTC'),
    epoch        UInt32,
    partition    UInt16,
    batches      UInt64,
    records_read UInt64,
    stored       UInt64,
    duplicates   UInt64,
    dead_letters UInt64,
    erased       UInt64,
    freshness_ms_max SimpleAggregateFunction(max, UInt64) COMMENT 'oldest record in a batch, from the log to published'
)
ENGINE = {{engine:SummingMergeTree}}
ORDER BY (minute, epoch, partition)
TTL minute + INTERVAL 400 DAY
