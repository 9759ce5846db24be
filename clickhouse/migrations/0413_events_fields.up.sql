-- What version 2 of the contract tells. Of rows from before: counts of 0 on both sides were absent ones, since no use has neither
-- input nor output.
ALTER TABLE events {{on_cluster}}
    ADD COLUMN IF NOT EXISTS requests Int32 DEFAULT 1 COMMENT 'uses that the row sums; below zero: it takes back a row of the same identity and revision' CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS requests_without_tokens Int32 DEFAULT if(tokens_in = 0 AND tokens_out = 0, requests, 0) COMMENT 'those of which a side is not known' CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS tokens_in_basis Enum8('unknown' = 0, 'reported' = 1, 'estimated' = 2, 'from_bytes' = 3) DEFAULT multiIf(tokens_in = 0 AND tokens_out = 0, 'unknown', tokens_basis = 'reported', 'reported', bytes_in > 0, 'from_bytes', 'estimated') COMMENT 'how tokens_in came about' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS tokens_out_basis Enum8('unknown' = 0, 'reported' = 1, 'estimated' = 2, 'from_bytes' = 3) DEFAULT multiIf(tokens_in = 0 AND tokens_out = 0, 'unknown', tokens_basis = 'reported', 'reported', bytes_out > 0, 'from_bytes', 'estimated') COMMENT 'how tokens_out came about' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS tokens_in_below Int64 DEFAULT 0 COMMENT 'of an estimate: how many fewer it may be' CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS tokens_in_above Int64 DEFAULT 0 COMMENT 'how many more' CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS tokens_out_below Int64 DEFAULT 0 CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS tokens_out_above Int64 DEFAULT 0 CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS energy_uwh Int64 DEFAULT 0 COMMENT 'measured by the supplier, millionths of a Wh' CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS energy_boundary Enum8('' = 0, 'it' = 1, 'facility' = 2) DEFAULT '' COMMENT 'where it was measured; empty: it was not' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS energy_method LowCardinality(String) DEFAULT '' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS service_tier Enum8('' = 0, 'standard' = 1, 'batch' = 2, 'flex' = 3, 'priority' = 4, 'fast' = 5) DEFAULT '' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS revision UInt32 DEFAULT 0 COMMENT 'of one identity the highest counts' CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS response_key UInt64 DEFAULT 0 COMMENT 'first half of a SHA-256 of the response id; 0: none' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS reporter_rank UInt8 DEFAULT 0 COMMENT 'of reports of one response the highest counts' CODEC(ZSTD(1))
