-- Persons who were erased: the stream looks here with every batch, so that a late event does not bring one back.
CREATE TABLE erasures {{on_cluster}}
(
    org_id       LowCardinality(String),
    user_id      String,
    requested_at DateTime64(3, 'UTC') DEFAULT now64(3),
    requested_by String,
    state        Enum8('requested' = 1, 'running' = 2, 'done' = 3),
    updated_at   DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY (org_id, user_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
