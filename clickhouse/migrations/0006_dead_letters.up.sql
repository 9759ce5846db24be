-- Records that the stream could not take, whole, once by origin (epoch, topic, partition, offset).
CREATE TABLE dead_letters {{on_cluster}}
(
    epoch       UInt32,
    topic       LowCardinality(String),
    partition   UInt16,
    offset      UInt64,
    record_at   DateTime64(3, 'UTC') COMMENT 'when the log took it',
    dead_at     DateTime64(3, 'UTC') COMMENT 'when the stream gave it up',
    org_id      LowCardinality(String) COMMENT 'from the header; empty: none',
    reason      LowCardinality(String),
    stage       LowCardinality(String) COMMENT 'upcast or publish',
    detail      String COMMENT 'what the store said, without values',
    key         String CODEC(ZSTD(1)),
    value       String COMMENT 'the original bytes' CODEC(ZSTD(1)),
    headers     Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    replayed_at Nullable(DateTime64(3, 'UTC'))
)
ENGINE = {{engine:ReplacingMergeTree(dead_at)}}
PARTITION BY toYYYYMM(record_at)
ORDER BY (epoch, topic, partition, offset)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
