-- The identities of erased and deleted events keep every record that was stored under them: what the accounts say was stored is then
-- found to the record. Empty: the one of epoch, partition and offset. With the response's key the response is known when another
-- reporter tells of it.
ALTER TABLE erased_identities {{on_cluster}}
    ADD COLUMN IF NOT EXISTS records Array(Tuple(UInt32, UInt16, UInt64)) COMMENT 'epoch, partition and offset of each' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS response_key UInt64 COMMENT 'as in events; 0: none' CODEC(ZSTD(1))
