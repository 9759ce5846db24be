DROP VIEW usage_15m {{on_cluster}} SYNC
