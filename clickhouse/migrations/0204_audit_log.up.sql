-- Every administrative act and every refused one; nobody's role removes a row, a year does.
CREATE TABLE audit_log {{on_cluster}}
(
    org_id     LowCardinality(String),
    at         DateTime64(3, 'UTC') DEFAULT now64(3),
    actor      String COMMENT 'key id or subject',
    actor_kind LowCardinality(String),
    action     LowCardinality(String) COMMENT 'operation of the API',
    target     String,
    outcome    LowCardinality(String) COMMENT 'done or refused',
    address    String,
    request_id String
)
ENGINE = {{engine:MergeTree}}
ORDER BY (org_id, at)
TTL toDateTime(at) + INTERVAL 1 YEAR
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
