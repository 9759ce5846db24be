ALTER TABLE events {{on_cluster}} CLEAR PROJECTION usage_model_15m
