-- What left as a file: the question behind it and what tells the file. The files themselves are not kept.
CREATE TABLE exports {{on_cluster}}
(
    org_id       LowCardinality(String),
    export_id    UUID,
    requested_by String COMMENT 'key id or subject',
    operation    LowCardinality(String) COMMENT 'operation of the API that gives the same rows',
    parameters   String COMMENT 'of that operation, JSON',
    format       LowCardinality(String) COMMENT 'csv, ndjson or parquet',
    factor_set   String COMMENT 'empty: the file holds no footprint',
    generated_at DateTime64(3, 'UTC'),
    rows         UInt64,
    bytes        UInt64,
    sha256       String COMMENT 'of the file, hex'
)
ENGINE = {{engine:MergeTree}}
ORDER BY (org_id, export_id)
TTL toDateTime(generated_at) + INTERVAL 1 YEAR
