-- What an organisation has settled for itself. An organisation without a row has the defaults of packages/accounts.
CREATE TABLE org_settings {{on_cluster}}
(
    org_id                LowCardinality(String),
    raw_retention_days    Nullable(UInt32) COMMENT 'events older than this are deleted; NULL: kept',
    rollup_retention_days Nullable(UInt32) COMMENT 'history older than this is deleted; NULL: kept',
    minimum_group_size    UInt32 COMMENT 'persons that an answer about persons is at least about',
    updated_at            DateTime64(3, 'UTC') DEFAULT now64(3),
    updated_by            String
)
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY org_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
