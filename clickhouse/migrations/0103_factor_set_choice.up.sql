-- Which factor set the views use: the one chosen last.
CREATE TABLE factor_set_choice {{on_cluster}}
(
    factor_set String,
    chosen_at  DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {{engine:MergeTree}}
ORDER BY chosen_at
