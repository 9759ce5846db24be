DROP VIEW footprint_model_15m {{on_cluster}} SYNC
