-- When API keys end: facts that are only added, and the earliest of a kind holds. So whatever two services do to a key at
-- once, a revocation stays.
CREATE TABLE api_key_ends {{on_cluster}}
(
    key_id      String,
    org_id      LowCardinality(String),
    kind        Enum8('expires' = 1, 'revoked' = 2),
    ends_at     DateTime64(3, 'UTC'),
    recorded_at DateTime64(3, 'UTC') DEFAULT now64(3),
    recorded_by String COMMENT 'key id or subject'
)
ENGINE = {{engine:MergeTree}}
ORDER BY (key_id, kind, ends_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
