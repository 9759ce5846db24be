-- Which factor set an organisation computes with, from when on. An organisation without a row follows factor_set_choice.
CREATE TABLE org_factor_sets {{on_cluster}}
(
    org_id     LowCardinality(String),
    factor_set String COMMENT 'empty: follows factor_set_choice again',
    chosen_at  DateTime64(3, 'UTC') DEFAULT now64(3),
    chosen_by  String COMMENT 'key id or subject'
)
ENGINE = {{engine:MergeTree}}
ORDER BY (org_id, chosen_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
