-- People of an organisation and what they may do.
CREATE TABLE members {{on_cluster}}
(
    org_id     LowCardinality(String),
    user_id    String,
    role       LowCardinality(String) COMMENT 'owner, admin, analyst, viewer, billing',
    team       String,
    active     Bool,
    updated_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY (org_id, user_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
