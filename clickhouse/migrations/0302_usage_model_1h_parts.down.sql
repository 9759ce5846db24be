ALTER TABLE events {{on_cluster}} CLEAR PROJECTION IF EXISTS usage_model_1h
