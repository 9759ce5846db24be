-- The identities that events had before their person was erased, without the person. Nothing publishes them: the stream looks
-- here, so that an event that is sent again is not counted twice. They go when it cannot be sent again any more.
CREATE TABLE erased_identities {{on_cluster}}
(
    org_id     LowCardinality(String),
    ts         DateTime64(3, 'UTC'),
    id         UUID,
    epoch      UInt32,
    partition  UInt16,
    offset     UInt64,
    kept_until Date
)
ENGINE = {{engine:ReplacingMergeTree}}
ORDER BY (org_id, ts, id)
TTL kept_until
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
