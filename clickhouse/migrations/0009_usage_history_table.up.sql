-- Use by day of UTC and quarter hour that outlives raw rows; `closed_at` tells which computation of a bucket is newest.
CREATE TABLE usage_history {{on_cluster}}
(
    org_id          LowCardinality(String),
    bucket          DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    team            LowCardinality(String),
    provider        LowCardinality(String),
    model           LowCardinality(String),
    region          LowCardinality(String),
    source          LowCardinality(String),
    tokens_basis    Enum8('reported' = 1, 'estimated' = 2),
    requests        UInt64 CODEC(T64, ZSTD(1)),
    tokens_in       UInt64 CODEC(T64, ZSTD(1)),
    tokens_cached   UInt64 CODEC(T64, ZSTD(1)),
    tokens_out      UInt64 CODEC(T64, ZSTD(1)),
    tokens_out_ramp UInt64 CODEC(T64, ZSTD(1)),
    closed_at       DateTime('UTC')
)
ENGINE = {{engine:ReplacingMergeTree(closed_at)}}
PARTITION BY toYYYYMM(bucket)
ORDER BY (org_id, bucket, team, provider, model, region, source, tokens_basis)
