DROP TABLE usage_history {{on_cluster}} SYNC
