-- Counts with a sign and of any size: a row that takes another one back has its counts below zero, and an event may sum a day of
-- a company. On disk they take as much as before. `unknown` is the basis of an event of which a side's tokens are not known.
ALTER TABLE events {{on_cluster}}
    MODIFY COLUMN tokens_in Int64 CODEC(T64, ZSTD(1)),
    MODIFY COLUMN tokens_cached Int64 CODEC(T64, ZSTD(1)),
    MODIFY COLUMN tokens_out Int64 CODEC(T64, ZSTD(1)),
    MODIFY COLUMN tokens_out_ramp Int64 CODEC(T64, ZSTD(1)),
    MODIFY COLUMN tokens_basis Enum8('reported' = 1, 'estimated' = 2, 'unknown' = 3)
