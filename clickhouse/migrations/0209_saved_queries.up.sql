-- Statements that people of an organisation keep under a name; a change is a new row, and so is an end.
CREATE TABLE saved_queries {{on_cluster}}
(
    org_id     LowCardinality(String),
    name       String,
    query      String,
    saved_by   String COMMENT 'key id or subject',
    deleted    Bool,
    updated_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY (org_id, name)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
