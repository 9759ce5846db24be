-- The factor sets that are loaded, each under a name whose content never changes.
CREATE TABLE factor_sets {{on_cluster}}
(
    factor_set String,
    hash       String COMMENT 'SHA-256 of the content, hex',
    loaded_at  DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine:ReplacingMergeTree}}
ORDER BY factor_set
