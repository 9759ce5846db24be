-- From when an organisation's history is kept: what lay before the latest `starts_at` has been deleted by its settings of then.
-- A row is written before the first one of the history goes; questions about the time before tell that they are not whole.
CREATE TABLE history_starts {{on_cluster}}
(
    org_id     LowCardinality(String),
    starts_at  DateTime('UTC') COMMENT 'a midnight; what lies before is gone',
    updated_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY (org_id, starts_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
