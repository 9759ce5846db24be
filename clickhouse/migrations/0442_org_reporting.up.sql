-- Time zone and language of an organisation's reports. An organisation without a row has the defaults.
CREATE TABLE org_reporting {{on_cluster}}
(
    org_id     LowCardinality(String),
    zone       LowCardinality(String) COMMENT 'IANA; empty: UTC',
    language   LowCardinality(String) COMMENT 'of the dashboards; empty: that of each browser',
    updated_at DateTime64(3, 'UTC') DEFAULT now64(3),
    updated_by String COMMENT 'key id or subject'
)
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY org_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
