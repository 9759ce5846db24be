ALTER TABLE events {{on_cluster}} DROP PROJECTION usage_model_15m
