-- Every event that was counted, once. An identity (org_id, ts, id) that is here is never inserted again.
--
-- Only integers are kept of what the method needs: footprints are computed for a named factor set when they are asked
-- for. `tokens_out_ramp` is what makes the method linear in stored sums. (epoch, partition, offset) say which record of
-- the log the row came from: the stream tells a replay from a duplicate by it, and accounts by it.
CREATE TABLE events {{on_cluster}}
(
    org_id          LowCardinality(String) COMMENT 'organisation, from the credential',
    ts              DateTime64(3, 'UTC') COMMENT 'when it was used' CODEC(Delta(8), ZSTD(1)),
    id              UUID COMMENT 'with org_id and ts the identity' CODEC(NONE),
    received_at     DateTime('UTC') COMMENT 'when the edge took it' CODEC(Delta(4), ZSTD(1)),
    user_id         LowCardinality(String) COMMENT 'pseudonym; empty once erased',
    team            LowCardinality(String) COMMENT 'empty: none',
    provider        LowCardinality(String) COMMENT 'canonical',
    model           LowCardinality(String) COMMENT 'canonical; of an unknown model the name as reported',
    region          LowCardinality(String) COMMENT 'canonical region key; empty: unknown',
    model_reported  LowCardinality(String),
    region_reported LowCardinality(String),
    source          LowCardinality(String) COMMENT 'who reported: ext-chrome, sdk, otlp, api, ...',
    tokens_basis    Enum8('reported' = 1, 'estimated' = 2),
    tokens_in       UInt32 COMMENT 'cached ones included' CODEC(T64, ZSTD(1)),
    tokens_cached   UInt32 CODEC(T64, ZSTD(1)),
    tokens_out      UInt32 COMMENT 'hidden reasoning tokens included' CODEC(T64, ZSTD(1)),
    tokens_out_ramp UInt32 COMMENT 'round(tokens_out * min(1, max(0, (tokens_out - 627) / 6408)))' CODEC(T64, ZSTD(1)),
    bytes_in        UInt32 COMMENT 'when the tokens are estimated' CODEC(T64, ZSTD(1)),
    bytes_out       UInt32 CODEC(T64, ZSTD(1)),
    estimator       LowCardinality(String),
    labels          Map(LowCardinality(String), String) COMMENT 'what the company groups by' CODEC(ZSTD(1)),
    epoch           UInt32 COMMENT 'which log' CODEC(ZSTD(1)),
    partition       UInt16 CODEC(ZSTD(1)),
    offset          UInt64 CODEC(Delta(8), ZSTD(1)),
    PROJECTION usage_15m
    (
        SELECT
            org_id, toStartOfFifteenMinutes(ts), team, provider, model, region, source, tokens_basis,
            count(), sum(tokens_in), sum(tokens_cached), sum(tokens_out), sum(tokens_out_ramp)
        GROUP BY org_id, toStartOfFifteenMinutes(ts), team, provider, model, region, source, tokens_basis
    ),
    PROJECTION usage_user_1h
    (
        SELECT
            org_id, toStartOfHour(ts), user_id, team, provider, model, region,
            count(), sum(tokens_in), sum(tokens_cached), sum(tokens_out), sum(tokens_out_ramp)
        GROUP BY org_id, toStartOfHour(ts), user_id, team, provider, model, region
    )
)
ENGINE = {{engine:MergeTree}}
PARTITION BY toYYYYMM(ts)
PRIMARY KEY (org_id, ts)
ORDER BY (org_id, ts, id)
SETTINGS
    lightweight_mutation_projection_mode = 'rebuild',
    deduplicate_merge_projection_mode = 'rebuild',
    fsync_after_insert = 1,
    fsync_part_directory = 1
