ALTER TABLE events {{on_cluster}} DROP PROJECTION IF EXISTS usage_model_1h
