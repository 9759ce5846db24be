ALTER TABLE events {{on_cluster}}
    MODIFY COLUMN tokens_in UInt32 CODEC(T64, ZSTD(1)),
    MODIFY COLUMN tokens_cached UInt32 CODEC(T64, ZSTD(1)),
    MODIFY COLUMN tokens_out UInt32 CODEC(T64, ZSTD(1)),
    MODIFY COLUMN tokens_out_ramp UInt32 CODEC(T64, ZSTD(1)),
    MODIFY COLUMN tokens_basis Enum8('reported' = 1, 'estimated' = 2)
