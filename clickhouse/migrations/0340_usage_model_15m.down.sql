DROP VIEW usage_model_15m {{on_cluster}} SYNC
