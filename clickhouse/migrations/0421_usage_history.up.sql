-- History with what the rollups have, in the same order of sums.
ALTER TABLE usage_history {{on_cluster}}
    MODIFY COLUMN tokens_basis Enum8('reported' = 1, 'estimated' = 2, 'unknown' = 3),
    ADD COLUMN IF NOT EXISTS energy_boundary Enum8('' = 0, 'it' = 1, 'facility' = 2),
    ADD COLUMN IF NOT EXISTS service_tier Enum8('' = 0, 'standard' = 1, 'batch' = 2, 'flex' = 3, 'priority' = 4, 'fast' = 5),
    ADD COLUMN IF NOT EXISTS requests_without_tokens UInt64 CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS tokens_in_below UInt64 CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS tokens_in_above UInt64 CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS tokens_out_below UInt64 CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS tokens_out_above UInt64 CODEC(T64, ZSTD(1)),
    ADD COLUMN IF NOT EXISTS energy_uwh UInt64 CODEC(T64, ZSTD(1)),
    MODIFY ORDER BY (org_id, bucket, team, provider, model, region, source, tokens_basis, energy_boundary, service_tier)
