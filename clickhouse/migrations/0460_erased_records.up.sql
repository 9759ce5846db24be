-- Erased and deleted events keep the position of every record that was stored for them, so that reconciliation finds each one. An empty
-- array means the single record at epoch, partition and offset. The response key identifies the response when a second client reports it.
ALTER TABLE erased_identities {{on_cluster}}
    ADD COLUMN IF NOT EXISTS records Array(Tuple(UInt32, UInt16, UInt64)) COMMENT 'epoch, partition and offset of each' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS response_key UInt64 COMMENT 'as in events; 0: none' CODEC(ZSTD(1))
