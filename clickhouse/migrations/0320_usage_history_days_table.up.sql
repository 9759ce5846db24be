-- What each computation of a closed day wrote to `usage_history`, added up: of a day, the newest one's sums are the history's.
CREATE TABLE usage_history_days {{on_cluster}}
(
    org_id          LowCardinality(String),
    day             DateTime('UTC'),
    closed_at       DateTime('UTC'),
    requests        UInt64,
    tokens_in       UInt64,
    tokens_cached   UInt64,
    tokens_out      UInt64,
    tokens_out_ramp UInt64
)
ENGINE = {{engine:SummingMergeTree}}
ORDER BY (org_id, day, closed_at)
TTL closed_at + INTERVAL 60 DAY
