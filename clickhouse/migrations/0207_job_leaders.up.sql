-- Who runs the jobs: the owner of the greatest fence, for as long as it renews. A fence is taken by an insert whose
-- deduplication token is the fence, so that of two that try at once the first one stays. All times are the store's.
CREATE TABLE job_leaders {{on_cluster}}
(
    fence      UInt64,
    owner      String COMMENT 'host, process and moment',
    renewed_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine:MergeTree}}
ORDER BY (fence, renewed_at)
TTL toDateTime(renewed_at) + INTERVAL 7 DAY
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
