-- Up to when an organisation's events have expired: what lies before the latest `before` is known to the history alone, and
-- nothing computes it again. A row is written before the first event goes; what was begun is finished by the next run.
CREATE TABLE history_boundaries {{on_cluster}}
(
    org_id     LowCardinality(String),
    before     DateTime('UTC') COMMENT 'a midnight; exclusive',
    events     UInt64 COMMENT 'how many were to go: the history held them, by comparison',
    state      Enum8('deleting' = 1, 'deleted' = 2),
    updated_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY (org_id, before)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
