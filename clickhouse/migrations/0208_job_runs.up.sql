-- Every run of a job. A run without an end is running, or its process was killed: the next one does the rest.
CREATE TABLE job_runs {{on_cluster}}
(
    job        LowCardinality(String),
    started_at DateTime64(3, 'UTC'),
    ended_at   Nullable(DateTime64(3, 'UTC')),
    state      Enum8('running' = 1, 'done' = 2, 'failed' = 3),
    changed    UInt64 COMMENT 'what it changed: persons erased, organisations cleaned, keys ended',
    detail     String,
    owner      String,
    fence      UInt64,
    updated_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY (job, started_at)
TTL toDateTime(started_at) + INTERVAL 90 DAY
