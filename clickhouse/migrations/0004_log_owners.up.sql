-- Who may publish a partition of the log: the greatest fence. A new owner inserts the next fence with a deduplication
-- token made of epoch, partition and fence, so that of two that try at once the first one stays.
CREATE TABLE log_owners {{on_cluster}}
(
    epoch     UInt32,
    partition UInt16,
    fence     UInt64,
    owner     String COMMENT 'process that took it',
    taken_at  DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine:MergeTree}}
ORDER BY (epoch, partition, fence)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
