-- API keys. The secret is kept as SHA-256 only; a change of a key is a new row of the same key_id.
CREATE TABLE api_keys {{on_cluster}}
(
    key_id        String,
    org_id        LowCardinality(String),
    name          String COMMENT 'what people call it',
    secret_sha256 String COMMENT 'hex',
    scopes        Array(LowCardinality(String)) COMMENT 'ingest, read, admin',
    created_at    DateTime64(3, 'UTC'),
    expires_at    Nullable(DateTime64(3, 'UTC')),
    revoked_at    Nullable(DateTime64(3, 'UTC')),
    updated_at    DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY key_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
