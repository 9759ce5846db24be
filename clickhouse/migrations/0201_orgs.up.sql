-- Organisations.
CREATE TABLE orgs {{on_cluster}}
(
    org_id     String,
    name       String,
    created_at DateTime64(3, 'UTC') DEFAULT now64(3),
    updated_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY org_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
