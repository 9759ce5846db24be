-- Parts written before have that rollup computed in the background; until then they are read by their rows.
ALTER TABLE events {{on_cluster}} MATERIALIZE PROJECTION usage_model_15m
