-- Each factor set whole, with names, sources and licences: single events and estimates are answered by any of them.
CREATE TABLE factor_set_contents {{on_cluster}}
(
    factor_set String,
    content    String COMMENT 'JSON, as packages/footprint stores a set' CODEC(ZSTD(6))
)
ENGINE = {{engine:ReplacingMergeTree}}
ORDER BY factor_set
