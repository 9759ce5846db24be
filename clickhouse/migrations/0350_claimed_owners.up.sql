-- Owners whom the identity provider names: the list of members does not have them, and nobody but an owner may overrule one.
CREATE TABLE claimed_owners {{on_cluster}}
(
    org_id  LowCardinality(String),
    user_id String COMMENT 'subject of the identity',
    seen_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'to the day'
)
ENGINE = {{engine:ReplacingMergeTree(seen_at)}}
ORDER BY (org_id, user_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
