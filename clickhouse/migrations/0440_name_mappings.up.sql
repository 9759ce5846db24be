-- What names that clients report mean in an organisation: a deployment, an ARN, an alias or a path; a provider's or a region's own
-- spelling. Applied when figures are asked for, so that a change holds for the time before it as well.
CREATE TABLE name_mappings {{on_cluster}}
(
    org_id      LowCardinality(String),
    kind        Enum8('model' = 1, 'provider' = 2, 'region' = 3) COMMENT 'what the name is reported as',
    provider    LowCardinality(String) COMMENT 'canonical: only models reported with it; empty: with any',
    name        String COMMENT 'as reported, in lower case: case makes no difference',
    to_provider LowCardinality(String) COMMENT 'empty: as reported',
    to_model    String COMMENT 'empty: as reported',
    to_region   LowCardinality(String) COMMENT 'empty: as reported',
    removed     Bool,
    updated_at  DateTime64(3, 'UTC') DEFAULT now64(3),
    updated_by  String COMMENT 'key id or subject'
)
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY (org_id, kind, provider, name)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
